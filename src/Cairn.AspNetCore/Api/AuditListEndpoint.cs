using Cairn.Access;
using Cairn.Primitives;

namespace Cairn.AspNetCore.Api;

/// <summary>
/// The list that applications show in a page of their own: plain rows, newest first, with the actor's name and e-mail address. Whoever may
/// see it sees that address too, whatever class it is of: the host says so by mapping this route.
/// </summary>
internal static class AuditListEndpoint
{
    public static ApiRoute Route(AuditRole least) => new("GET", "/audit", AuditPermission.ReadOwn, call => RunAsync(call, least));

    private static async Task RunAsync(ApiCall call, AuditRole least)
    {
        if (!call.Access.Roles.Any(role => RoleTable.Covers([role], least)))
        {
            throw ApiProblem.Forbidden($"This needs the role {RoleTable.Name(least)}.");
        }

        var query = call.Query();
        var reader = call.ReaderOf(AuditClasses.Identity | AuditClasses.Contact | AuditClasses.Content);
        var page = await reader.GetPageAsync(query, call.Text("cursor"), call.Cancelled).ConfigureAwait(false);
        call.Trace.Viewed(call, call.Tenant, query.Format(), page.Entries.Count);
        await call.JsonAsync(Write(page)).ConfigureAwait(false);
    }

    private static Utf8Buffer Write(AuditPage page)
    {
        var json = new Utf8Buffer(16 << 10).Raw("{\"data\":["u8);
        for (var i = 0; i < page.Entries.Count; i++)
        {
            Row(page.Entries[i], json.Raw(i == 0 ? "{\"id\":\""u8 : ",{\"id\":\""u8));
        }

        json.Raw("],\"next\":"u8);
        EntryWriter.Text(page.Next, json);
        return json.Raw("}"u8);
    }

    private static void Row(AuditEntry entry, Utf8Buffer json)
    {
        var e = entry.Event;
        json.Id(entry.Id).Raw("\",\"timestamp\":\""u8).Time(entry.OccurredAt).Raw("\""u8);
        Member(",\"user_id\":"u8, e.Actor.Id, json);
        Member(",\"user_name\":"u8, e.Actor.Name, json);
        Member(",\"user_email\":"u8, e.Actor.Email, json);
        Member(",\"role\":"u8, e.Actor.Role, json);
        Member(",\"organization\":"u8, entry.Tenant, json);
        Member(",\"action\":"u8, e.Action, json);
        Member(",\"target_type\":"u8, e.Targets.Count > 0 ? e.Targets[0].Type : null, json);
        Member(",\"target_id\":"u8, e.Targets.Count > 0 ? e.Targets[0].Id : null, json);
        Member(",\"target_name\":"u8, e.Targets.Count > 0 ? e.Targets[0].Name : null, json);
        Member(",\"reason\":"u8, e.Reason, json);
        Member(",\"status\":"u8, e.Outcome.Result.ToString().ToUpperInvariant(), json);
        Member(",\"error\":"u8, e.Outcome.Error, json);
        Member(",\"sentence\":"u8, entry.Sentence, json);
        json.Raw("}"u8);
    }

    private static void Member(ReadOnlySpan<byte> name, string? value, Utf8Buffer json) => EntryWriter.Text(value, json.Raw(name));
}
