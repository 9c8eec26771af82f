using System.Globalization;

namespace Cairn.Server.Demo;

/// <summary>Who appears in the demo: roles with invented names, nobody who lives.</summary>
internal static class Cast
{
    public static IReadOnlyList<AuditActor> Clinic { get; } =
    [
        Staff("cl-1", "Example Practice Manager", "manager"),
        Staff("cl-2", "Example Receptionist", "reception"),
        Staff("cl-3", "Example Physician", "physician"),
        Staff("cl-4", "Example Nurse", "nurse"),
    ];

    public static IReadOnlyList<AuditTarget> Patients { get; } =
        [.. Enumerable.Range(1, 24).Select(i => new AuditTarget("patient", $"pt-{i}", $"Example Patient {i}"))];

    public static IReadOnlyList<AuditActor> Workspace { get; } =
    [
        Staff("ws-1", "Example Founder", "owner"),
        Staff("ws-2", "Example Designer", "member"),
        Staff("ws-3", "Example Developer", "member"),
        Staff("ws-4", "Example Accountant", "billing"),
        Staff("ws-5", "Example Analyst", "member"),
    ];

    public static IReadOnlyList<AuditActor> Clubs { get; } =
    [
        Staff("mb-1", "Example Facility Admin", "facility_admin"),
        Staff("mb-2", "Example Club Admin", "club_admin"),
        Staff("mb-3", "Example Coach", "coach"),
        Staff("mb-4", "Example Treasurer", "treasurer"),
        Staff("mb-5", "Example Member", "member"),
        Staff("mb-6", "Example Guest", "guest"),
    ];

    public static IReadOnlyList<AuditActor> Containers { get; } =
    [
        Staff("op-1", "Example Owner", "owner"),
        Staff("op-2", "Example Operator", "operator"),
        Staff("op-3", "Example Night Operator", "operator"),
        Staff("op-4", "Example Viewer", "viewer"),
    ];

    /// <summary>Known by their phone numbers: Cairn keeps those out of the leaf, a pseudonym stands in.</summary>
    public static IReadOnlyList<AuditActor> Chatbot { get; } =
    [
        Caller(1, "Example Bot Owner", "OWNER"),
        Caller(2, "Example Bot Admin", "ADMIN"),
        Caller(3, "Example Bot Operator", "OPERATOR"),
        .. Enumerable.Range(10, 12).Select(i => Caller(i, null, "USER")),
    ];

    public static AuditTarget AsTarget(AuditActor actor) => new(actor.Type, actor.Id ?? actor.Phone ?? "unknown", actor.Name);

    private static AuditActor Staff(string id, string name, string role) =>
        new("user", id)
        {
            Name = name,
            Role = role,
            Email = $"{name["Example ".Length..].ToLowerInvariant().Replace(' ', '.')}@example.com"
        };

    private static AuditActor Caller(int number, string? name, string role) =>
        new("user") { Name = name, Role = role, Phone = string.Create(CultureInfo.InvariantCulture, $"+1555010{number:0000}") };
}
