using System.Globalization;
using Npgsql;

namespace Cairn.Postgres;

/// <summary>
/// A database as a person names it: <c>postgres://user:password@host:port/database?sslmode=…</c>, or an ADO.NET connection string.
/// </summary>
internal static class PostgresAddress
{
    private const string Unnamed = "postgres";

    /// <summary>Reads either form. What is wrong is said in words that quote nothing behind which a password may stand.</summary>
    /// <exception cref="CairnStoreException">It is neither: everything that is wrong.</exception>
    public static NpgsqlConnectionStringBuilder Parse(string text)
    {
        var builder = PostgresUrl.IsUrl(text) ? PostgresUrl.Parse(text).ToBuilder() : FromAdo(text);
        if (string.IsNullOrEmpty(builder.Host))
        {
            throw new CairnStoreException(
                "The PostgreSQL connection string names no host: write Host=…, or postgres://user@host/database.");
        }

        return WithDefaults(builder);
    }

    /// <summary>Connections to it.</summary>
    /// <exception cref="CairnStoreException">What was typed names nothing.</exception>
    public static NpgsqlDataSource Connect(string text)
    {
        var connectionString = Parse(text).ConnectionString;
        try
        {
            return NpgsqlDataSource.Create(connectionString);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or NotSupportedException)
        {
            // Settings that contradict each other; the driver's words may hold what they are.
            throw new CairnStoreException("The settings of the PostgreSQL connection string contradict each other or are out of range.");
        }
    }

    /// <summary>What a person calls the database: hosts, port and name, neither user nor password.</summary>
    public static string NameOf(NpgsqlConnectionStringBuilder builder)
    {
        var hosts = (builder.Host ?? "")
            .Split(',')
            .Select(h => h.Contains('/', StringComparison.Ordinal) ? "" : HasPort(h) || builder.Port == 5432 ? h : $"{h}:{builder.Port}");
        return $"{Unnamed}://{string.Join(',', hosts)}/{builder.Database ?? builder.Username}";
    }

    /// <summary>
    /// What a host calls files that belong to the database: host, port and name. No two databases share one: a host has no '_' in it
    /// here, a port only digits.
    /// </summary>
    public static string FileNameOf(NpgsqlConnectionStringBuilder builder) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Escaped(builder.Host).Replace("_", "%5F", StringComparison.Ordinal)}_{builder.Port}_"
        + $"{Escaped(builder.Database ?? builder.Username)}");

    // A host and a database may be called as no file may.
    private static string Escaped(string? name) => Uri.EscapeDataString(name ?? "");

    // A pooler in transaction mode gives each transaction another server: nothing is reset, nothing is left behind. An append commits by
    // itself, whatever transaction the application has open.
    private static NpgsqlConnectionStringBuilder WithDefaults(NpgsqlConnectionStringBuilder builder)
    {
        builder.NoResetOnClose = true;
        builder.Enlist = false;
        builder.PersistSecurityInfo = false;
        builder.ApplicationName ??= "cairn";
        return builder;
    }

    private static NpgsqlConnectionStringBuilder FromAdo(string text)
    {
        try
        {
            return new(text);
        }
        catch (Exception e)
            when (e is ArgumentException or FormatException or InvalidCastException or KeyNotFoundException or OverflowException)
        {
            // The driver's words may quote what stands behind a ';' in a password.
            throw new CairnStoreException(
                "This is not a PostgreSQL connection string: write Host=…;Database=…;Username=…;Password=…, values with ';' or '=' in "
                + "quotes, or postgres://user@host/database.");
        }
    }

    private static bool HasPort(string host) =>
        host.LastIndexOf(':') is > 0 and var colon && !host.EndsWith(']') && host.IndexOf(':', StringComparison.Ordinal) == colon;
}
