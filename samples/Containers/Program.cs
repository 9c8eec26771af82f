using System.Text.Json;
using Cairn;
using Cairn.Samples.Containers;

if (args is ["agent", var url])
{
    await Agent.RunAsync(new(url), Environment.GetEnvironmentVariable("AGENT_TOKEN") ?? "");
    return;
}

var builder = WebApplication.CreateBuilder(args);
builder.Configuration["Urls"] ??= "http://127.0.0.1:5390";
builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower);

var people = new Tokens();
people.AddTo(builder.Services);
builder.Services.AddAuthorization();
builder.Services.AddMemoryCache();
builder.Services.AddSingleton<Relay>();
builder.Services.AddCairn(cairn => cairn
    .UseSqlite(builder.Configuration["Log"] ?? "containers-data/audit.db")
    .CaptureHttp(http =>
    {
        http.Tenant.FromClaim("organization").FromRoute("organization");
        http.Tenant.MayBeginLogs = true; // Nobody has an organization's claim but by our own issuer.
    })
    .AddApi(api =>
    {
        api.TenantClaims.Add("organization");
        api.Roles["viewer"] = AuditRole.Viewer;
        api.Roles["operator"] = AuditRole.Viewer; // Of containers: it does not make anybody an operator of the audit log.
        api.Roles["admin"] = AuditRole.Auditor;
    }));

var app = builder.Build();
app.UseCairn();
app.UseWebSockets();
app.MapContainers().RequireAuthorization();
app.MapAgents().RequireAuthorization(policy => policy.RequireRole("agent"));
app.MapCairnAudit(least: builder.Configuration.GetValue("LeastRole", AuditRole.Viewer)).RequireAuthorization();

await app.StartAsync();
Guide.Print(app.Urls.First(), people);
var here = new Uri(app.Urls.First().Replace("http", "ws", StringComparison.Ordinal));
_ = Agent.RunAsync(new(here, "/agents/acme"), people.Of("agent", "acme")); // A real one runs elsewhere.
await app.WaitForShutdownAsync();
