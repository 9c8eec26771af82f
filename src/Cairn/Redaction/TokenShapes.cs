using System.Buffers;
using Cairn.Primitives;

namespace Cairn.Redaction;

/// <summary>The providers' prefixes.</summary>
internal static class TokenShapes
{
    private static readonly SearchValues<char> UpperDigits = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");
    private static readonly SearchValues<char> Word =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_");
    private static readonly SearchValues<char> Dotted =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.");
    private static readonly SearchValues<char> Base64 =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=");
    private static readonly SearchValues<char> Path =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_/");
    private static readonly SearchValues<char> Hexadecimal = SearchValues.Create("0123456789abcdef");

    /// <summary>Every character a token of any kind may hold.</summary>
    public static SearchValues<char> Run { get; } =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.+/=");

    public static IReadOnlyList<TokenShape> All { get; } =
    [
        .. Of(MaskRules.Aws, UpperDigits, 16, "AKIA ASIA").Select(shape => shape with { Most = 16, AtWord = true }),
        .. Of(MaskRules.GitHub, Text.Alphanumeric, 20, "ghp_ gho_ ghu_ ghs_ ghr_"),
        .. Of(MaskRules.GitHub, Word, 20, "github_pat_"),
        .. Of(MaskRules.GitLab, Dotted, 16, "glpat- glrt- gldt- glptt- glcbt- gloas-"),
        .. Of(MaskRules.Slack, Text.Base64Url, 10, "xoxa- xoxb- xoxc- xoxd- xoxe- xoxp- xoxr- xoxs- xapp-"),
        .. Of(MaskRules.Stripe, Word, 10, "sk_live_ sk_test_ rk_live_ rk_test_"),
        .. Of(MaskRules.Stripe, Base64, 16, "whsec_"),
        .. Of(MaskRules.Ai, Text.Base64Url, 16, "sk-ant- sk-proj- sk-svcacct-").Select(shape => shape with { AtWord = true }),
        .. Of(MaskRules.Ai, Text.Base64Url, 20, "sk-").Select(shape => shape with { AtWord = true, HasDigit = true }),
        .. Of(MaskRules.Google, Text.Base64Url, 30, "AIza"),
        .. Of(MaskRules.Google, Dotted, 20, "ya29. GOCSPX-"),
        .. Of(MaskRules.Npm, Text.Alphanumeric, 30, "npm_").Select(shape => shape with { AtWord = true }),
        .. Of(MaskRules.SendGrid, Dotted, 40, "SG.").Select(shape => shape with { AtWord = true, HasDigit = true }),
        .. Twilio(),
        .. Of(MaskRules.DigitalOcean, Hexadecimal, 32, "dop_v1_ doo_v1_ dor_v1_"),
        .. Of(MaskRules.Vault, Dotted, 20, "hvs. hvb. hvr.").Select(shape => shape with { AtWord = true }),
        .. Of(MaskRules.Age, UpperDigits, 30, "AGE-SECRET-KEY-1"),
        .. Of(
            MaskRules.PrivateKey,
            SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=.-_"),
            16,
            "PRIVATE+KEY+"),
        .. Of(
            MaskRules.Webhook,
            Path,
            20,
            "hooks.slack.com/services/ hooks.slack.com/workflows/ hooks.slack.com/triggers/ discord.com/api/webhooks/ "
            + "discordapp.com/api/webhooks/ hooks.zapier.com/hooks/catch/ webhook.office.com/webhookb2/ maker.ifttt.com/trigger/"),
        .. ServiceTokens.All,
        .. PasswordHashes.All,
    ];

    public static IEnumerable<TokenShape> Of(MaskRule rule, SearchValues<char> alphabet, int least, string prefixes) =>
        prefixes.Split(' ').Select(prefix => new TokenShape(prefix, rule, alphabet, least));

    // SK and 32 hexadecimal digits. The first digit belongs to the prefix: two letters alone would stop the search too often.
    private static IEnumerable<TokenShape> Twilio() =>
        "0123456789abcdef".Select(digit => new TokenShape($"SK{digit}", MaskRules.Twilio, Hexadecimal, 31) { Most = 31, AtWord = true });
}
