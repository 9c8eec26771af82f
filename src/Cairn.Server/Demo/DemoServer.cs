using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Console;

namespace Cairn.Server.Demo;

/// <summary>Puts the demo's web server together: a log, its pages, one socket of this machine.</summary>
internal static class DemoServer
{
    /// <param name="socket">Where it listens; the server owns it from here on.</param>
    /// <param name="addLog">Says where the log is kept.</param>
    public static WebApplication Build(Socket socket, Action<CairnBuilder> addLog)
    {
        // Empty: nothing of the environment or of a settings file changes what the demo does or where it listens.
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.Logging.AddDemoLogging();
        builder.Services.AddRouting();
        builder.Services.AddAuthorization();
        builder.Services.AddCairn(cairn =>
        {
            addLog(cairn);
            cairn.Configure(o => o.RequireStoreAtStart = true); // Somebody sits in front of it, and reads why it does not start.
            cairn.AddApi(api => api.Access = _ => Visitor);
        });
        builder.Services.Configure<SocketTransportOptions>(o => o.CreateBoundListenSocket = _ => socket);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen((IPEndPoint)socket.LocalEndPoint!, o => o.Protocols = HttpProtocols.Http1); // It is bound.
        });
        var app = builder.Build();
        app.UseLoopbackGuard();
        app.UseFailurePages();
        app.UseRouting();
        app.UseAuthorization();
        // Whoever can reach this machine's own port may look: the guard above lets nobody else in.
        app.MapCairnViewer("/", viewer => viewer.Title = "Cairn demo").RequireAuthorization(policy => policy.RequireAssertion(_ => true));
        app.MapMethods("/{**rest}", Reading, context =>
            Failures.TellAsync(context, 404, "The list, an entry, histories and the overview are all there is."));
        return app;
    }

    private static readonly string[] Reading = [HttpMethods.Get, HttpMethods.Head];

    private static AuditAccess Visitor { get; } = new()
    {
        Actor = new("user", "visitor") { Name = "Demo visitor" },
        Roles = [AuditRole.Auditor],
        Tenants = [Events.Tenants.Default],
    };

    private static void AddDemoLogging(this ILoggingBuilder logging)
    {
        logging.AddSimpleConsole(o => o.SingleLine = true).SetMinimumLevel(LogLevel.Warning);
        logging.AddFilter("Microsoft.Extensions.Hosting", LogLevel.None); // A start that fails is told by whoever started it, once.
        logging.Services.Configure<ConsoleLoggerOptions>(o => o.LogToStandardErrorThreshold = LogLevel.Trace);
    }
}
