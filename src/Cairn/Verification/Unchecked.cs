using Cairn.Primitives;

namespace Cairn.Verification;

/// <summary>How many rows could not be checked because their key is not at hand. That is no finding, and it is said.</summary>
internal struct Unchecked
{
    /// <summary>Disclosures that are encrypted: only their digests were held against the leaf.</summary>
    public long Encrypted;

    public long Persons;

    public long Aliases;

    public long Addresses;

    /// <summary>Keyed digests of events.</summary>
    public long Replays;

    public void Add(in Unchecked other)
    {
        Encrypted += other.Encrypted;
        Persons += other.Persons;
        Aliases += other.Aliases;
        Addresses += other.Addresses;
        Replays += other.Replays;
    }

    public readonly void Tell(List<string> notes)
    {
        Tell(
            notes,
            Encrypted,
            "disclosure is encrypted, and only its digest was checked",
            "disclosures are encrypted, and only their digests were checked");
        Tell(
            notes,
            Persons,
            "row of the directory was not checked: its key is not at hand",
            "rows of the directory were not checked: their key is not at hand");
        Tell(notes, Aliases, "alias was not checked: its key is not at hand", "aliases were not checked: their key is not at hand");
        Tell(notes, Addresses, "address was not checked: its key is not at hand", "addresses were not checked: their key is not at hand");
        Tell(
            notes,
            Replays,
            "event's digest was not checked: its key, or that of a disclosure, is not at hand",
            "events' digests were not checked: their key, or that of a disclosure, is not at hand");
    }

    private static void Tell(List<string> notes, long count, string one, string many)
    {
        if (count > 0)
        {
            notes.Add(Counted.Of(count, one, many));
        }
    }
}
