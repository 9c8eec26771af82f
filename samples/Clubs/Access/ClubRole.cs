namespace Cairn.Samples.Clubs.Access;

/// <summary>What somebody may do in one club; each may do what those before it may.</summary>
internal enum ClubRole
{
    None,
    Member,
    ClubAdmin,
    FacilityAdmin,
}
