using System.Net.Http.Json;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Cairn.Server.Tests.Serving;

/// <summary>A real OpenID Connect issuer (OpenIddict) on a real Kestrel: programs get tokens by their id and secret.</summary>
internal sealed class Issuer : IAsyncDisposable
{
    public const string Audience = "cairn", Secret = "secret-of-the-client";

    private readonly WebApplication app;
    private readonly HttpClient client = new();
    private readonly Dictionary<string, (string[] Roles, string[] Tenants)> clients;

    private Issuer(WebApplication app, RsaSecurityKey key, Dictionary<string, (string[] Roles, string[] Tenants)> clients) =>
        (this.app, Key, this.clients) = (app, key, clients);

    /// <summary>Its URL, as its discovery document has it.</summary>
    public string Address => app.Urls.Single() + "/";

    /// <summary>The key it signs with.</summary>
    public RsaSecurityKey Key { get; private set; }

    /// <summary>Starts it.</summary>
    /// <param name="clients">Its clients, each with its roles and tenants.</param>
    public static async Task<Issuer> StartAsync(Dictionary<string, (string[] Roles, string[] Tenants)> clients)
    {
        var key = NewKey();
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddOpenIddict().AddServer(server =>
        {
            server.EnableDegradedMode(); // Without a database of clients: the handlers below know them.
            server.SetTokenEndpointUris("connect/token").AllowClientCredentialsFlow();
            server.AddSigningKey(key).AddEphemeralEncryptionKey().DisableAccessTokenEncryption();
            server.UseAspNetCore().DisableTransportSecurityRequirement();
            server.AddEventHandler<ValidateTokenRequestContext>(h => h.UseInlineHandler(context =>
            {
                if (!clients.ContainsKey(context.ClientId ?? "") || context.ClientSecret != Secret)
                {
                    context.Reject(Errors.InvalidClient, "The client is not known.");
                }

                return default;
            }));
            server.AddEventHandler<HandleTokenRequestContext>(h => h.UseInlineHandler(context =>
            {
                context.SignIn(PrincipalOf(context.ClientId!, clients[context.ClientId!])); // It was validated.
                return default;
            }));
        });
        var app = builder.Build();
        await app.StartAsync(ServerRig.Cancel);
        return new(app, key, clients);
    }

    /// <summary>A token, as a client gets one.</summary>
    public async Task<string> TokenAsync(string clientId)
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = clientId,
            ["client_secret"] = Secret,
        });
        using var response = await client.PostAsync(Address + "connect/token", form, ServerRig.Cancel);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>(ServerRig.Cancel);
        return answer.TryGetProperty("access_token", out var token) ? token.GetString()! : throw new InvalidOperationException($"{answer}");
    }

    /// <summary>A token that is made by hand: what a client's own would say, with something changed.</summary>
    public string Forge(string clientId, Action<SecurityTokenDescriptor>? change = null)
    {
        var (roles, tenants) = clients[clientId];
        var now = DateTime.UtcNow;
        var token = new SecurityTokenDescriptor
        {
            Issuer = Address,
            Audience = Audience,
            NotBefore = now.AddMinutes(-5),
            IssuedAt = now.AddMinutes(-5),
            Expires = now.AddHours(1),
            Claims = new Dictionary<string, object> { ["sub"] = clientId, ["cairn_role"] = roles, ["cairn_tenant"] = tenants },
            SigningCredentials = new(Key, SecurityAlgorithms.RsaSha256),
        };
        change?.Invoke(token);
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(token);
    }

    /// <summary>Signs with a new key from now on, and no longer publishes the old one.</summary>
    public void Rotate()
    {
        Key = NewKey();
        var credentials = app.Services.GetRequiredService<IOptionsMonitor<OpenIddictServerOptions>>().CurrentValue.SigningCredentials;
        credentials.Clear();
        credentials.Add(new(Key, SecurityAlgorithms.RsaSha256));
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await app.DisposeAsync();
    }

    /// <summary>A key with an id.</summary>
    public static RsaSecurityKey NewKey() => new(RSA.Create(2048)) { KeyId = Guid.NewGuid().ToString("N") };

    private static ClaimsPrincipal PrincipalOf(string id, (string[] Roles, string[] Tenants) may)
    {
        var identity = new ClaimsIdentity("issuer");
        identity.SetClaim(Claims.Subject, id);
        identity.SetClaims("cairn_role", [.. may.Roles]);
        identity.SetClaims("cairn_tenant", [.. may.Tenants]);
        identity.SetDestinations(_ => [Destinations.AccessToken]);
        var principal = new ClaimsPrincipal(identity);
        principal.SetResources(Audience);
        return principal;
    }
}
