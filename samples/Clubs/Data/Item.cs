namespace Cairn.Samples.Clubs.Data;

/// <summary>Something a club keeps: a court, a booking, a key.</summary>
[Audited("item")]
public sealed class Item
{
    public int Id { get; set; }

    public required string Club { get; set; }

    /// <summary><c>courts</c>, <c>bookings</c>, …</summary>
    public required string Kind { get; set; }

    public required string Name { get; set; }
}
