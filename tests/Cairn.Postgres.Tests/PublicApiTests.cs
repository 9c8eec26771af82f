using Cairn.Testing;

namespace Cairn.Postgres.Tests;

public sealed class PublicApiTests
{
    [Fact]
    public void The_public_surface_is_the_approved_one() => PublicApi.MatchesApproved(typeof(CairnPostgres).Assembly);
}
