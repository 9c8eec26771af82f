using System.Globalization;
using System.Net;
using System.Text;
using Npgsql;

namespace Cairn.Postgres;

/// <summary>
/// A <c>postgres://</c> URL: <c>postgres://user:password@host:port,host:port/database?option=value</c>. Parts are percent-encoded UTF-8;
/// user, password, port and options may be left out.
/// </summary>
internal sealed record PostgresUrl
{
    private static readonly string[] Schemes = ["postgres://", "postgresql://"];

    public string? User { get; init; }

    public string? Password { get; init; }

    /// <summary>One or more, an IPv6 address without its brackets; a port of 0 is none.</summary>
    public required IReadOnlyList<(string Host, int Port)> Hosts { get; init; }

    public required string Database { get; init; }

    /// <summary>By name, ascending.</summary>
    public SortedDictionary<string, string> Options { get; init; } = new(StringComparer.Ordinal);

    public static bool IsUrl(string text) => Schemes.Any(s => text.StartsWith(s, StringComparison.Ordinal));

    /// <exception cref="CairnStoreException">
    /// It is no such URL: everything that is wrong, and nothing of what it holds but host, port and option names.
    /// </exception>
    public static PostgresUrl Parse(string text)
    {
        var problems = new List<string>();
        var url = PostgresUrlReader.Read(text[Schemes.First(s => text.StartsWith(s, StringComparison.Ordinal)).Length..], problems);
        return problems.Count == 0
            ? url
            : throw new CairnStoreException($"The PostgreSQL URL cannot be used: {string.Join("; ", problems)}.");
    }

    /// <summary>The URL again, everything encoded that may be.</summary>
    public string Format()
    {
        var text = new StringBuilder(Schemes[0]);
        if (User is not null)
        {
            text.Append(Uri.EscapeDataString(User)).Append(Password is null ? "" : ":" + Uri.EscapeDataString(Password)).Append('@');
        }

        text.AppendJoin(',', Hosts.Select(Format)).Append('/').Append(Uri.EscapeDataString(Database));
        foreach (var (name, value) in Options)
        {
            text.Append(text.ToString().Contains('?', StringComparison.Ordinal)
                ? '&'
                : '?').Append(name).Append('=').Append(Uri.EscapeDataString(value));
        }

        return text.ToString();
    }

    public NpgsqlConnectionStringBuilder ToBuilder()
    {
        var builder = new NpgsqlConnectionStringBuilder
        {
            Host = string.Join(',', Hosts.Select(Format)),
            Database = Database,
            Username = User,
            Password = Password
        };
        if (Hosts is [var (host, port)])
        {
            (builder.Host, builder.Port) = (host, port == 0 ? 5432 : port);
        }

        foreach (var (name, value) in Options)
        {
            PostgresUrlOptions.All[name].Set(builder, value);
        }

        return builder;
    }

    // A password in a dump or a log is a password lost.
    public override string ToString() => $"{Schemes[0]}{string.Join(',', Hosts.Select(Format))}/{Database}";

    private static string Format((string Host, int Port) host)
    {
        var name = IPAddress.TryParse(host.Host, out var ip) && ip.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6
            ? $"[{host.Host}]"
            : host.Host;
        return host.Port == 0 ? name : string.Create(CultureInfo.InvariantCulture, $"{name}:{host.Port}");
    }
}
