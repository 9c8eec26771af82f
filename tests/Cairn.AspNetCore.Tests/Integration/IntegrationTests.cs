using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Configuration;
using Polly;
using Polly.CircuitBreaker;
using Polly.Registry;

namespace Cairn.AspNetCore.Tests;

/// <summary>The places where other parts of an application are recorded.</summary>
[Trait("Requirement", "CHATBOT-10")]
public sealed class IntegrationTests
{
    [Fact]
    public async Task What_the_rate_limiter_rejects_is_recorded_and_the_hosts_own_answer_stays()
    {
        await using var host = await WebHost.StartAsync(
            app =>
            {
                app.UseRateLimiter();
                app.MapGet("/chat", () => "").RequireRateLimiting("few");
            },
            services: s => s.AddRateLimiter(o =>
            {
                o.AddFixedWindowLimiter("few", w => (w.PermitLimit, w.Window) = (1, TimeSpan.FromHours(1)));
                o.OnRejected = (context, _) =>
                {
                    context.HttpContext.Response.StatusCode = 418;
                    return ValueTask.CompletedTask;
                };
            }));
        await host.GetAsync("/chat");
        Assert.Equal(418, (int)(await host.GetAsync("/chat")).StatusCode);
        var e = await host.SoonAsync("rate_limit.violated");
        Assert.Equal((AuditResult.Denied, new AuditTarget("route", "GET /chat")), (e.Outcome.Result, Assert.Single(e.Targets)));
    }

    [Fact]
    public async Task An_unhandled_exception_is_recorded_with_type_and_masked_message()
    {
        await using var host = await WebHost.StartAsync(
            app => app.MapGet("/broken", string () => throw new InvalidOperationException("api_key=abcdef0123456789")));
        Assert.Equal(HttpStatusCode.InternalServerError, (await host.GetAsync("/broken")).StatusCode);
        var e = await host.SoonAsync("request.failed");
        Assert.Equal((AuditResult.Failure, "InvalidOperationException"), (e.Outcome.Result, e.Outcome.Code));
        Assert.DoesNotContain("abcdef0123456789", e.Outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_exception_that_the_host_answers_itself_is_no_failure_of_the_host()
    {
        await using var host = await WebHost.StartAsync(app =>
        {
            app.UseExceptionHandler(e => e.Run(context =>
            {
                context.Response.StatusCode = 409;
                return Task.CompletedTask;
            }));
            app.MapGet("/broken", string () => throw new KeyNotFoundException());
        });
        await host.GetAsync("/broken");
        await host.StopAsync();
        Assert.Empty(host.Log.Events);
    }

    [Fact]
    public async Task A_changed_configuration_is_recorded_by_key_with_secrets_masked()
    {
        var source = new Dictionary<string, string?> { ["Limits:Daily"] = "10", ["Mail:ApiKey"] = "k-1234567890", ["Same"] = "same" };
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(source).Build();
        await using var host = await WebHost.StartAsync(
            _ => { }, services: s => s.AddSingleton<IConfiguration>(configuration), cairn: c => c.CaptureConfiguration());
        configuration["Limits:Daily"] = "20";
        configuration["Mail:ApiKey"] = "k-0987654321";
        configuration.Reload();
        var e = host.Log.Single("config.changed");
        configuration.Reload(); // The same again.
        Assert.Equal(AuditActor.System, host.Log.Single("config.changed").Actor);
        Assert.Contains(new("/Limits:Daily", "10", "20"), e.Changes);
        Assert.Equal(["/Limits:Daily", "/Mail:ApiKey"], e.Changes.Select(c => c.Path));
        Assert.DoesNotContain(e.Changes, c => $"{c.Before}{c.After}".Contains("k-", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_circuit_breakers_changes_are_recorded()
    {
        await using var host = await WebHost.StartAsync(
            _ => { },
            cairn: c => c.CaptureCircuitBreakers(),
            services: s => s.AddResiliencePipeline(
                "mail",
                p => p.AddCircuitBreaker(new CircuitBreakerStrategyOptions
                {
                    Name = "breaker",
                    MinimumThroughput = 2,
                    FailureRatio = 0.5,
                    BreakDuration = TimeSpan.FromHours(1)
                })));
        var pipeline = host.Services.GetRequiredService<ResiliencePipelineProvider<string>>().GetPipeline("mail");
        for (var n = 0; n < 2; n++)
        {
            await Assert.ThrowsAsync<InvalidOperationException>(
                async () => await pipeline.ExecuteAsync(_ => throw new InvalidOperationException("down"), WebHost.Cancel));
        }

        var e = host.Log.Single("circuit_breaker.changed");
        Assert.Equal((AuditActor.System, new AuditTarget("circuit_breaker", "mail/breaker")), (e.Actor, Assert.Single(e.Targets)));
        Assert.Equal([new AuditChange("/state", "closed", "open")], e.Changes);
    }
}
