using System.Buffers;
using Cairn.Primitives;

namespace Cairn.Redaction;

/// <summary>
/// The prefixes and lengths of many services' tokens, as they publish them and as secret scanners know them. A row: the alphabet, the
/// fewest characters behind the prefix, the prefixes.
/// </summary>
internal static class ServiceTokens
{
    private static readonly SearchValues<char> Hexadecimal = SearchValues.Create("0123456789abcdef");
    private static readonly SearchValues<char> Uuid = SearchValues.Create("0123456789abcdef-");
    private static readonly SearchValues<char> LowerDigits = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789");
    private static readonly SearchValues<char> UpperDigits = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789");
    private static readonly SearchValues<char> Dotted =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.");
    private static readonly SearchValues<char> Tilde =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~");
    private static readonly SearchValues<char> Base64 =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=");
    private static readonly SearchValues<char> Percent =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789%-_");
    private static readonly SearchValues<char> Cookie =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789%-_.|=@+/");

    public static IEnumerable<TokenShape> All =>
    [
        // A prefix of their own: whatever follows is the token.
        .. Of(Text.Alphanumeric, 20, "hf_ api_org_ gsk_ r8_ ntn_ nfp_ pplx- xai- csk- tvly- napi_ rnd_ pcsk_ tfp_ pnu_ pnb_ ico- ATTA"),
        .. Of(Text.Base64Url, 16, "glsa_ glc_ lin_api_ lin_oauth_ shpat_ shpca_ shppa_ shpss_"),
        .. Of(Text.Base64Url, 16, "shpua_ shptka_ sgp_ slk_ rdme_ squ_ sqp_ sqa_"),
        .. Of(Text.Base64Url, 16, "nvapi- tgp_v1_ rubygems_ sbp_ sb_secret_ figd_"),
        .. Of(Text.Base64Url, 16, "figu_ fio-u- duffel_test_ duffel_live_ bkua_ CFPAT- HRKU-"),
        .. Of(Text.Base64Url, 16, "FLWSECK- FLWSECK_TEST- tskey- xkeysib- xsmtpsib- sq0atp- sq0csp- shippo_live_ shippo_test_ unkey_ pul-"),
        .. Of(Text.Base64Url, 16, "ATATT3xFf ATCTT3xFf ATBB dckr_pat_ dckr_oat_ lsv2_pt_"),
        .. Of(Text.Base64Url, 16, "lsv2_sk_ phx_ tvly-dev- apify_api_ bb_live_ e2b_ jina_"),
        .. Of(Text.Base64Url, 16, "polar_oat_ pdl_live_apikey_ pdl_sdbx_apikey_ ory_at_ ory_st_"),
        .. Of(Text.Base64Url, 16, "ory_pat_ ory_ac_ ory_rt_ dub_ cal_live_ waka_"),
        .. Of(Text.Base64Url, 16, "mdb_sa_sk_ dbtc_ dbts_ dbtu_ CCDB1_ syt_ mct_ os_v2_app_"),
        .. Of(Text.Base64Url, 16, "NRAK- NRII- NRJS- NRAA- NRRA- PMAK- essu_ sk_org_"),
        .. Of(Text.Base64Url, 16, "fo1_ CLOJARS_ pypi-AgE glsoat- glimt- glft- glffct- glagent- GR1348941 ops_eyJ AQ.Ab8"),
        .. Of(Base64, 24, "fm1a_ fm1r_ fm2_ sntrys_ sntryu_ sntrya_ eyJrIjoi ABSK bedrock-api-key- b3BlbnNzaC1rZXktdjE"),
        .. Of(Dotted, 16, "dt0c01. dt0s01. dp.pt. dp.st. dp.ct. dp.sa. dp.scim. dp.audit. pscale_tkn_ pscale_pw_ pscale_oauth_ snyk_uat."),
        .. Of(Dotted, 60, "sk.eyJ sl.B sl.u. pat. sat. t1. AQVN1 xprv").Select(shape => shape with { HasDigit = true }),
        .. Of(Text.Base64Url, 30, "1//0 cfut_ cfat_").Select(shape => shape with { HasDigit = true }),
        .. Of(Text.Base64Url, 60, "EAA v1.0-").Select(shape => shape with { HasDigit = true }),
        .. Of(Text.Alphanumeric, 50, "EZAK EZTK AKCp cmVmd").Select(shape => shape with { HasDigit = true }),
        .. Of(UpperDigits, 16, "LTAI ABIA ACCA").Select(shape => shape with { HasDigit = true }),

        // Short or everyday prefixes: the length or the alphabet tells.
        .. Of(Uuid, 36, "sdk- mob- access-sandbox- access-production- access-development-").Select(shape => shape with { Most = 36 }),
        .. Of(Uuid, 36, "pat-na1- pat-eu1- pat-na2- p8e-").Select(shape => shape with { HasDigit = true }),
        .. Of(Hexadecimal, 32, "dapi key- fc- secret-").Select(shape => shape with { HasDigit = true }),
        .. Of(Hexadecimal, 34, "pk_ sk_").Select(shape => shape with { HasDigit = true }),
        .. Of(LowerDigits, 43, "oy2").Select(shape => shape with { Most = 43 }),
        .. Of(UpperDigits, 25, "API-").Select(shape => shape with { HasDigit = true }),
        .. Of(Text.Base64Url, 43, "sha256~").Select(shape => shape with { HasDigit = true }),
        .. Of(Text.Base64Url, 30, "re_ tk-us-").Select(shape => shape with { HasDigit = true }),
        .. Of(Text.Alphanumeric, 40, "secret_").Select(shape => shape with { HasDigit = true }),
        .. Of(Dotted, 75, "pat").Select(shape => shape with { HasDigit = true }),
        .. Of(Percent, 50, "AAAAAAAAAAAAAAAAAAAAA").Select(shape => shape with { HasDigit = true }),
        .. Of(Cookie, 20, "wordpress_logged_in_ wordpress_sec_ ASPSESSIONID"),

        // The mark stands in the middle.
        Amid("Q~", 4, Tilde, 31),
        Amid(".atlasv1.", 14, Text.Base64Url, 60),
        Amid("-us", 32, Digits, 1) with { LeadAlphabet = Hexadecimal, Most = 2 },
        Amid("JQQJ99", 52, Text.Alphanumeric, 20),
        Amid("AZDO", 76, Text.Alphanumeric, 4),
        Amid("+ASt", 76, Base64, 6),
        Amid("ACDb", 76, Base64, 6),
        Amid("AzSe", 42, Text.Alphanumeric, 6),
        Amid("AzFu", 44, Base64, 6),
        Amid("NRAL", 36, Hexadecimal, 0),
        Amid("msh", 10, LowerDigits, 38) with { Most = 38 },
    ];

    private static IEnumerable<TokenShape> Of(SearchValues<char> alphabet, int least, string prefixes) =>
        TokenShapes.Of(MaskRules.Service, alphabet, least, prefixes).Select(shape => shape with { AtWord = true });

    private static TokenShape Amid(string mark, int lead, SearchValues<char> alphabet, int least) =>
        new(mark, MaskRules.Service, alphabet, least) { Lead = lead };
}
