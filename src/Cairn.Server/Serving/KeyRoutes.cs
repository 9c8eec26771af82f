using System.Text.Json;
using Cairn.Access;
using Cairn.AspNetCore.Api;
using Cairn.Primitives;
using Cairn.Recording;

namespace Cairn.Server.Serving;

/// <summary>What administrators do with API keys, and the links to the viewer. Each change is recorded before it is answered.</summary>
internal static class KeyRoutes
{
    private const int MostBody = 16 << 10;
    private static readonly TimeSpan Overlap = TimeSpan.FromHours(24);

    public static IReadOnlyList<ApiRoute> All { get; } =
    [
        new("GET", "/keys", AuditPermission.ManageKeys, ListAsync) { HasTenant = false },
        new("POST", "/keys", AuditPermission.ManageKeys, CreateAsync) { HasTenant = false },
        new("POST", "/keys/{id}/rotate", AuditPermission.ManageKeys, RotateAsync) { HasTenant = false },
        new("DELETE", "/keys/{id}", AuditPermission.ManageKeys, RevokeAsync) { HasTenant = false },
        new("POST", "/viewer-sessions", AuditPermission.ManageKeys, OpenSessionAsync) { HasTenant = false },
    ];

    private static ApiKeyFile Keys(ApiCall call) => call.Context.RequestServices.GetRequiredService<ApiKeyFile>();

    private static Task ListAsync(ApiCall call)
    {
        var (json, first) = (new Utf8Buffer(4 << 10).Raw("{\"keys\":["u8), true);
        foreach (var key in Keys(call).List().Where(k => IsWithin(call.Access, k)))
        {
            Write(key, call, json.Raw(first ? default : ","u8));
            first = false;
        }

        return call.JsonAsync(json.Raw("]}"u8));
    }

    private static async Task CreateAsync(ApiCall call)
    {
        using var body = await BodyAsync(call);
        var request = new ApiKeyRequest
        {
            Name = Text(body, "name") ?? throw ApiProblem.Bad("name is missing: say what the key is for."),
            Roles = RolesOf(body),
            Tenants = Texts(body, "tenants"),
            AllTenants = body.RootElement.TryGetProperty("all_tenants", out var all) && all.ValueKind == JsonValueKind.True,
            ExpiresAt = TimeOf(body, "expires_at"),
            By = call.Access.Actor.Id ?? call.Access.Actor.Name ?? "unknown",
        };
        request.Validate(call.Log.Options.Clock.GetUtcNow());
        if (request.Exceeds(call.Access) is { } excess)
        {
            throw ApiProblem.Forbidden($"You cannot give what you do not have: {excess}.");
        }

        var (key, text) = Keys(call).Create(request);
        Tell(call, ApiKeyActions.Created, key);
        await AnswerAsync(call, key, text, 201);
    }

    private static async Task RotateAsync(ApiCall call)
    {
        var old = Find(call);
        var made = Keys(call).Rotate(old.Id, call.Access.Actor.Id ?? "unknown", Overlap)
            ?? throw ApiProblem.NotFound("That key has expired or was revoked: create a new one.");
        Tell(call, ApiKeyActions.Rotated, made.Key);
        await AnswerAsync(call, made.Key, made.Text, 201);
    }

    private static async Task RevokeAsync(ApiCall call)
    {
        var key = Keys(call).Revoke(Find(call).Id) ?? throw ApiProblem.NotFound("There is no such key.");
        Tell(call, ApiKeyActions.Revoked, key);
        await AnswerAsync(call, key, null, 200);
    }

    private static async Task OpenSessionAsync(ApiCall call)
    {
        using var body = await BodyAsync(call);
        var tenant = Text(body, "tenant") ?? throw ApiProblem.Bad("tenant is missing: say whose log is opened.");
        if (!call.Access.Reaches(tenant))
        {
            throw ApiProblem.Forbidden("That tenant's log is not yours, or there is none.");
        }

        var role = RoleTable.Parse(Text(body, "role") ?? "viewer");
        if (role is not (AuditRole.Self or AuditRole.Viewer or AuditRole.Auditor))
        {
            throw ApiProblem.Bad("role is self, viewer or auditor.");
        }

        var minutes = body.RootElement.TryGetProperty("minutes", out var m)
            ? m.ValueKind == JsonValueKind.Number && m.TryGetInt32(out var n) && n is >= 1 and <= 720 ? n
                : throw ApiProblem.Bad("minutes is 1 to 720.")
            : 60;
        var actor = Text(body, "actor") ?? throw ApiProblem.Bad("actor is missing: say who looks, as type/id: user/u1.");
        var slash = actor.IndexOf('/', StringComparison.Ordinal);
        var access = new AuditAccess
        {
            Actor = slash > 0 ? new(actor[..slash], actor[(slash + 1)..]) : AuditActor.User(actor),
            Roles = [role.Value],
            Tenants = [tenant],
            Within = Text(body, "query") is { Length: > 0 } query ? AuditQuery.Parse(query).Format() : null,
        };
        var told = ApiKeyActions.SessionCreated.By(call.Access.Actor).On(access.Actor.Type, access.Actor.Id)
            .With("role", RoleTable.Name(role.Value)).With("minutes", minutes);
        Keep(call, tenant, access.Within is { } within ? told.With("query", within) : told);
        var token = call.Context.RequestServices.GetRequiredService<ViewerSessions>().Make(access, TimeSpan.FromMinutes(minutes));
        await call.JsonAsync(
            new Utf8Buffer().Raw("{\"token\":"u8).Quoted(token).Raw(",\"minutes\":"u8).Number(minutes).Raw("}"u8), 201);
    }

    private static ApiKey Find(ApiCall call)
    {
        var id = call.Context.GetRouteValueText("id");
        return Keys(call).List().FirstOrDefault(k => k.Id == id && IsWithin(call.Access, k))
            ?? throw ApiProblem.NotFound("There is no such key, or it is not yours to manage.");
    }

    // An administrator sees and ends the keys that they could have made.
    private static bool IsWithin(AuditAccess access, ApiKey key) =>
        key.Access is { } its && (its.AllTenants ? access.AllTenants : its.Tenants.All(access.Reaches))
        && its.Roles.All(r => RoleTable.Covers(access.Roles, r));

    private static void Tell(ApiCall call, AuditAction action, ApiKey key)
    {
        foreach (var (tenant, told) in ApiKeyActions.Events(action, call.Access.Actor, key))
        {
            Keep(call, tenant, told);
        }
    }

    private static void Keep(ApiCall call, string tenant, AuditEvent told) => _ = call.Log.Keep(tenant, told) == RecordAnswer.Kept
        ? true
        : throw ApiProblem.Away("The change is made, and could not be recorded: look at the server's log, and rotate the key.");

    private static Task AnswerAsync(ApiCall call, ApiKey key, string? text, int status)
    {
        var json = new Utf8Buffer();
        json.Raw("{\"key\":"u8);
        Write(key, call, json);
        if (text is not null)
        {
            json.Raw(",\"secret\":"u8).Quoted(text);
        }

        return call.JsonAsync(json.Raw("}"u8), status);
    }

    private static void Write(ApiKey key, ApiCall call, Utf8Buffer json)
    {
        json.Raw("{\"id\":"u8).Quoted(key.Id).Raw(",\"name\":"u8).Quoted(key.Name);
        EntryWriter.Texts(",\"roles\":["u8, key.Roles, json);
        EntryWriter.Texts(",\"tenants\":["u8, key.Tenants, json);
        json.Raw(key.Tenants.Count == 0 ? ",\"all_tenants\":true"u8 : ",\"all_tenants\":false"u8);
        Time(",\"created_at\":"u8, key.CreatedAt, json);
        json.Raw(",\"created_by\":"u8).Quoted(key.CreatedBy);
        Time(",\"expires_at\":"u8, key.ExpiresAt, json);
        Time(",\"revoked_at\":"u8, key.RevokedAt, json);
        Time(",\"last_used_at\":"u8, call.Context.RequestServices.GetRequiredService<KeyUse>().LastOf(key.Id), json);
        json.Raw("}"u8);
    }

    private static void Time(ReadOnlySpan<byte> name, DateTimeOffset? at, Utf8Buffer json)
    {
        json.Raw(name);
        _ = at is { } time ? json.Raw("\""u8).Time(time).Raw("\""u8) : json.Raw("null"u8);
    }

    private static async Task<JsonDocument> BodyAsync(ApiCall call)
    {
        var request = call.Context.Request;
        if (request.ContentType?.StartsWith("application/json", StringComparison.OrdinalIgnoreCase) != true)
        {
            throw ApiProblem.Unsupported("Send application/json.");
        }

        var body = new MemoryStream();
        var buffer = new byte[4 << 10];
        for (int read; (read = await request.Body.ReadAsync(buffer, call.Cancelled)) > 0;)
        {
            body.Write(buffer, 0, read);
            _ = body.Length <= MostBody ? true : throw ApiProblem.TooLarge($"The body has more than {MostBody} bytes.");
        }

        try
        {
            var document = JsonDocument.Parse(body.GetBuffer().AsMemory(0, (int)body.Length));
            return document.RootElement.ValueKind == JsonValueKind.Object ? document : throw ApiProblem.Bad("The body is not an object.");
        }
        catch (JsonException e)
        {
            throw ApiProblem.Bad($"The body is not JSON (RFC 8259): see byte {e.BytePositionInLine} of line {e.LineNumber + 1}.");
        }
    }

    private static string? Text(JsonDocument body, string name) =>
        !body.RootElement.TryGetProperty(name, out var member) || member.ValueKind == JsonValueKind.Null ? null
        : member.ValueKind == JsonValueKind.String && TextOf(member) is { } text ? text
        : throw ApiProblem.Bad($"{name} is not a string.");

    // .NET refuses half of a surrogate pair with an exception.
    private static string? TextOf(JsonElement member)
    {
        try
        {
            return member.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static string[] Texts(JsonDocument body, string name) =>
        !body.RootElement.TryGetProperty(name, out var member) || member.ValueKind == JsonValueKind.Null ? []
        : member.ValueKind == JsonValueKind.Array
            && member.EnumerateArray().All(e => e.ValueKind == JsonValueKind.String && TextOf(e) is not null)
            ? [.. member.EnumerateArray().Select(e => e.GetString()!)] // Asked above.
            : throw ApiProblem.Bad($"{name} is not a list of strings.");

    private static AuditRole[] RolesOf(JsonDocument body) =>
        [.. Texts(body, "roles").Select(r => RoleTable.Parse(r) ?? throw ApiProblem.Bad($"A role is none of {RoleTable.Names}."))];

    private static DateTimeOffset? TimeOf(JsonDocument body, string name) => Text(body, name) is not { } text ? null
        : RfcTime.TryParse(text, out var time) ? time
        : throw ApiProblem.Bad($"{name} is not an RFC 3339 time, such as 2027-11-21T09:30:00Z.");
}
