namespace Cairn;

/// <summary>
/// How repeated refusals are told: the first at once, those that follow (same actor, address, route and target) together in one closing
/// entry with their count. So nobody floods the log, or the memory, by being refused.
/// </summary>
public sealed class RefusalFolding
{
    /// <summary>Whether they are folded. Off: each refusal is an entry of its own.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>
    /// How long after the first one others are folded into it. Default 3 s: less than <see cref="CairnOptions.IntentHold"/>, so that a
    /// short burst is two entries.
    /// </summary>
    public TimeSpan Window { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>
    /// How many different refusals are kept apart at a time, some 2 KB each. Beyond them they are folded by route alone. Default 1,024.
    /// </summary>
    public int MaxApart { get; set; } = 1_024;

    /// <summary>How many request ids a closing entry names. Default 16.</summary>
    public int MaxRequestIds { get; set; } = 16;

    internal void Validate()
    {
        if (Window <= TimeSpan.Zero || Window > TimeSpan.FromHours(1))
        {
            throw new ArgumentException($"Refusals.Window is {Window}: take more than 0, at most an hour, or set Enabled to false.");
        }

        if (MaxApart < 1 || MaxRequestIds < 0)
        {
            throw new ArgumentException("Refusals.MaxApart must be at least 1, and MaxRequestIds at least 0.");
        }
    }
}
