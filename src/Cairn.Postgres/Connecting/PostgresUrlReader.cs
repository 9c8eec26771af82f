using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Cairn.Postgres;

/// <summary>
/// Takes a <c>postgres://</c> URL apart, from behind its scheme. Says everything that is wrong, quoting no user and no password.
/// </summary>
internal static class PostgresUrlReader
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static PostgresUrl Read(string text, List<string> problems)
    {
        if (text.Contains('#', StringComparison.Ordinal))
        {
            problems.Add("it has a '#': write %23 instead");
        }

        var (path, query) = Split(text, text.IndexOf('?', StringComparison.Ordinal));
        var slash = path.IndexOf('/', StringComparison.Ordinal);
        var (authority, database) = Split(path, slash);

        // The last '@': one in a password should have been encoded, and it is said so below instead of taking half a password for a host.
        var at = authority.LastIndexOf('@');
        var login = at < 0 ? null : authority[..at];
        var (user, password) = login is null ? (null, null) : Login(login, problems);
        return new()
        {
            User = user,
            Password = password,
            Hosts = Hosts(authority[(at + 1)..], at >= 0 || !authority.Contains(':', StringComparison.Ordinal), problems),
            Database = string.IsNullOrEmpty(database)
                ? Missing("no database: write it after the host, as /audit", problems)
                : Decode(database, "the database", "/", problems) ?? "",
            Options = query is null ? new(StringComparer.Ordinal) : Options(query, problems),
        };
    }

    private static (string? User, string? Password) Login(string login, List<string> problems)
    {
        var colon = login.IndexOf(':', StringComparison.Ordinal);
        var user = Decode(colon < 0 ? login : login[..colon], "the user", ":@", problems);
        if (user is "")
        {
            problems.Add("the user is empty");
        }

        return (user, colon < 0 ? null : Decode(login[(colon + 1)..], "the password", ":@", problems));
    }

    // Without a login, what looks like a port may be a password whose '@' is missing: it is not quoted.
    private static List<(string Host, int Port)> Hosts(string text, bool mayQuote, List<string> problems)
    {
        var hosts = new List<(string, int)>();
        foreach (var one in text.Split(','))
        {
            var bracket = one.StartsWith('[') ? one.IndexOf(']', StringComparison.Ordinal) : -1;
            var colon = one.IndexOf(':', bracket + 1);
            var host = colon < 0 ? one : one[..colon];
            var port = colon < 0 ? 0 : Port(one[(colon + 1)..]);
            if (port < 0)
            {
                problems.Add(mayQuote ? $"the port of '{host}' is not a number from 1 to 65535" : "a port is not a number from 1 to 65535");
            }

            if (!IsHost(host))
            {
                problems.Add(host.Length == 0
                    ? "no host: write it before the database"
                    : "a host is neither a name nor an address; an IPv6 address stands in brackets");
            }

            hosts.Add((host.Trim('[', ']'), port));
        }

        return hosts;
    }

    private static bool IsHost(string host) => host.StartsWith('[')
        ? host.EndsWith(']')
            && IPAddress.TryParse(host.AsSpan(1, host.Length - 2), out var ip)
            && ip.AddressFamily == AddressFamily.InterNetworkV6
            && ip.ScopeId == 0
        : host.Length is > 0 and <= 253 && host.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_');

    private static int Port(string text) => text.Length is >= 1 and <= 5
        && text[0] is >= '1' and <= '9'
        && text.All(char.IsAsciiDigit)
        && int.Parse(text, null) is <= 65535 and var port ? port : -1;

    private static SortedDictionary<string, string> Options(string query, List<string> problems)
    {
        var options = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in query.Split('&'))
        {
            var (name, raw) = Split(pair, pair.IndexOf('=', StringComparison.Ordinal));
            if (!PostgresUrlOptions.All.TryGetValue(name, out var option))
            {
                // A name may be a piece of a password that has an '&' in it: it is not quoted.
                problems.Add(
                    $"an option is not known; these are: {string.Join(", ", PostgresUrlOptions.All.Keys.Order(StringComparer.Ordinal))}");
            }
            else if (Decode(raw ?? "", $"the value of {name}", "", problems) is not { } value)
            {
                continue;
            }
            else if (!option.Takes(value))
            {
                problems.Add($"{name} must be {option.Words}");
            }
            else if (!options.TryAdd(name, value))
            {
                problems.Add($"{name} appears twice");
            }
        }

        return options;
    }

    /// <summary>Percent-decoded; <see langword="null"/> where that is not possible, and then the problem is noted.</summary>
    private static string? Decode(string text, string what, string forbidden, List<string> problems)
    {
        var bytes = new List<byte>(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '%' && i + 2 < text.Length && char.IsAsciiHexDigit(text[i + 1]) && char.IsAsciiHexDigit(text[i + 2]))
            {
                bytes.Add(Convert.ToByte(text.Substring(i + 1, 2), 16));
                i += 2;
            }
            else if (text[i] is '%' or <= ' ' or > '~' || forbidden.Contains(text[i], StringComparison.Ordinal))
            {
                problems.Add($"{what} has a character that must be percent-encoded (%40 for '@', %3A for ':', %2F for '/', %25 for '%')");
                return null;
            }
            else
            {
                bytes.Add((byte)text[i]);
            }
        }

        try
        {
            var decoded = Utf8.GetString([.. bytes]);
            if (!decoded.Contains('\0', StringComparison.Ordinal))
            {
                return decoded;
            }
        }
        catch (DecoderFallbackException)
        {
            // Said below.
        }

        problems.Add($"{what} is not UTF-8");
        return null;
    }

    private static string Missing(string problem, List<string> problems)
    {
        problems.Add(problem);
        return "";
    }

    private static (string Before, string? After) Split(string text, int at) => at < 0 ? (text, null) : (text[..at], text[(at + 1)..]);
}
