namespace Cairn.Primitives;

/// <summary>The limits of docs/spec/event.md and of a leaf, in characters where nothing else is said.</summary>
internal static class EventLimits
{
    /// <summary>What an event may be as JSON.</summary>
    public const int Bytes = 1024 * 1024;

    /// <summary>
    /// What an event that was taken is at most as JSON: an id, a time and the mark at its parts of <c>personal</c> come on top.
    /// </summary>
    public const int Stored = Bytes + 8192;

    /// <summary>What is read as an event's JSON at all.</summary>
    public const int Document = 64 * Bytes;

    public const int Depth = 32;
    public const int Targets = 32;
    public const int Changes = 1024;
    public const int Personal = 64;

    /// <summary>
    /// Beyond so many no element of a list could stay: each takes at least four bytes of <see cref="Bytes"/>. So no more are looked at.
    /// </summary>
    public const int Elements = Bytes / 4;

    /// <summary>A text, in bytes of UTF-8.</summary>
    public const int Text = 262_144;

    /// <summary>An id, a word, the name of a member, a path of <c>personal</c>, in code points.</summary>
    public const int Characters = 1024;

    /// <summary>What stays of the name of a member that was longer.</summary>
    public const int NameBeginning = 1000;

    /// <summary>A type, in bytes of UTF-8.</summary>
    public const int TypeBytes = 192;

    /// <summary>From how many bytes of JSON on a value of a large event may be cut, and what stays of it in bytes of UTF-8.</summary>
    public const int LargeValue = 2048;
    public const int CutValue = 1024;

    /// <summary>The longest duration: what a <see cref="TimeSpan"/> holds.</summary>
    public const long Milliseconds = long.MaxValue / TimeSpan.TicksPerMillisecond;

    public const int Action = 96;
    public const int Category = 32;
    public const int Type = 64;
    public const int Id = 128;
    public const int Token = 64;
    public const int Tenant = 64;

    /// <summary>The first and the last moment an entry can name.</summary>
    public static readonly DateTimeOffset Earliest = new(1970, 1, 1, 0, 0, 0, TimeSpan.Zero);
}
