using System.Collections.Frozen;

namespace Cairn.Redaction;

/// <summary>Every rule there is. docs/guide/redaction.md lists them; the names are a promise to readers of a log.</summary>
internal static class MaskRules
{
    // By the name of a member.
    public static readonly MaskRule Password = new("password");
    public static readonly MaskRule Passphrase = new("passphrase") { WholeLine = true };
    public static readonly MaskRule Secret = new("secret");
    public static readonly MaskRule Token = new("token");
    public static readonly MaskRule Tokens = new("token") { SparesNumbers = true };
    public static readonly MaskRule ApiKey = new("api_key");
    public static readonly MaskRule Authorization = new("authorization") { WholeLine = true };
    public static readonly MaskRule Cookie = new("cookie") { WholeLine = true };
    public static readonly MaskRule PrivateKey = new("private_key") { SparesPaths = true };
    public static readonly MaskRule Credentials = new("credentials") { SparesPaths = true };
    public static readonly MaskRule ConnectionString = new("connection_string") { WholeLine = true };
    public static readonly MaskRule Card = new("card_number");
    public static readonly MaskRule CardCode = new("card_code");
    public static readonly MaskRule Pin = new("pin");
    public static readonly MaskRule OneTimeCode = new("one_time_code");
    public static readonly MaskRule SocialSecurity = new("ssn");
    public static readonly MaskRule Signature = new("signature");
    public static readonly MaskRule Content = new("content") { IsContent = true };
    public static readonly MaskRule Contents = new("content") { IsContent = true, SparesNumbers = true };
    public static readonly MaskRule AddedName = new("added_name");

    // By a name that is an everyday word, where the value looks like it.
    public static readonly MaskRule Pass = new("password") { SparesCounts = true };
    public static readonly MaskRule Session = new("cookie") { Needs = ValueTests.IsRandom };
    public static readonly MaskRule LinkCode = new("one_time_code") { Needs = ValueTests.IsCode };
    public static readonly MaskRule LinkToken = new("token") { Needs = ValueTests.IsRandom };
    public static readonly MaskRule Auth = new("credentials") { Needs = ValueTests.IsCredentials };

    // By the look of a value.
    public static readonly MaskRule Jwt = new("jwt");
    public static readonly MaskRule Pem = new("pem_private_key");
    public static readonly MaskRule Bearer = new("bearer");
    public static readonly MaskRule Basic = new("basic");
    public static readonly MaskRule UrlPassword = new("url_password");
    public static readonly MaskRule Aws = new("aws_access_key");
    public static readonly MaskRule GitHub = new("github_token");
    public static readonly MaskRule GitLab = new("gitlab_token");
    public static readonly MaskRule Slack = new("slack_token");
    public static readonly MaskRule Stripe = new("stripe_key");
    public static readonly MaskRule Ai = new("ai_api_key");
    public static readonly MaskRule Google = new("google_key");
    public static readonly MaskRule Npm = new("npm_token");
    public static readonly MaskRule SendGrid = new("sendgrid_key");
    public static readonly MaskRule Twilio = new("twilio_key");
    public static readonly MaskRule DigitalOcean = new("digitalocean_token");
    public static readonly MaskRule Vault = new("vault_token");
    public static readonly MaskRule Age = new("age_secret_key");
    public static readonly MaskRule Telegram = new("telegram_token");
    public static readonly MaskRule Webhook = new("webhook_url");
    public static readonly MaskRule Service = new("service_token");
    public static readonly MaskRule PasswordHash = new("password_hash");
    public static readonly MaskRule Assertion = new("assertion");

    // Neither.
    public static readonly MaskRule Application = new("application_rule");

    public static readonly FrozenSet<string> Names = new[]
    {
        Password, Passphrase, Secret, Token, ApiKey, Authorization, Cookie, PrivateKey, Credentials, ConnectionString, Card, CardCode, Pin,
        OneTimeCode, SocialSecurity, Signature, Content, AddedName, Jwt, Pem, Bearer, Basic, UrlPassword, Aws, GitHub, GitLab, Slack,
        Stripe, Ai,
        Google, Npm, SendGrid, Twilio, DigitalOcean, Vault, Age, Telegram, Webhook, Service, PasswordHash, Assertion,
        Application,
    }.Select(rule => rule.Name).ToFrozenSet(StringComparer.Ordinal);
}
