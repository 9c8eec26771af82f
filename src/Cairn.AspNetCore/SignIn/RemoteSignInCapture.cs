using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace Cairn.AspNetCore.SignIn;

/// <summary>
/// Learns that a sign-in at another provider failed: OpenID Connect, OAuth and whatever else stands on the framework's remote handler,
/// whose packages are not needed here.
/// </summary>
internal sealed class RemoteSignInCapture<TOptions>(SignInTelling telling) : IPostConfigureOptions<TOptions>
    where TOptions : RemoteAuthenticationOptions
{
    public void PostConfigure(string? name, TOptions options)
    {
        if (options.Events is not { } events)
        {
            return; // A type of the host's own, made for each request.
        }

        var (failure, denied) = (events.OnRemoteFailure, events.OnAccessDenied);
        events.OnRemoteFailure = context =>
        {
            telling.RemoteFailed(context.Scheme.Name, context.Failure, isDenied: false);
            return failure(context);
        };
        events.OnAccessDenied = context =>
        {
            telling.RemoteFailed(context.Scheme.Name, null, isDenied: true);
            return denied(context);
        };
    }
}
