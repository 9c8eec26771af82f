using System.Collections.Concurrent;
using System.Reflection;
using Cairn.AspNetCore.Endpoints;
using Cairn.AspNetCore.Requests;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;

namespace Cairn.AspNetCore.Hubs;

/// <summary>Gives what a hub's methods record their caller, and records the methods that ask for it.</summary>
internal sealed class AuditHubFilter(
    RequestFlow flow,
    RequestReader reader,
    AuditPlans plans,
    HttpCaptureOptions options,
    IServiceProvider services,
    CaptureFailures failures,
    CairnOptions cairn) : IHubFilter
{
    private const string Connection = "Cairn.Connection";
    private readonly ConcurrentDictionary<MethodInfo, AuditPlan?> methods = [];

    public async ValueTask<object?> InvokeMethodAsync(
        HubInvocationContext invocationContext,
        Func<HubInvocationContext, ValueTask<object?>> next)
    {
        var call = Enter(invocationContext.Context, $"{invocationContext.Hub.GetType().Name}.{invocationContext.HubMethodName}");
        var run = Begin(invocationContext, call);
        var began = cairn.Clock.GetTimestamp();
        try
        {
            var result = await next(invocationContext).ConfigureAwait(false);
            run?.Values.Result = result;
            End(run, AuditOutcome.Success, call, began);
            return result;
        }
        catch (Exception e)
        {
            End(run, AuditOutcome.Failure(e), call, began);
            throw;
        }
    }

    public async Task OnConnectedAsync(HubLifetimeContext context, Func<HubLifetimeContext, Task> next)
    {
        Enter(context.Context, $"{context.Hub.GetType().Name}.OnConnectedAsync");
        await next(context).ConfigureAwait(false);
    }

    public async Task OnDisconnectedAsync(HubLifetimeContext context, Exception? exception, Func<HubLifetimeContext, Exception?, Task> next)
    {
        Enter(context.Context, $"{context.Hub.GetType().Name}.OnDisconnectedAsync");
        await next(context, exception).ConfigureAwait(false);
    }

    // What is set in an async method holds until it ends: the next call begins anew.
    private HubCall Enter(HubCallerContext caller, string method)
    {
        var call = new HubCall(FactsOf(caller), reader, caller, method);
        flow.Current = call;
        return call;
    }

    // Read once, while the request that made the connection is there.
    private RequestFacts FactsOf(HubCallerContext caller)
    {
        if (caller.Items.TryGetValue(Connection, out var known) && known is RequestFacts facts)
        {
            return facts;
        }

        facts = Facts(caller);
        caller.Items[Connection] = facts;
        return facts;
    }

    private RequestFacts Facts(HubCallerContext caller)
    {
        try
        {
            return flow.Current?.Read()
                ?? (caller.GetHttpContext() is { } http
                    ? reader.Read(http, caller.User ?? http.User, null, null)
                    : new() { Actor = AuditActor.Anonymous });
        }
        catch (Exception e)
        {
            failures.Tell("the connection of a hub", e);
            return new() { Actor = AuditActor.Anonymous };
        }
    }

    private EndpointRun? Begin(HubInvocationContext invocation, HubCall call)
    {
        try
        {
            if (methods.GetOrAdd(invocation.HubMethod, Plan) is not { } plan)
            {
                return null;
            }

            var names = invocation.HubMethod.GetParameters()
                .Where(p => p.ParameterType != typeof(CancellationToken))
                .Select(p => p.Name ?? "");
            var values = new TemplateValues { Arguments = names.Zip(invocation.HubMethodArguments)
                .ToDictionary(a => a.First, a => a.Second, StringComparer.OrdinalIgnoreCase) };
            var run = EndpointRun.Begin(
                services.GetRequiredService<IAuditLog>(), plan, values, invocation.ServiceProvider.GetRequiredService<RequestNotes>());
            call.OperationId = run.OperationId;
            return run;
        }
        catch (Exception e)
        {
            failures.Tell("a hub's method", e);
            return null;
        }
    }

    private AuditPlan? Plan(MethodInfo method) => HubMethods.Audited(method) is { } audited ? plans.Plan(audited) : null;

    private void End(EndpointRun? run, AuditOutcome outcome, HubCall call, long began)
    {
        if (run is null)
        {
            return;
        }

        try
        {
            var facts = call.Read();
            run.Complete(outcome, null, options.MembersFor(facts.Tenant.Tenant).Duration ? cairn.Clock.GetElapsedTime(began) : null);
        }
        catch (Exception e)
        {
            failures.Tell("the end of a hub's method", e);
        }
    }
}
