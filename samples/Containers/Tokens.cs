using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Cairn.Samples.Containers;

/// <summary>
/// Stands in for an identity provider: signs tokens for everybody in the sample, with a key that is new with each start. With a provider of
/// your own, only <c>AddJwtBearer</c> remains, with its <c>Authority</c> and your <c>Audience</c>.
/// </summary>
internal sealed class Tokens
{
    private const string Name = "containers";

    private readonly SymmetricSecurityKey key = new(RandomNumberGenerator.GetBytes(32));

    public void AddTo(IServiceCollection services) => services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer(jwt =>
    {
        jwt.MapInboundClaims = false;
        jwt.TokenValidationParameters = new()
        {
            ValidIssuer = Name,
            ValidAudience = Name,
            IssuerSigningKey = key,
            ValidAlgorithms = [SecurityAlgorithms.HmacSha256],
            RoleClaimType = "role",
            NameClaimType = "name",
        };
    });

    /// <summary>A token for a day of whoever has this role in this organization.</summary>
    public string Of(string role, string organization) => new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
    {
        Issuer = Name,
        Audience = Name,
        Expires = DateTime.UtcNow.AddDays(1),
        SigningCredentials = new(key, SecurityAlgorithms.HmacSha256),
        Subject = new(
        [
            new Claim("sub", $"{role}-of-{organization}"),
            new Claim("name", $"Example {char.ToUpperInvariant(role[0])}{role[1..]}"),
            new Claim("email", $"{role}@{organization}.example"),
            new Claim("role", role),
            new Claim("organization", organization),
        ]),
    });
}
