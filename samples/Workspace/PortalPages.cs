using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Security.Cryptography;

namespace Cairn.Samples.Workspace;

/// <summary>What members do in the portal, and what is recorded of it.</summary>
internal sealed class PortalPages(IAuditLog audit, HttpClient jobs)
{
    private readonly ConcurrentDictionary<string, Member> sessions = new();
    private readonly ConcurrentDictionary<(string Workspace, string Name), string> settings = new();

    public async Task<PortalAnswer> AnswerAsync(PortalRequest request)
    {
        var member = request.Session is { } session ? sessions.GetValueOrDefault(session) : null;

        // Everything recorded in here is the member's doing, in their workspace, from where the request came.
        using (audit.Scope(new AuditAmbient { Actor = member?.Actor, Tenant = member?.Workspace, Context = request.From }))
        {
            return (request.Route, member) switch
            {
                ("POST /login", _) => Login(request),
                (_, null) => new(request.Route == "GET /" ? 200 : 401, Html.SignIn),
                ("GET /", _) => Page(member, $"Welcome, {member.Name}."),
                ("POST /logout", _) => Logout(request.Session!),
                ("POST /settings", _) => ChangeSetting(member, request.Form["name"] ?? "", request.Form["value"]),
                ("POST /subscription", _) => Subscribe(member, request.Form["plan"]),
                ("POST /subscription/cancel", _) => Unsubscribe(member, request.Form["reason"]),
                ("POST /connections", _) => Connect(member, request.Form["provider"] ?? "", request.Form["scopes"]),
                ("POST /connections/remove", _) => Disconnect(member, request.Form["provider"] ?? ""),
                ("POST /export", _) => await ExportAsync(member),
                ("POST /deletion", _) => await DeleteAsync(member, request.Form["reason"]),
                ("POST /members/suspend", { Role: "owner" }) => Suspend(member, request.Form["member"] ?? "", request.Form["reason"]),
                ("POST /members/suspend", _) => Refuse(member),
                _ => new(404, Html.Page(member, "There is no such page.")),
            };
        }
    }

    private PortalAnswer Login(PortalRequest request)
    {
        var account = request.Form["user"];
        if (Member.Find(account, request.Form["password"]) is not { } member)
        {
            audit.LoginFailed(account, "wrong name or password");
            return new(401, Html.SignIn);
        }

        var session = RandomNumberGenerator.GetHexString(32);
        sessions[session] = member;
        audit.ForTenant(member.Workspace).LoginSucceeded(member.Actor, method: "password");
        return Page(member, $"Welcome, {member.Name}.") with { Session = session };
    }

    private PortalAnswer Logout(string session)
    {
        sessions.TryRemove(session, out _);
        audit.LoggedOut();
        return new(200, Html.SignIn);
    }

    private PortalAnswer ChangeSetting(Member member, string name, string? value)
    {
        var before = settings.GetValueOrDefault((member.Workspace, name));
        settings[(member.Workspace, name)] = value ?? "";
        audit.SettingsChanged(new("workspace", member.Workspace), name, before, value);
        return Page(member, "The setting is changed.");
    }

    private PortalAnswer Subscribe(Member member, string? plan)
    {
        audit.SubscriptionCreated(new("subscription", member.Workspace), plan);
        return Page(member, "You are subscribed.");
    }

    private PortalAnswer Unsubscribe(Member member, string? reason)
    {
        audit.SubscriptionCancelled(new("subscription", member.Workspace), reason);
        return Page(member, "The subscription is cancelled.");
    }

    private PortalAnswer Connect(Member member, string provider, string? scopes)
    {
        audit.OAuthConnected(provider, scopes);
        return Page(member, "The account is connected.");
    }

    private PortalAnswer Disconnect(Member member, string provider)
    {
        audit.OAuthDisconnected(provider);
        return Page(member, "The account is no longer connected.");
    }

    private PortalAnswer Suspend(Member member, string suspended, string? reason)
    {
        audit.AdminActed("suspend", new("user", suspended), reason);
        return Page(member, "The member is suspended.");
    }

    private PortalAnswer Refuse(Member member)
    {
        audit.PermissionDenied("suspend", role: member.Role, reason: "only owners suspend members");
        return new(403, Html.Page(member, "Only owners suspend members."));
    }

    private Task<PortalAnswer> ExportAsync(Member member) => AskAsync(
        "exports", member, () => audit.DataExportRequested(new("workspace", member.Workspace), "json"));

    private Task<PortalAnswer> DeleteAsync(Member member, string? reason) => AskAsync(
        "deletions", member, () => audit.DataDeletionRequested(new("user", member.Id), reason));

    // The operation's id links what the two processes record.
    private async Task<PortalAnswer> AskAsync(string what, Member member, Action record)
    {
        var job = new Job(member.Workspace, member.Id, Guid.CreateVersion7().ToString("N"));
        using (audit.Scope(operation: job.Operation))
        {
            record();
        }

        try
        {
            using var answer = await jobs.PostAsJsonAsync(what, job);
            answer.EnsureSuccessStatusCode();
            return Page(member, "Done.");
        }
        catch (HttpRequestException)
        {
            return new(502, Html.Page(member, "The back end does not answer. Ask again later."));
        }
    }

    private static PortalAnswer Page(Member member, string words) => new(200, Html.Page(member, words));
}
