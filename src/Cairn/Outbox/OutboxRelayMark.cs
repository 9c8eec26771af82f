namespace Cairn.Outbox;

/// <summary>A service that says: this process relays an outbox. Whoever writes into one warns where nobody does.</summary>
internal sealed class OutboxRelayMark;
