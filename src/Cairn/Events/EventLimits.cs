namespace Cairn;

/// <summary>The limits of docs/spec/event.md, in characters where nothing else is said.</summary>
internal static class EventLimits
{
    public const int Bytes = 1024 * 1024;

    /// <summary>What an event that was taken as JSON may grow by in our spelling of its time, address and action.</summary>
    public const int Respelling = 64;

    /// <summary>What an event may grow by when it is given an id, a time and a category.</summary>
    public const int Stamp = 160;

    public const int Depth = 32;
    public const int Action = 96;
    public const int Category = 32;
    public const int Type = 64;
    public const int Id = 128;
    public const int Token = 64;
    public const int Tenant = 64;
    public const int Name = 256;
    public const int Email = 254;
    public const int Phone = 32;
    public const int UserAgent = 1024;
    public const int SessionId = 256;
    public const int Targets = 32;
    public const int Changes = 1024;
    public const int Personal = 64;

    /// <summary>The first and the last moment an entry can name.</summary>
    public static readonly DateTimeOffset Earliest = new(1970, 1, 1, 0, 0, 0, TimeSpan.Zero);
}
