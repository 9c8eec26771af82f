using System.Text.Json;

namespace Cairn.Samples.Workspace;

/// <summary>What the chat platform reports, in its own form.</summary>
/// <param name="Type">What happened: a name of the platform's (<c>data_export_requested</c>), or of our catalogue (<c>channel.archived</c>).</param>
/// <param name="Workspace">Where; <see langword="null"/>: nowhere in particular.</param>
/// <param name="User">Who did it; <see langword="null"/>: the system.</param>
/// <param name="IpAddress">From where.</param>
/// <param name="UserAgent">By what.</param>
/// <param name="Resource">The type of what it was done to.</param>
/// <param name="ResourceId">Its id.</param>
/// <param name="Details">Anything.</param>
/// <param name="PreviousValue">What was there before.</param>
/// <param name="NewValue">What is there now.</param>
/// <param name="Timestamp">When; <see langword="null"/>: now.</param>
internal sealed record ChatEvent(
    string Type,
    string? Workspace = null,
    string? User = null,
    string? IpAddress = null,
    string? UserAgent = null,
    string? Resource = null,
    string? ResourceId = null,
    JsonElement? Details = null,
    JsonElement? PreviousValue = null,
    JsonElement? NewValue = null,
    DateTimeOffset? Timestamp = null);

/// <summary>Takes what the chat platform reports.</summary>
internal static class ChatEvents
{
    public static IResult Receive(ChatEvent chat, IAuditLog audit)
    {
        if ((FoundingNames.All.GetValueOrDefault(chat.Type) ?? WorkspaceActions.ByName.GetValueOrDefault(chat.Type)) is not { } action)
        {
            return Results.Problem($"'{chat.Type}' is no type of event.", statusCode: 400);
        }

        try
        {
            var log = chat.Workspace is { } workspace ? audit.ForTenant(workspace) : audit; // Without a workspace: the log `default`.
            log.Record(Translate(chat, action)); // Returns at once: a database that is down stops no event.
            return Results.Accepted();
        }
        catch (ArgumentException)
        {
            return Results.Problem("workspace is no id of a workspace.", statusCode: 400);
        }
    }

    private static AuditEvent Translate(ChatEvent chat, AuditAction action)
    {
        var e = action.By(chat.User is { } user ? AuditActor.User(user) : AuditActor.System)
            .From(new() { Source = "chat", Ip = chat.IpAddress, UserAgent = chat.UserAgent });
        e = chat.Resource is { } resource ? e.On(resource, chat.ResourceId) : e;
        e = chat.Details is { } details ? e.With("details", AuditValue.From(details)) : e;
        e = chat.Timestamp is { } time ? e.At(time) : e;
        return chat.PreviousValue is null && chat.NewValue is null ? e : e.ChangeWhole(ValueOf(chat.PreviousValue), ValueOf(chat.NewValue));
    }

    private static AuditValue? ValueOf(JsonElement? value) => value is { } json ? AuditValue.From(json) : default(AuditValue?);
}
