using Cairn.AspNetCore.Requests;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.Extensions.DependencyInjection;

namespace Cairn.AspNetCore.Circuits;

/// <summary>Around everything a circuit's client sets off.</summary>
internal sealed class AuditCircuitHandler(RequestFlow flow, RequestReader reader, IServiceProvider circuit) : CircuitHandler
{
    public override Func<CircuitInboundActivityContext, Task> CreateInboundActivityHandler(
        Func<CircuitInboundActivityContext, Task> next) => async activity =>
        {
            flow.Current = new CircuitSurroundings(activity.Circuit.Id, reader, State());
            await next(activity).ConfigureAwait(false);
        };

    private Task<AuthenticationState>? State()
    {
        try
        {
            return circuit.GetService<AuthenticationStateProvider>()?.GetAuthenticationStateAsync();
        }
        catch (Exception)
        {
            return null; // Before the circuit knows.
        }
    }
}
