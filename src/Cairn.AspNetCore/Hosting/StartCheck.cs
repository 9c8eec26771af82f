using Cairn.AspNetCore.Endpoints;
using Cairn.AspNetCore.Identity;
using Microsoft.Extensions.Logging;

namespace Cairn.AspNetCore.Hosting;

/// <summary>
/// Looks at the start whether the capture can do its work. What is wrong with the host's wiring is a warning that says how to mend it; an
/// endpoint that cannot be recorded as it asks stops the start.
/// </summary>
internal sealed partial class StartCheck(
    CaptureState state, HttpCaptureOptions options, EndpointCheck endpoints, ILogger<StartCheck> logger)
{
    /// <exception cref="InvalidOperationException">An endpoint cannot be recorded as it asks.</exception>
    public void Run()
    {
        foreach (var warning in Warnings())
        {
            Warn(logger, warning);
        }

        endpoints.Run();
    }

    private IEnumerable<string> Warnings()
    {
        if (!state.IsUsed)
        {
            yield return "CaptureHttp() is there, and app.UseCairn() is not: nothing of requests is recorded. "
                + "Add app.UseCairn() after builder.Build().";
        }

        if (options.Tenant is { IsSaid: true, CanBeConfirmed: false })
        {
            yield return "Tenants are taken from a route or a header, which a client writes, and nothing confirms them: "
                + "every event goes to 'default'. Add .FromClaim(…) or .ConfirmedBy(…) to CaptureHttp's Tenant.";
        }

        foreach (var manager in IdentityCapture.Silent(state.Registered))
        {
            yield return $"ASP.NET Core Identity's {manager.Name} records nothing: call AddCairn after AddIdentity, "
                + "or AddIdentity(…).AddCairn(); derive a manager of your own from AuditedUserManager or AuditedSignInManager.";
        }

        foreach (var hidden in state.Hidden)
        {
            yield return $"{hidden.Name} was registered after AddCairn, so sign-ins or the reasons of refusals are not seen. "
                + "Call AddCairn after it.";
        }
    }

    [LoggerMessage(61, LogLevel.Warning, "{Warning}")]
    private static partial void Warn(ILogger logger, string warning);
}
