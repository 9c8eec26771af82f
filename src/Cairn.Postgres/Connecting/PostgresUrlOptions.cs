using Npgsql;

namespace Cairn.Postgres;

/// <summary>An option of a <c>postgres://</c> URL, by the name libpq gives it.</summary>
/// <param name="Words">What its value must be.</param>
/// <param name="Takes">Whether a value is one.</param>
/// <param name="Set">Sets it.</param>
internal sealed record PostgresUrlOption(string Words, Func<string, bool> Takes, Action<NpgsqlConnectionStringBuilder, string> Set);

/// <summary>The options there are.</summary>
internal static class PostgresUrlOptions
{
    private static readonly Dictionary<string, SslMode> SslModes = new(StringComparer.Ordinal)
    {
        ["disable"] = SslMode.Disable, ["allow"] = SslMode.Allow, ["prefer"] = SslMode.Prefer, ["require"] = SslMode.Require,
        ["verify-ca"] = SslMode.VerifyCA, ["verify-full"] = SslMode.VerifyFull,
    };

    private static readonly string[] Targets = ["any", "read-write", "read-only", "primary", "standby", "prefer-standby"];

    public static IReadOnlyDictionary<string, PostgresUrlOption> All { get; } = new Dictionary<string, PostgresUrlOption>(
        StringComparer.Ordinal)
    {
        ["sslmode"] = new(
            "disable, allow, prefer, require, verify-ca or verify-full", SslModes.ContainsKey, (b, v) => b.SslMode = SslModes[v]),
        ["sslrootcert"] = new("a file", IsText, (b, v) => b.RootCertificate = v),
        ["sslcert"] = new("a file", IsText, (b, v) => b.SslCertificate = v),
        ["sslkey"] = new("a file", IsText, (b, v) => b.SslKey = v),
        ["passfile"] = new("a file", IsText, (b, v) => b.Passfile = v),
        ["application_name"] = new("a text", IsText, (b, v) => b.ApplicationName = v),
        ["connect_timeout"] = new("seconds from 1 to 1024", IsSeconds, (b, v) => b.Timeout = int.Parse(v, null)),
        ["target_session_attrs"] = new(
            string.Join(", ", Targets), v => Targets.Contains(v, StringComparer.Ordinal), (b, v) => b.TargetSessionAttributes = v),
    };

    private static bool IsText(string value) => value.Length is > 0 and <= 1024;

    private static bool IsSeconds(string value) =>
        value.Length is >= 1 and <= 4 && value[0] is >= '1' and <= '9' && value.All(char.IsAsciiDigit) && int.Parse(value, null) <= 1024;
}
