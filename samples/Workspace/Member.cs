using System.Security.Cryptography;
using System.Text;

namespace Cairn.Samples.Workspace;

/// <summary>Somebody who can sign in to the portal.</summary>
internal sealed record Member(string Id, string Name, string Role, string Workspace)
{
    /// <summary>Everybody's, as this is a sample.</summary>
    public const string Password = "sample";

    private static readonly Member[] All =
    [
        new("owner", "Example Owner", "owner", "north"),
        new("member", "Example Member", "member", "north"),
        new("founder", "Example Founder", "owner", "south"),
    ];

    /// <summary>As the log names them.</summary>
    public AuditActor Actor => AuditActor.User(Id, Name) with { Email = $"{Id}@example.com", Role = Role };

    /// <summary>Whoever has this id and password.</summary>
    public static Member? Find(string? id, string? password) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(password ?? ""), Encoding.UTF8.GetBytes(Password))
            ? All.FirstOrDefault(m => m.Id == id)
            : null;
}
