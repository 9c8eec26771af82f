using System.Net;
using System.Text;
using Microsoft.IdentityModel.Tokens;

namespace Cairn.Server.Tests.Serving;

/// <summary>Tokens of a real OpenID Connect issuer: what they permit, and which are refused.</summary>
public sealed class TokenTests : IAsyncLifetime
{
    private Issuer issuer = null!; // Started before each test.
    private ServerRig rig = null!;

    public async ValueTask InitializeAsync()
    {
        issuer = await Issuer.StartAsync(new()
        {
            ["auditor-of-north"] = (["auditor"], ["north"]),
            ["readers-of-both"] = (["audit-readers"], ["north", "south"]),
            ["recorder"] = (["ingest"], ["north"]),
            ["nobody"] = ([], ["north"]),
            ["stranger"] = (["director"], ["north"]),
            ["everywhere"] = (["auditor"], ["*"]),
        });
        rig = await ServerRig.StartAsync(
            ("Cairn:Server:Jwt:Authority", issuer.Address),
            ("Cairn:Server:Jwt:Audience", Issuer.Audience),
            ("Cairn:Server:Jwt:AllowHttp", "true"),
            ("Cairn:Server:Jwt:Roles:audit-readers", "Viewer"));
        await rig.RecordAsync("north", new { action = "login.succeeded", actor = new { type = "user", id = "u1" } });
    }

    public async ValueTask DisposeAsync()
    {
        await rig.DisposeAsync();
        await issuer.DisposeAsync();
    }

    [Fact]
    public async Task Its_claims_say_which_role_in_which_tenants()
    {
        (string Client, string Path, string Tenant, HttpStatusCode Status)[] table =
        [
            ("auditor-of-north", "events", "north", HttpStatusCode.OK),
            ("auditor-of-north", "export", "north", HttpStatusCode.OK),
            ("auditor-of-north", "events", "south", HttpStatusCode.Forbidden),
            ("auditor-of-north", "across/events", "north", HttpStatusCode.Forbidden),
            ("readers-of-both", "events", "north", HttpStatusCode.OK),
            ("readers-of-both", "events", "south", HttpStatusCode.OK),
            ("readers-of-both", "export", "north", HttpStatusCode.Forbidden),
            ("recorder", "events", "north", HttpStatusCode.Forbidden),
            ("nobody", "events", "north", HttpStatusCode.Forbidden),
            ("stranger", "events", "north", HttpStatusCode.Forbidden),
            ("everywhere", "events", "north", HttpStatusCode.Forbidden),
            ("everywhere", "events", "*", HttpStatusCode.Forbidden),
        ];
        foreach (var row in table)
        {
            using var response = await rig.GetAsync($"{row.Path}?tenant={Uri.EscapeDataString(row.Tenant)}", await issuer.TokenAsync(row.Client));
            Assert.Equal(row, row with { Status = response.StatusCode });
        }
    }

    [Fact]
    public async Task Who_reads_by_a_token_is_told_by_its_subject()
    {
        await rig.GetJsonAsync("events?q=actor:u1", await issuer.TokenAsync("auditor-of-north"));
        while (true)
        {
            var found = (await rig.GetJsonAsync("events?tenant=north&q=action:audit_log.viewed", rig.FirstKey)).GetProperty("entries");
            if (found.EnumerateArray().Any(e => e.GetProperty("event").GetProperty("actor").GetProperty("id").GetString() == "auditor-of-north"))
            {
                return;
            }

            await Task.Delay(10, ServerRig.Cancel); // The trace is committed in a moment; the test's own time limit ends it.
        }
    }

    [Fact]
    public async Task A_key_that_the_issuer_changed_is_fetched_and_the_old_one_ends()
    {
        var before = await issuer.TokenAsync("auditor-of-north");
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(before));
        issuer.Rotate();
        var after = await issuer.TokenAsync("auditor-of-north");
        while (await StatusAsync(after) != HttpStatusCode.OK)
        {
            await Task.Delay(10, ServerRig.Cancel); // Refused while the new keys are fetched.
        }

        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(before));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(after));
    }

    [Fact]
    public async Task What_is_forged_expired_or_meant_for_others_is_refused()
    {
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(issuer.Forge("auditor-of-north"))); // Else nothing below would say anything.
        var publicKey = issuer.Key.Rsa.ExportSubjectPublicKeyInfo();
        var pem = issuer.Key.Rsa.ExportSubjectPublicKeyInfoPem();
        var otherKey = Issuer.NewKey();
        var sameId = Issuer.NewKey();
        sameId.KeyId = issuer.Key.KeyId;
        (string Name, string Token)[] refused =
        [
            ("no algorithm", Unsigned("none")),
            ("no algorithm, in capitals", Unsigned("NONE")),
            ("no algorithm, with a signature", Unsigned("none") + issuer.Forge("auditor-of-north").Split('.')[2]),
            ("signed by nobody", string.Join('.', issuer.Forge("auditor-of-north").Split('.')[..2]) + "."),
            ("HS256 with the public key", Forge(t => t.SigningCredentials = Symmetric(publicKey))),
            ("HS256 with the public key as PEM", Forge(t => t.SigningCredentials = Symmetric(Encoding.ASCII.GetBytes(pem)))),
            ("HS256 with the modulus", Forge(t => t.SigningCredentials = Symmetric(issuer.Key.Rsa.ExportParameters(false).Modulus!))), // It is RSA.
            ("another audience", Forge(t => t.Audience = "others")),
            ("no audience", Forge(t => t.Audience = null)),
            ("a longer audience", Forge(t => t.Audience = Issuer.Audience + "/")),
            ("another issuer", Forge(t => t.Issuer = "https://elsewhere.example/")),
            ("no issuer", Forge(t => t.Issuer = null)),
            ("expired", Forge(t => t.Expires = DateTime.UtcNow.AddMinutes(-2))),
            ("never expiring", Forge(t => t.Expires = null)),
            ("not yet valid", Forge(t => (t.NotBefore, t.Expires) = (DateTime.UtcNow.AddMinutes(30), DateTime.UtcNow.AddHours(1)))),
            ("another key", Forge(t => t.SigningCredentials = new(otherKey, SecurityAlgorithms.RsaSha256))),
            ("another key under the same id", Forge(t => t.SigningCredentials = new(sameId, SecurityAlgorithms.RsaSha256))),
            ("another payload", Altered()),
            ("no token", "nonsense"),
            ("three dots", "..."),
        ];
        foreach (var (name, token) in refused)
        {
            Assert.Equal((name, HttpStatusCode.Unauthorized), (name, await StatusAsync(token)));
        }

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(issuer.Forge("auditor-of-north")));
    }

    private static SigningCredentials Symmetric(byte[] secret) => new(new SymmetricSecurityKey(secret), SecurityAlgorithms.HmacSha256);

    private string Forge(Action<SecurityTokenDescriptor> change) => issuer.Forge("auditor-of-north", change);

    private string Unsigned(string algorithm) =>
        Base64UrlEncoder.Encode($$"""{"alg":"{{algorithm}}","typ":"JWT"}""") + "." + issuer.Forge("auditor-of-north").Split('.')[1] + ".";

    // Signed by the issuer for one tenant, and then it says another.
    private string Altered()
    {
        var parts = issuer.Forge("auditor-of-north").Split('.');
        parts[1] = Base64UrlEncoder.Encode(Base64UrlEncoder.Decode(parts[1]).Replace("north", "south", StringComparison.Ordinal));
        return string.Join('.', parts);
    }

    private async Task<HttpStatusCode> StatusAsync(string token)
    {
        using var response = await rig.GetAsync("events?tenant=north", token);
        return response.StatusCode;
    }
}
