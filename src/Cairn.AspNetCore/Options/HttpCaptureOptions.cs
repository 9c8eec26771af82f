using Microsoft.AspNetCore.Http;

namespace Cairn;

/// <summary>What is recorded of requests, and how. Every option has a default.</summary>
public sealed class HttpCaptureOptions
{
    /// <summary>Which claims say who acts.</summary>
    public ActorClaims Claims { get; } = new();

    /// <summary>Whose log a request's events go to.</summary>
    public TenantCapture Tenant { get; } = new();

    /// <summary>What events take from their request.</summary>
    public CapturedMembers Members { get; set; } = CapturedMembers.All;

    /// <summary>
    /// The same for one tenant; <see langword="null"/>, or a result of <see langword="null"/>: as <see cref="Members"/> says.
    /// </summary>
    public Func<string, CapturedMembers?>? MembersOf { get; set; }

    /// <summary>
    /// Says for whom the actor of a request acts, such as a support engineer for a customer. The claim <c>act</c> is understood without it.
    /// </summary>
    public Func<HttpContext, AuditSubject?>? OnBehalfOf { get; set; }

    /// <summary>
    /// Gives the session's id, where no claim has it: <c>context => context.Session.Id</c>. Not asked for by itself, for that may read the
    /// session from a store while the request waits.
    /// </summary>
    public Func<HttpContext, string?>? SessionId { get; set; }

    /// <summary>How repeated refusals are told.</summary>
    public RefusalFolding Refusals { get; } = new();

    /// <summary>Whether unhandled exceptions are recorded (<see cref="HttpActions.RequestFailed"/>).</summary>
    public bool Exceptions { get; set; } = true;

    /// <summary>
    /// Authentication schemes that only carry a sign-in from one step to the next: nobody is signed in there. By default those
    /// of ASP.NET Core Identity.
    /// </summary>
    public IList<string> PassingSchemes { get; } = ["Identity.External", "Identity.TwoFactorUserId", "Identity.TwoFactorRememberMe"];

    internal CapturedMembers MembersFor(string? tenant) => MembersOf?.Invoke(tenant ?? "default") ?? Members;

    internal void Validate()
    {
        ArgumentNullException.ThrowIfNull(Members);
        Refusals.Validate();
    }
}
