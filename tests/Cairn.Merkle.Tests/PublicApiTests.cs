using Cairn.Testing;

namespace Cairn.Merkle.Tests;

public class PublicApiTests
{
    [Fact]
    public void The_public_surface_is_the_approved_one() => PublicApi.MatchesApproved(typeof(Hash).Assembly);
}
