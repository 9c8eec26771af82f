using System.Text.Json;
using Microsoft.AspNetCore.Authentication;

namespace Cairn.Samples.Workspace;

/// <summary>The back end: takes the chat platform's events, does what the portal asks for, answers operators.</summary>
internal static class BackEnd
{
    public static async Task<int> RunAsync(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower);
        builder.Services.AddAuthentication(Callers.Secret).AddScheme<AuthenticationSchemeOptions, Callers>(Callers.Secret, null);
        builder.Services.AddAuthorization();
        builder.Services.AddCairn(cairn => cairn
            .UseSqlite(builder.Configuration["Log"] ?? "workspace-data/audit.db")
            .Configure(options => options.Actions.Add(WorkspaceActions.ChannelArchived))
            // Who calls here is a program: its address says nothing about whoever acted.
            .CaptureHttp(http => http.Members = new() { Address = AddressDetail.None, UserAgent = false })
            .AddApi(api => api.Access = Callers.AccessOf));

        var app = builder.Build();
        app.UseCairn();
        app.MapPost("/chat/events", ChatEvents.Receive).RequireAuthorization(policy => policy.RequireRole("chat"));
        app.MapPost("/exports", Jobs.Export).RequireAuthorization(policy => policy.RequireRole("portal"));
        app.MapPost("/deletions", Jobs.Delete).RequireAuthorization(policy => policy.RequireRole("portal"));
        app.MapCairnApi().RequireAuthorization(policy => policy.RequireRole("operator"));

        await app.StartAsync();
        Console.WriteLine($"back end at {app.Urls.First()}");
        await app.WaitForShutdownAsync();
        return 0;
    }
}
