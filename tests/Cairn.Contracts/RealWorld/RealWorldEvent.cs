using Cairn.Intake;

namespace Cairn.Contracts;

/// <summary>An event as somebody sends it.</summary>
/// <param name="Name">What is special about it; no two have one name.</param>
/// <param name="Json">Its JSON: bytes, for they may be no UTF-8.</param>
internal sealed record RealWorldEvent(string Name, ReadOnlyMemory<byte> Json)
{
    /// <summary>It, read and not shaped yet.</summary>
    public AuditEvent Event => EventJson.Parse(Json);

    /// <inheritdoc/>
    public override string ToString() => Name;
}
