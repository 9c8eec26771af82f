using Microsoft.AspNetCore.Http.Timeouts;

namespace Cairn.AspNetCore.Tests;

/// <summary>Endpoints that say in a line how they are recorded.</summary>
public sealed class AuditedEndpointTests
{
    private static readonly AuditAction Removed = new("member.removed", AuditCategories.Admin, "{actor} removed {target}");

    [Theory]
    [InlineData("/ok/7", AuditResult.Success, null)]
    [InlineData("/forbid/7", AuditResult.Denied, "403")]
    [InlineData("/unauthorized/7", AuditResult.Denied, "401")]
    [InlineData("/missing/7", AuditResult.Failure, "404")]
    [InlineData("/broken/7", AuditResult.Failure, "503")]
    [InlineData("/told/7", AuditResult.Failure, "no_credit")]
    [Trait("Requirement", "CONTAINERS-1")]
    public async Task Its_outcome_is_that_of_the_response(string path, AuditResult result, string? code)
    {
        await using var host = await StartAsync();
        await host.SendAsync(HttpMethod.Delete, path, ("X-User", "ada"), ("X-Reason", "left the club"));
        var e = await host.SoonAsync("member.removed");
        Assert.Equal((result, code), (e.Outcome.Result, e.Outcome.Code));
        Assert.Equal([new("member", "7")], e.Targets);
        Assert.Equal(("ada", "left the club"), (e.Actor.Id, e.Reason));
        Assert.NotNull(e.Duration);
        Assert.Empty(host.Log.All("permission.denied")); // One entry for one request.
    }

    [Fact]
    public async Task It_has_begun_before_its_code_runs()
    {
        AuditEvent? seen = null;
        await using var host = await StartAsync(app => app.MapDelete("/see/{id}", (FakeAuditLog log) =>
        {
            seen = log.Single("member.removed");
        }).Audit(Removed, "member:{id}"));
        await host.SendAsync(HttpMethod.Delete, "/see/7");
        Assert.Equal(AuditResult.Unfinished, seen?.Outcome.Result);
    }

    [Fact]
    [Trait("Requirement", "CLINIC-2")]
    public async Task What_it_changed_stands_in_its_entry()
    {
        await using var host = await StartAsync();
        await host.SendAsync(HttpMethod.Put, "/members/7");
        var e = await host.SoonAsync("member.removed");
        Assert.Equal(new AuditChange("/role", "user", "operator"), Assert.Single(e.Changes));
        Assert.Equal("spring review", e.Reason);
    }

    [Fact]
    public async Task Whatever_it_records_itself_carries_its_operation()
    {
        await using var host = await StartAsync();
        await host.SendAsync(HttpMethod.Put, "/members/7");
        var e = await host.SoonAsync("member.removed");
        Assert.NotNull(e.Context.OperationId);
        Assert.Equal(e.Context.OperationId, host.Log.Single("row.changed").Context.OperationId);
    }

    [Fact]
    public async Task Target_and_reason_come_from_query_argument_and_result_too()
    {
        await using var host = await StartAsync();
        await host.SendAsync(HttpMethod.Post, "/members?why=founding");
        var e = await host.SoonAsync("member.removed");
        Assert.Equal([new("member", "99")], e.Targets);
        Assert.Equal("founding", e.Reason);
    }

    [Fact]
    public async Task An_exception_is_a_failure_and_still_reaches_the_hosts_own_handler()
    {
        await using var host = await StartAsync(app =>
        {
            app.UseExceptionHandler(e => e.Run(context =>
            {
                context.Response.StatusCode = 500;
                return context.Response.WriteAsync("ours");
            }));
            app.MapDelete("/throws/{id}", string (string id) => throw new InvalidOperationException("password=hunter2secret"))
                .Audit(Removed, "member:{id}");
        });
        var response = await host.SendAsync(HttpMethod.Delete, "/throws/7");
        Assert.Equal("ours", await response.Content.ReadAsStringAsync(WebHost.Cancel));
        var e = await host.SoonAsync("member.removed");
        Assert.Equal((AuditResult.Failure, "InvalidOperationException"), (e.Outcome.Result, e.Outcome.Code));
        Assert.DoesNotContain("hunter2secret", e.Outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_exception_after_the_response_began_is_a_failure()
    {
        await using var host = await StartAsync(app => app.MapGet("/late", async (HttpContext context) =>
        {
            await context.Response.WriteAsync("half");
            await context.Response.Body.FlushAsync();
            throw new InvalidOperationException("late");
        }).Audit(Removed));
        await Assert.ThrowsAsync<HttpRequestException>(
            async () => await (await host.GetAsync("/late")).Content.ReadAsStringAsync(WebHost.Cancel));
        Assert.Equal((AuditResult.Failure, "InvalidOperationException"), Told(await host.SoonAsync("member.removed")));
    }

    [Fact]
    public async Task A_client_that_goes_away_leaves_a_failure()
    {
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var host = await StartAsync(app => app.MapGet("/slow", async (HttpContext context) =>
        {
            begun.SetResult();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        }).Audit(Removed));
        using var gone = new CancellationTokenSource();
        var request = host.Client.GetAsync("/slow", gone.Token);
        await begun.Task;
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => request);
        Assert.Equal((AuditResult.Failure, "499"), Told(await host.SoonAsync("member.removed")));
    }

    [Fact]
    public async Task A_request_that_times_out_is_a_failure_with_the_status_the_client_got()
    {
        await using var host = await StartAsync(
            app =>
            {
                app.UseRequestTimeouts();
                app.MapGet("/slow", (HttpContext context) => Task.Delay(Timeout.Infinite, context.RequestAborted))
                    .WithRequestTimeout(TimeSpan.FromMilliseconds(20)).Audit(Removed);
            });
        Assert.Equal(HttpStatusCode.GatewayTimeout, (await host.GetAsync("/slow")).StatusCode);
        Assert.Equal((AuditResult.Failure, "504"), Told(await host.SoonAsync("member.removed")));
    }

    [Fact]
    public async Task A_stream_is_told_when_it_ends()
    {
        await using var host = await StartAsync(app => app.MapGet("/stream", Numbers).Audit(Removed));
        Assert.Equal("[1,2,3]", await host.Client.GetStringAsync("/stream", WebHost.Cancel));
        Assert.Equal((AuditResult.Success, null), Told(await host.SoonAsync("member.removed")));

        static async IAsyncEnumerable<int> Numbers()
        {
            for (var n = 1; n <= 3; n++)
            {
                await Task.Yield();
                yield return n;
            }
        }
    }

    [Theory]
    [InlineData("7", AuditResult.Denied)]
    [InlineData("16", AuditResult.Denied)]
    [InlineData("5", AuditResult.Failure)]
    [InlineData("0", AuditResult.Success)]
    public async Task A_gRPC_calls_outcome_is_in_its_trailers(string status, AuditResult result)
    {
        await using var host = await StartAsync(app => app.MapGet("/shop.Orders/Cancel", (HttpContext context) =>
        {
            context.Response.ContentType = "application/grpc";
            context.Response.Headers["grpc-status"] = status; // A response without a body has its trailers in its header.
        }).Audit(Removed));
        await host.GetAsync("/shop.Orders/Cancel");
        Assert.Equal((result, result == AuditResult.Success ? null : $"grpc-{status}"), Told(await host.SoonAsync("member.removed")));
    }

    [Fact]
    public async Task A_policy_that_refuses_it_names_what_was_attempted_on_what()
    {
        await using var host = await StartAsync(
            app => app.MapDelete("/guarded/{id}", () => "").RequireAuthorization("Admins").Audit(Removed, "member:{id}"));
        await host.SendAsync(HttpMethod.Delete, "/guarded/7", ("X-User", "ada"));
        var e = await host.SoonAsync("permission.denied");
        Assert.Equal([new("member", "7")], e.Targets);
        Assert.Equal("member.removed", ContextTests.Member(e, "attempted"));
    }

    [Fact]
    public async Task The_sign_ins_own_endpoint_is_by_whoever_signed_in()
    {
        await using var host = await WebHost.StartAsync(
            app => SignInTests.Map(app.MapGroup("").Audit(Removed)),
            services: SignInTests.AddCookies);
        await host.GetAsync("/sign-in/ada");
        Assert.Equal("ada", (await host.SoonAsync("member.removed")).Actor.Id);
    }

    private static (AuditResult, string?) Told(AuditEvent e) => (e.Outcome.Result, e.Outcome.Code);

    private static Task<WebHost> StartAsync(Action<WebApplication>? more = null) => WebHost.StartAsync(
        app =>
        {
            more?.Invoke(app);
            Map("ok", () => Results.Ok());
            Map("forbid", () => Results.Forbid());
            Map("unauthorized", () => Results.Unauthorized());
            Map("missing", () => Results.NotFound());
            Map("broken", () => Results.StatusCode(503));
            app.MapDelete("/told/{id}", (IAuditScope scope) => scope.Fail("there is no credit", "no_credit").OperationId)
                .Audit(Removed, "member:{id}", "{header.X-Reason}");
            app.MapPut("/members/{id}", (IAuditScope scope, IAuditLog audit) =>
            {
                scope.Change("role", "user", "operator").Because("spring review");
                audit.Record(new() { Action = "row.changed" });
            }).Audit(Removed, "member:{id}");
            app.MapPost("/members", (string why) => TypedResults.Ok(new { Id = 99 })).Audit(Removed, "member:{result.id}", "{arg.why}");

            void Map(string name, Func<IResult> handler) =>
                app.MapDelete($"/{name}/{{id}}", handler).Audit(Removed, "member:{id}", "{header.X-Reason}");
        },
        services: s =>
        {
            HeaderSignIn.Add(s);
            s.AddRequestTimeouts();
        });
}
