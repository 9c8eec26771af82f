using Cairn.Access;

namespace Cairn.Server.Serving;

/// <summary>Runs the server from its arguments to its exit code.</summary>
internal static class ServeCommand
{
    public static async Task<int> RunAsync(string[] args)
    {
        try
        {
            await using var app = ServerHost.Build(WebApplication.CreateBuilder(new WebApplicationOptions
            {
                Args = args,
                ContentRootPath = Directory.GetCurrentDirectory(),
            }));
            await app.StartAsync();
            PrintFirstKey(app, Console.Out);
            await app.WaitForShutdownAsync();
            return Usage.Done;
        }
        catch (Exception e) when (e is ServerException or CairnStoreException or CairnSigningException or IOException
            or InvalidOperationException or Microsoft.Extensions.Options.OptionsValidationException)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return Usage.CouldNot;
        }
    }

    /// <summary>Without any key nobody could make one: the first is printed, once.</summary>
    public static void PrintFirstKey(WebApplication app, TextWriter output)
    {
        var keys = app.Services.GetRequiredService<ApiKeyFile>();
        if (keys.List().Count > 0)
        {
            return;
        }

        var (key, text) = keys.Create(new()
        {
            Name = "first administrator",
            Roles = [AuditRole.Administrator, AuditRole.Operator],
            AllTenants = true,
            By = "first start",
        });
        foreach (var (tenant, told) in ApiKeyActions.Events(ApiKeyActions.Created, new("system", "cairn-server"), key))
        {
            app.Services.GetRequiredService<IAuditLog>().ForTenant(tenant).Record(told);
        }

        output.WriteLine(
            $"""
            There were no API keys yet. This is the first one, an administrator's of every tenant. It is shown this once:

              {text}

            Look:    {app.Urls.First()}/  (sign in with this key)
            Try it:  curl -H 'Authorization: Bearer {text}' '{app.Urls.First()}/api/v1/events?tenant=default'
            """);
    }
}
