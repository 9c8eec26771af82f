namespace Cairn.Samples.Clubs;

/// <summary>What the log of a club calls what happens there.</summary>
internal static class ClubActions
{
    public static readonly AuditAction ClubOpened = new("club.opened", "club", "{target} was opened");
    public static readonly AuditAction KeyHandedOut = new("key.handed_out", "club", "{actor} handed out {target}");
}
