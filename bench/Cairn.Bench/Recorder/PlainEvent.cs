using System.Text.Json.Serialization;

namespace Cairn.Bench;

/// <summary>The same event as plain records, for the serialisation anybody would write.</summary>
internal sealed record PlainEvent(
    string Action, Guid Id, DateTimeOffset OccurredAt, string? Category, PlainActor Actor, PlainTarget[] Targets, string? Reason,
    PlainContext Context, PlainChange[] Changes)
{
    public static PlainEvent Of(AuditEvent e) => new(
        e.Action, Guid.CreateVersion7(), DateTimeOffset.UtcNow, e.Category,
        new(e.Actor.Type, e.Actor.Id, e.Actor.Name, e.Actor.Email, e.Actor.Role),
        [.. e.Targets.Select(t => new PlainTarget(t.Type, t.Id, t.Name))],
        e.Reason,
        new(e.Context.Source, e.Context.IpAddress?.ToString(), e.Context.UserAgent, e.Context.RequestId, e.Context.TraceId),
        [.. e.Changes.Select(c => new PlainChange(c.Path, c.Before?.ToString(), c.After?.ToString()))]);
}

internal sealed record PlainActor(string Type, string? Id, string? Name, string? Email, string? Role);

internal sealed record PlainTarget(string Type, string? Id, string? Name);

internal sealed record PlainContext(string? Source, string? Ip, string? UserAgent, string? RequestId, string? TraceId);

internal sealed record PlainChange(string Path, string? Before, string? After);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(PlainEvent))]
internal sealed partial class PlainJson : JsonSerializerContext;
