using System.Security.Claims;
using Cairn.AspNetCore.Refusals;
using Cairn.AspNetCore.Requests;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Cairn.AspNetCore.SignIn;

/// <summary>Records sign-ins and sign-outs. Never throws.</summary>
internal sealed class SignInTelling(
    IServiceProvider services,
    RequestFlow flow,
    RequestReader reader,
    HttpCaptureOptions options,
    CaptureFailures failures)
{
    /// <summary>Somebody signed in. A session that is only renewed is not told.</summary>
    public void SignedIn(HttpContext context, string? scheme, ClaimsPrincipal principal) => Try(() =>
    {
        if (IsPassing(scheme))
        {
            return;
        }

        var (before, now) = (reader.Actors.Of(flow.Request?.SignedIn ?? context.User), reader.Actors.Of(principal));
        flow.Request?.SignedIn = principal;
        if (before.Id is null || before.Id != now.Id)
        {
            Log.Record(Of(StandardActions.LoginSucceeded.By(now), scheme));
        }
    });

    /// <summary>Somebody signed out, told once in a request.</summary>
    public void SignedOut(HttpContext context, string? scheme) => Try(() =>
    {
        var actor = reader.Actors.Of(flow.Request?.SignedIn ?? context.User);
        if (IsPassing(scheme) || actor == AuditActor.Anonymous || flow.Request?.IsSignedOut == true)
        {
            return;
        }

        Log.Record(Of(StandardActions.LoggedOut.By(actor), scheme));
        if (flow.Request is { } request)
        {
            (request.IsSignedOut, request.SignedIn) = (true, null);
        }
    });

    /// <summary>A handler did not accept a credential; told where the request is refused.</summary>
    public void Refused(string? scheme, Exception failure)
    {
        if (!IsPassing(scheme))
        {
            flow.Request?.Refusal.Add(new(scheme ?? "default", CredentialFailure.WhyOf(failure)));
        }
    }

    /// <summary>The host forbids what was asked for, whatever the client is shown.</summary>
    public void Forbidden() => flow.Request?.Refusal.Hidden = StatusCodes.Status403Forbidden;

    /// <summary>A sign-in at another provider came to nothing.</summary>
    public void RemoteFailed(string scheme, Exception? failure, bool isDenied) => Try(() => Log.Record(
        Of(StandardActions.LoginFailed.By(AuditActor.Anonymous), scheme)
            .Failed(failure?.Message, isDenied ? "access_denied" : CredentialFailure.WhyOf(failure))));

    private IAuditLog Log => services.GetRequiredService<IAuditLog>();

    private bool IsPassing(string? scheme) => scheme is not null && options.PassingSchemes.Contains(scheme);

    private static AuditEvent Of(AuditEvent e, string? scheme) => scheme is null ? e : e.With("scheme", scheme);

    private void Try(Action tell)
    {
        try
        {
            tell();
        }
        catch (Exception e)
        {
            failures.Tell("a sign-in", e);
        }
    }
}
