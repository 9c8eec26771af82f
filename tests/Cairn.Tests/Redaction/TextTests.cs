namespace Cairn.Tests.Redaction;

public sealed class TextTests
{
    [Theory]
    [InlineData("login with password=hunter2 failed", "login with password=[redacted:password] failed")]
    [InlineData("Password: hunter2", "Password: [redacted:password]")]
    [InlineData("password : hunter2, user: app", "password : [redacted:password], user: app")]
    [InlineData("password => 'hunter2 x', user => 'app'", "password => '[redacted:password]', user => 'app'")]
    [InlineData("pwd='it''s hunter2' next", "pwd='[redacted:password]' next")]
    [InlineData("my API key: hunter2.", "my API key: [redacted:api_key]")]
    [InlineData("https://h/a?token=hunter2&x=1#top", "https://h/a?token=[redacted:token]&x=1#top")]
    [InlineData("https://h/a?x=1&access_token=hunter2#top", "https://h/a?x=1&access_token=[redacted:token]#top")]
    [InlineData("GET \"/a?pass%77ord=hunter2\" 500", "GET \"/a?pass%77ord=[redacted:password]\" 500")]
    [InlineData(
        "GET /login?returnUrl=%2Fa%3Ftoken%3Dhunter2%26x%3D1 500", "GET /login?returnUrl=%2Fa%3Ftoken%3D[redacted:token]%26x%3D1 500")]
    [InlineData("user=app&password=hunter2&x=1", "user=app&password=[redacted:password]&x=1")]
    [InlineData("user[password]=hunter2&x=1", "user[password]=[redacted:password]&x=1")]
    [InlineData("message=hunter2&x=1", "message=[redacted:content]&x=1")]
    [InlineData("https://blob/x?sv=1&sig=hunter2&se=2", "https://blob/x?sv=1&sig=[redacted:signature]&se=2")]
    [InlineData("Host=db;Username=app;Password=hunter2 x;Database=y", "Host=db;Username=app;Password=[redacted:password];Database=y")]
    [InlineData("Password=hunter2;Host=db", "Password=[redacted:password];Host=db")]
    [InlineData("Pwd=\"hunter2;x\";Host=db", "Pwd=\"[redacted:password]\";Host=db")]
    [InlineData("AccountName=a;AccountKey=aHVudGVyMg==;EndpointSuffix=b", "AccountName=a;AccountKey=[redacted:secret];EndpointSuffix=b")]
    [InlineData("Authorization: Digest user=\"app\", response=\"hunter2\"\nHost: h", "Authorization: [redacted:authorization]\nHost: h")]
    [InlineData("curl -H 'Authorization: Token hunter2' https://h/", "curl -H 'Authorization: [redacted:authorization]' https://h/")]
    [InlineData("curl -H \"Cookie: a=hunter2; b=2\" https://h/", "curl -H \"Cookie: [redacted:cookie]\" https://h/")]
    [InlineData("Set-Cookie: sid=hunter2; HttpOnly\r\nX: 1", "Set-Cookie: [redacted:cookie]\r\nX: 1")]
    [InlineData("postgres://app:hunter2@db:5432/x", "postgres://app:[redacted:url_password]@db:5432/x")]
    [InlineData("redis://:hunter2@cache", "redis://:[redacted:url_password]@cache")]
    [InlineData("git at ssh://git@example.com:22/x", "git at ssh://git@example.com:22/x")]
    [InlineData(
        "body was {\"user\":\"app\",\"password\":\"hunter\\\"2\"", "body was {\"user\":\"app\",\"password\":\"[redacted:password]\"")]
    [InlineData(
        "body was {\\\"password\\\":\\\"hunter2\\\",\\\"a\\\":1}", "body was {\\\"password\\\":\\\"[redacted:password]\\\",\\\"a\\\":1}")]
    [InlineData(
        "body was {\"credentials\":{\"a\":\"hunter2}\"},\"x\":1}.", "body was {\"credentials\":\"[redacted:credentials]\",\"x\":1}.")]
    [InlineData("body was {\"message\":\"hunter2\"}.", "body was {\"message\":\"[redacted:content]\"}.")]
    [InlineData("body was {\"pin\": 1234, \"x\":1}.", "body was {\"pin\": \"[redacted:pin]\", \"x\":1}.")]
    [InlineData("body was {\"pin\": 1234}", "body was {\"pin\": \"[redacted:pin]\"}")]
    [InlineData("refused (password=hunter2).", "refused (password=[redacted:password]).")]
    [InlineData("refused (API key: hunt)er2)", "refused (API key: [redacted:api_key])")]
    [InlineData("[password=hunter2]", "[password=[redacted:password]]")]
    [InlineData("<login><password>hunter2</password></login>", "<login><password>[redacted:password]</password></login>")]
    [InlineData("sent Bearer hunter2hunter2 to it", "sent Bearer [redacted:bearer] to it")]
    [InlineData("{\"user\":\"app\",\"password\":\"hunter2\"}", "{\"user\":\"app\",\"password\":\"[redacted:password]\"}")]
    [InlineData(" [ {\"content\" : \"hunter2\"} ] ", "[{\"content\":\"[redacted:content]\"}]")]
    [InlineData("seed phrase: hunter2 horse battery\nnext", "seed phrase: [redacted:passphrase]\nnext")]
    public void Only_the_secret_part_of_a_text_is_masked(string text, string expected) => Assert.Equal(expected, Redacted.Reason(text));

    [Fact]
    public void Basic_credentials_are_known_by_their_colon()
    {
        Assert.Equal("used Basic [redacted:basic] once", Redacted.Reason($"used Basic {Fake.Basic("app:hunter2")} once"));
        Assert.Equal("the Basic plan, Basic auth, basic authorities", Redacted.Reason("the Basic plan, Basic auth, basic authorities"));
    }

    [Fact]
    public void A_webhook_url_is_a_secret() => Assert.Equal(
        "posted to https://[redacted:webhook_url]",
        Redacted.Reason("posted to https://hooks.slack.com/" + "services/T00FAKE/B00FAKE/fakefakefakefake"));

    [Fact]
    public void A_key_that_was_cut_off_is_masked_to_the_end() =>
        Assert.Equal("got [redacted:pem_private_key]", Redacted.Reason("got " + Fake.Pem()[..60]));

    [Fact]
    public void A_forged_mark_hides_nothing() =>
        Assert.Equal("password=[redacted:password] x", Redacted.Reason("password=[redacted:hunter2] x"));

    [Theory]
    [MemberData(nameof(LookAlikes))]
    public void What_only_looks_like_a_secret_stays(string text)
    {
        var e = new AuditEvent { Action = "a.b", Reason = text, Description = $"({text})" }
            .With("value", text)
            .With("nested", AuditValue.Trusted($"[{((AuditValue)text).Json}]"))
            .Change("x", text, $"see {text}");

        Assert.Same(e, Redacted.Event(e));
    }

    public static TheoryData<string> LookAlikes =>
    [
        "0199f3c8-7a10-7c44-9d3b-5a2f3f9f6c01", "12345678-1234-1234-1234-123456789012",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
        "4bf92f3577b34da6a3ce929d0e0e4736", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "order 4711-2026-000123", "order 1234567890123456", "invoice 4111111111111112", "+15550100", "+49 151 12345678", "+4915112345670",
        "4915112345670", "+1 (555) 010-0123",
        "DE89 3704 0044 0532 0130 00", "DE89370400440532013000", "GB29 NWBK 6016 1331 9268 19", "DE12 5105 1051 0510 5100 00",
        "2026-11-21T09:30:00.123456Z", "2026-11-21 09:30:00", "1732181400123456", "1732181400123456789", "at 09:30:15",
        "the password was changed", "token_count: 5", "tokens: 512", "the tokenizer of the secretary is passwordless", "Basic plan",
        "bearer authentication failed",
        "v1.2.3-beta.4+build.5", "10.0.26100.1742", "someone@example.com", "mailto:someone@example.com",
        "https://example.com/a/b?page=2&sort=name#top",
        "risk-assessment-of-the-year-2026", "task-12345678901234567890", "disk-usage-1234567890-abcdef", "SKU-123456", "ASIAN markets",
        "eyJust a word", "message: the disk is full", "Content: none",
        "password=",
        "password: null",
        "token=true",
        "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
        "snowflake 411111111111111111",
        "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----",
        "npm_config_registry_of_the_whole_company",
        "0.4111111111111111",
        "key=value; other=2",
        "session_id=s-81",
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36",
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFake",
        "[redacted:password]", "password=[redacted:password]", "{\"a\": [1, 2, {\"b\": null}]}", "{not json}", "pinned: yes",
        "100% = all of it",
    ];
}
