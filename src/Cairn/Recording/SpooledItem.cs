using Cairn.Spooling;

namespace Cairn.Recording;

/// <summary>Where the bytes of spooled events come from.</summary>
internal interface ISpooledEvents
{
    /// <summary>Reads an event for its batch. Never throws.</summary>
    /// <returns><see langword="null"/>: there is none in the record, and that is taken care of.</returns>
    PendingEvent? Load(SpoolRecord record);
}

/// <summary>An event whose bytes are still in the spool.</summary>
internal readonly record struct SpooledItem(SpoolRecord Record, ISpooledEvents Source)
{
    public PendingEvent? Load() => Source.Load(Record);
}
