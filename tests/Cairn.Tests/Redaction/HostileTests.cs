using Cairn.Redaction;

namespace Cairn.Tests.Redaction;

/// <summary>Whoever writes the text must not be able to hang the application.</summary>
public sealed class HostileTests
{
    private static readonly Dictionary<string, string> Patterns = new()
    {
        ["jwt"] = "eyJ", ["jwt dots"] = "eyJ.", ["jwt header"] = "eyJhbGciOiJub25lIn0.", ["key"] = "sk-", ["sendgrid"] = "SG.",
        ["vault"] = "hvs.", ["stripe"] = "whsec_", ["twilio"] = "SK0",
        ["equals"] = "=", ["colons"] = ":", ["key pairs"] = "password=", ["key pairs, spaced"] = "password = ", ["quotes"] = "password=\"",
        ["escaped"] = "\\\"password\\\":\\\"", ["backslashes"] = "\\",
        ["tokens"] = "tokens=1,", ["urls"] = "a://b:c", ["at"] = "://@", ["digits"] = "4", ["spaced digits"] = "4 ", ["groups"] = "4111 ",
        ["dashes"] = "4-", ["spaces"] = " ", ["pem"] = "-----BEGIN ",
        ["pem private"] = "-----BEGIN PRIVATE KEY-----", ["basic"] = "Basic ", ["bearer"] = "Bearer a", ["json"] = "{\"a\":",
        ["array"] = "[", ["braces"] = "\"secret\":{", ["percent"] = "%3D", ["percent key"] = "token%3D",
        ["xml"] = "<password>", ["xml pairs"] = "<password>a<", ["connection"] = "password=a b;", ["words"] = "api key ",
        ["authorization"] = "authorization: ", ["marks"] = "[redacted:password]", ["comma"] = "password=,,a ", ["telegram"] = "123456789:",
    };

    public static TheoryData<string> All => [.. Patterns.Keys];

    // That it takes time in proportion is measured in the benchmark; whatever took its square would not come back here.
    [Theory]
    [MemberData(nameof(All))]
    public void A_mebibyte_of_it_is_redacted_once_and_then_left_alone(string pattern)
    {
        var redactor = Redactor.Of(new())!; // It is on.
        var once = redactor.Redact(Event(pattern, 1 << 20));

        Assert.Same(once, redactor.Redact(once));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Hostile_text_stays_valid_and_needs_one_pass(string pattern)
    {
        Redacted.Event(Event(pattern, 5_000));
        Redacted.Event(new AuditEvent { Action = "a.b" }.With("a", Repeat(pattern, 3_000) + " password=hunter2 "));
    }

    public static AuditEvent Event(string pattern, int length) => new() { Action = "a.b", Reason = Repeat(pattern, length) };

    private static string Repeat(string pattern, int length) =>
        string.Concat(Enumerable.Repeat(Patterns[pattern], length / Patterns[pattern].Length));
}
