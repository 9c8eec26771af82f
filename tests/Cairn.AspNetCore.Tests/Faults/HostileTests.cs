using System.Net.Sockets;
using System.Security.Claims;
using System.Text;

namespace Cairn.AspNetCore.Tests;

/// <summary>What a client controls: it may be anything, and the request goes on.</summary>
public sealed class HostileTests
{
    private const string Script = "<script>alert('x')</script>";

    public static TheoryData<string> Texts => [Script, "a\0b", "\uD800", "‮gnp.exe", new string('n', 1 << 20), "", " "];

    [Theory]
    [MemberData(nameof(Texts), DisableDiscoveryEnumeration = true)]
    public async Task Claims_route_query_and_headers_may_hold_anything(string text)
    {
        await using var host = await WebHost.StartAsync(
            app =>
            {
                app.Use((context, next) =>
                {
                    context.User = new(new ClaimsIdentity(
                        [
                            new("sub", text), new("name", text), new("email", text), new("role", text), new("sid", text),
                            new("tenant", text), new("act", text)
                        ],
                        "Test"));
                    context.Request.Headers.UserAgent = text;
                    context.Request.Headers["X-Reason"] = text;
                    context.TraceIdentifier = text;
                    context.Request.QueryString = QueryString.Create("q", text);
                    return next(context);
                });
                app.MapDelete("/members/{id}", (IAuditScope scope) =>
                {
                    scope.Target(text, text, text).Change(text, text, text).With(text, text);
                    return Results.Ok();
                }).Audit(StandardActions.RecordDeleted, "member:{query.q}", "{header.X-Reason}");
                app.MapGet("/refused/{id}", (IAuditScope scope) =>
                {
                    scope.Target(text, text, text);
                    return Results.StatusCode(403);
                });
            },
            http => http.Tenant.FromClaim("tenant"));
        Assert.Equal(HttpStatusCode.OK, (await host.SendAsync(HttpMethod.Delete, "/members/7")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await host.GetAsync("/refused/7")).StatusCode);
        Assert.Equal(AuditResult.Success, (await host.SoonAsync("record.deleted")).Outcome.Result);
        await host.SoonAsync("permission.denied");
        Assert.Empty(host.Log.Refused);
        Assert.All(host.Log.Recorded, r => Assert.Equal("default", r.Tenant)); // None of them is a tenant.
        Assert.DoesNotContain(host.Logger.Lines, l => l.StartsWith("Error", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_path_that_leads_nowhere_stands_in_no_leaf()
    {
        await using var host = await WebHost.StartAsync(app => app.Run(context =>
        {
            context.Response.StatusCode = 401;
            return Task.CompletedTask;
        }));
        await host.GetAsync("/<script>/ada@example.com");
        Assert.Equal(new("path", null, "/<script>/ada@example.com"), Assert.Single((await host.SoonAsync("permission.denied")).Targets));
    }

    [Fact]
    public async Task Bytes_that_are_no_request_harm_nothing()
    {
        await using var host = await WebHost.StartAsync(app => app.MapGet("/", () => ""));
        using var socket = new TcpClient(host.Address.Host, host.Address.Port);
        await socket.GetStream().WriteAsync(
            Encoding.Latin1.GetBytes($"GET / HTTP/1.1\r\nHost: x\r\nUser-Agent: a\0b{Script}\r\n\r\n"), WebHost.Cancel);
        Assert.StartsWith(
            "HTTP/1.1 400", await new StreamReader(socket.GetStream()).ReadLineAsync(WebHost.Cancel), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await host.GetAsync("/")).StatusCode);
    }
}
