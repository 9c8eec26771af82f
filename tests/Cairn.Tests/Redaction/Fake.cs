using System.Text;

namespace Cairn.Tests.Redaction;

/// <summary>Secrets that open nothing, put together at run time: a literal would alarm the scanners of whoever hosts the sources.</summary>
internal static class Fake
{
    private const string Letters = "FAKEfake0123456789NOTAREALSECRETnotareal";

    /// <summary>What hides by its look, with the rule that finds it.</summary>
    public static IReadOnlyDictionary<string, (string Rule, string Secret)> Shapes { get; } = new Dictionary<string, (string, string)>
    {
        ["jwt"] = ("jwt", Jwt("""{"alg":"HS256","typ":"JWT"}""")),
        ["jwt_unsigned"] = ("jwt", $"{Encode("""{"alg":"none"}""")}.{Encode("""{"sub":"fake"}""")}."),
        ["aws"] = ("aws_access_key", "AK" + "IA" + "FAKEFAKEFAKE1234"),
        ["aws_temporary"] = ("aws_access_key", "AS" + "IA" + "FAKEFAKEFAKE1234"),
        ["github"] = ("github_token", "gh" + "p_" + Letters[..36]),
        ["github_oauth"] = ("github_token", "gh" + "o_" + Letters[..36]),
        ["github_fine"] = ("github_token", "github" + "_pat_" + Letters + "_" + Letters),
        ["gitlab"] = ("gitlab_token", "gl" + "pat-" + Letters[..20]),
        ["slack"] = ("slack_token", "xo" + "xb-" + "123456789012-" + Letters[..24]),
        ["stripe"] = ("stripe_key", "sk_" + "live_" + Letters[..24]),
        ["stripe_restricted"] = ("stripe_key", "rk_" + "live_" + Letters[..24]),
        ["stripe_webhook"] = ("stripe_key", "wh" + "sec_" + Letters[..32]),
        ["ai"] = ("ai_api_key", "sk" + "-proj-" + Letters),
        ["ai_other"] = ("ai_api_key", "sk" + "-ant-" + "api03-" + Letters),
        ["ai_plain"] = ("ai_api_key", "sk" + "-" + Letters),
        ["google"] = ("google_key", "AI" + "za" + Letters[..35]),
        ["npm"] = ("npm_token", "np" + "m_" + Letters[..36]),
        ["sendgrid"] = ("sendgrid_key", "S" + "G." + Letters[..22] + "." + Letters + "abc"),
        ["twilio"] = ("twilio_key", "S" + "K" + "0123456789abcdef0123456789abcdef"),
        ["digitalocean"] = ("digitalocean_token", "do" + "p_v1_" + string.Concat(Enumerable.Repeat("0123456789abcdef", 4))),
        ["vault"] = ("vault_token", "hv" + "s." + Letters[..24]),
        ["age"] = ("age_secret_key", "AGE-SECRET" + "-KEY-1" + string.Concat(Enumerable.Repeat("QPZRY9X8", 7)) + "FA"),
        ["telegram"] = ("telegram_token", "123456789" + ":" + Letters[..35]),
        ["card"] = ("card_number", "4111" + "1111" + "1111" + "1111"),
        ["card_amex"] = ("card_number", "3782" + "822463" + "10005"),
    };

    /// <summary>Shapes with spaces or lines in them: not in ids.</summary>
    public static IReadOnlyDictionary<string, (string Rule, string Secret)> TextShapes { get; } = new Dictionary<string, (string, string)>
    {
        ["pem"] = ("pem_private_key", Pem()),
        ["card_spaces"] = ("card_number", "4111 " + "1111 " + "1111 " + "1111"),
        ["card_dashes"] = ("card_number", "5500-" + "0000-" + "0000-" + "0004"),
        ["card_old"] = ("card_number", "4222 " + "222 " + "222 " + "222"),
    };

    /// <summary>A secret without a shape: only its name gives it away.</summary>
    public const string Plain = "hunter2-fake";

    public static string Jwt(string header) =>
        $"{Encode(header)}.{Encode("""{"sub":"fake","name":"Nobody"}""")}.{Encode("not a signature, only a fake")}";

    public static string Pem() =>
        "-----BEGIN " + "PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIFAKEFAKEFAKE\nFAKE==\n-----END " + "PRIVATE KEY-----";

    public static string Basic(string credentials) => Convert.ToBase64String(Encoding.UTF8.GetBytes(credentials));

    private static string Encode(string text) => System.Buffers.Text.Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
}
