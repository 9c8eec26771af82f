using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Cairn.AspNetCore.Tests;

/// <summary>Bearer tokens that are refused, and why.</summary>
public sealed class BearerTests
{
    private static readonly SymmetricSecurityKey Key = new("0123456789abcdef0123456789abcdef"u8.ToArray());
    private static readonly SymmetricSecurityKey OtherKey = new("fedcba9876543210fedcba9876543210"u8.ToArray());

    [Theory]
    [InlineData("expired")]
    [InlineData("audience")]
    [InlineData("issuer")]
    [InlineData("signature")]
    [InlineData("invalid")]
    [Trait("Requirement", "CLUBS-3")]
    public async Task The_entry_says_why(string why)
    {
        await using var host = await StartAsync();
        var response = await host.GetAsync("/me", ("Authorization", $"Bearer {Token(why)}"));
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        var e = await host.SoonAsync("token.refused");
        Assert.Equal((AuditResult.Denied, why), (e.Outcome.Result, e.Outcome.Code));
        Assert.Equal(AuditActor.Anonymous, e.Actor); // Whoever it names is not proven.
        Assert.Empty(host.Log.All("permission.denied"));
    }

    [Fact]
    public async Task A_good_token_names_the_actor_and_records_nothing()
    {
        await using var host = await StartAsync();
        Assert.Equal(HttpStatusCode.OK, (await host.GetAsync("/me", ("Authorization", $"Bearer {Token("")}"))).StatusCode);
        Assert.Equal("ada", (await host.SoonAsync("me.read")).Actor.Id);
        Assert.Single(host.Log.Events);
    }

    [Fact]
    public async Task No_token_at_all_is_a_plain_refusal()
    {
        await using var host = await StartAsync();
        await host.GetAsync("/me");
        Assert.Equal("401", (await host.SoonAsync("permission.denied")).Outcome.Code);
    }

    private static string Token(string wrong) => wrong == "invalid"
        ? "not-a-token"
        : new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Claims = new Dictionary<string, object> { ["sub"] = "ada" },
            Issuer = wrong == "issuer" ? "elsewhere" : "here",
            Audience = wrong == "audience" ? "others" : "us",
            NotBefore = DateTime.UtcNow.AddHours(-2),
            Expires = DateTime.UtcNow.AddHours(wrong == "expired" ? -1 : 1),
            SigningCredentials = new(wrong == "signature" ? OtherKey : Key, SecurityAlgorithms.HmacSha256),
        });

    private static Task<WebHost> StartAsync() => WebHost.StartAsync(
        app => app.MapGet("/me", (IAuditLog audit) => audit.Record(new() { Action = "me.read" })).RequireAuthorization(),
        services: s =>
        {
            s.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer(o => o.TokenValidationParameters = new()
            {
                IssuerSigningKey = Key, ValidIssuer = "here", ValidAudience = "us",
            });
            s.AddAuthorization();
        });
}
