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
        Tell(notes, Encrypted, "disclosures are encrypted, and only their digests were checked");
        Tell(notes, Persons, "rows of the directory were not checked: their key is not at hand");
        Tell(notes, Aliases, "aliases were not checked: their key is not at hand");
        Tell(notes, Addresses, "addresses were not checked: their key is not at hand");
        Tell(notes, Replays, "events' digests were not checked: their key, or that of a disclosure, is not at hand");
    }

    private static void Tell(List<string> notes, long count, string words)
    {
        if (count > 0)
        {
            notes.Add($"{count} {words}");
        }
    }
}
