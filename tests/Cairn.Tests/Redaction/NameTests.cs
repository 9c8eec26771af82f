namespace Cairn.Tests.Redaction;

public sealed class NameTests
{
    [Theory]
    [Trait("Requirement", "CHATBOT-11")]
    [InlineData("password")]
    [InlineData("Password")]
    [InlineData("PASSWORD2")]
    [InlineData("user_password")]
    [InlineData("userPassword")]
    [InlineData("dbpassword")]
    [InlineData("passWord")]
    [InlineData("password_hash")]
    [InlineData("passwordConfirmation")]
    [InlineData("passwd")]
    [InlineData("pwd")]
    [InlineData("MYSQL_PWD")]
    [InlineData("passphrase", "passphrase")]
    [InlineData("pass")]
    [InlineData("smtp_pass")]
    [InlineData("secret", "secret")]
    [InlineData("client_secret", "secret")]
    [InlineData("ClientSecret", "secret")]
    [InlineData("clientsecret", "secret")]
    [InlineData("Stripe.Secret.Key", "secret")]
    [InlineData("aws_secret_access_key", "secret")]
    [InlineData("token", "token")]
    [InlineData("access_token", "token")]
    [InlineData("refreshToken", "token")]
    [InlineData("id-token", "token")]
    [InlineData("X-CSRF-Token", "token")]
    [InlineData("authtoken", "token")]
    [InlineData("tokens", "token")]
    [InlineData("jwt", "token")]
    [InlineData("api key", "api_key")]
    [InlineData("apikey", "api_key")]
    [InlineData("APIKey", "api_key")]
    [InlineData("APIkey", "api_key")]
    [InlineData("X-Api-Key", "api_key")]
    [InlineData("Authorization", "authorization")]
    [InlineData("proxy-authorization", "authorization")]
    [InlineData("Cookie", "cookie")]
    [InlineData("Set-Cookie", "cookie")]
    [InlineData("private_key", "private_key")]
    [InlineData("credentials", "credentials")]
    [InlineData("ConnectionStrings", "connection_string")]
    [InlineData("connection_string", "connection_string")]
    [InlineData("cardNumber", "card_number")]
    [InlineData("pan", "card_number")]
    [InlineData("cvv2", "card_code")]
    [InlineData("cvc", "card_code")]
    [InlineData("pin", "pin")]
    [InlineData("card_pin", "pin")]
    [InlineData("otp", "one_time_code")]
    [InlineData("2fa_code", "one_time_code")]
    [InlineData("ssn", "ssn")]
    [InlineData("message", "content")]
    [InlineData("content", "content")]
    [InlineData("prompt", "content")]
    [InlineData("completion", "content")]
    [InlineData("body", "content")]
    [InlineData("requestBody", "content")]
    [InlineData("system_prompt", "content")]
    [InlineData("messages", "content")]
    [InlineData("message_text", "content")]
    public void A_name_that_says_secret_masks_its_value(string name, string rule = "password")
    {
        var mark = $"\"[redacted:{rule}]\"";

        Assert.Equal(mark, Redacted.Member(name, Fake.Plain));
        Assert.Equal(
            $$"""{"a":[{"b":{{mark}}}]}""",
            Redacted.Member("outer", Json($$"""{"a":[{"b":"x"}]}""".Replace("\"b\"", AuditValueName(name))))
                .Replace(AuditValueName(name), "\"b\""));
        Assert.Equal(
            "[redacted:" + rule + "]",
            Redacted.Event(new AuditEvent { Action = "a.b" }.Change(name, Fake.Plain, null)).Changes[0].Before!.Value.ToString());
    }

    [Theory]
    [Trait("Requirement", "CHATBOT-11")]
    [InlineData("pinned")]
    [InlineData("spin")]
    [InlineData("token_count")]
    [InlineData("tokens_used")]
    [InlineData("token_type")]
    [InlineData("token_id")]
    [InlineData("token_expires_at")]
    [InlineData("tokenizer")]
    [InlineData("cancellation_token")]
    [InlineData("password_changed_at")]
    [InlineData("password_policy")]
    [InlineData("password_strength")]
    [InlineData("passwordless")]
    [InlineData("secret_santa")]
    [InlineData("secretary")]
    [InlineData("secret_id")]
    [InlineData("cookie_consent")]
    [InlineData("authorized_by")]
    [InlineData("author")]
    [InlineData("api_key_id")]
    [InlineData("public_key")]
    [InlineData("key")]
    [InlineData("card_last4")]
    [InlineData("card_number_last4")]
    [InlineData("company")]
    [InlineData("japan")]
    [InlineData("boarding_pass")]
    [InlineData("message_id")]
    [InlineData("content_type")]
    [InlineData("content_length")]
    [InlineData("content_hash")]
    [InlineData("prompt_tokens_total")]
    [InlineData("error_message")]
    [InlineData("commit_message")]
    [InlineData("body_size")]
    [InlineData("somebody")]
    [InlineData("session_id")]
    [InlineData("signature")]
    [InlineData("laptop")]
    [InlineData("")]
    [InlineData("é")]
    [InlineData("p")]
    public void A_name_that_only_sounds_like_it_stays(string name) => Assert.Equal("\"kept\"", Redacted.Member(name, "kept"));

    [Fact]
    public void Values_of_every_kind_become_one_mark()
    {
        foreach (var json in new[] { "1234", "-1.5e3", "\"x\"", "[1,2]", """{"a":{"b":"}"},"c":["]"]}""" })
        {
            Assert.Equal("\"[redacted:password]\"", Redacted.Member("password", Json(json)));
            Assert.Equal(
                """{"password":"[redacted:password]","next":1}""", Redacted.Member("o", Json($$"""{"password":{{json}},"next":1}""")));
        }
    }

    [Theory]
    [InlineData("null")]
    [InlineData("true")]
    [InlineData("false")]
    [InlineData("\"\"")]
    [InlineData("{}")]
    [InlineData("[]")]
    public void What_holds_no_secret_stays_under_any_name(string json) => Assert.Equal(json, Redacted.Member("password", Json(json)));

    [Fact]
    public void Counts_of_tokens_and_messages_stay()
    {
        Assert.Equal("812", Redacted.Member("prompt_tokens", 812));
        Assert.Equal("3", Redacted.Member("messages", 3));
        Assert.Equal("\"[redacted:token]\"", Redacted.Member("token", 812345));
    }

    [Fact]
    public void Names_with_escapes_are_read_as_what_they_say() =>
        Assert.DoesNotContain("hunter2", Redacted.Member("text", "{\"pass\\u0077ord\":\"hunter2\"}"), StringComparison.Ordinal);

    [Fact]
    public void A_whole_path_under_a_secret_name_is_masked()
    {
        var e = Redacted.Event(new AuditEvent { Action = "a.b" }
            .Change("/users/7/credentials/name", "hunter2", "hunter3")
            .Change("/role", "user", "operator"));

        Assert.Equal("\"[redacted:credentials]\"", e.Changes[0].Before?.Json);
        Assert.Equal("\"[redacted:credentials]\"", e.Changes[0].After?.Json);
        Assert.Equal(new AuditChange("/role", "user", "operator"), e.Changes[1]);
    }

    [Fact]
    public void A_side_that_did_not_exist_still_did_not()
    {
        var change = Redacted.Event(new AuditEvent { Action = "a.b" }.Change("password", null, "hunter2")).Changes[0];

        Assert.Null(change.Before);
        Assert.Equal("\"[redacted:password]\"", change.After?.Json);
    }

    private static AuditValue Json(string json) => AuditValue.Trusted(json);

    private static string AuditValueName(string name) => ((AuditValue)name).Json;
}
