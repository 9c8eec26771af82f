using Cairn.Entries;

namespace Cairn.Tests;

public sealed class DisclosureGroupTests
{
    [Fact]
    public void The_groups_are_listed_in_the_order_of_their_places() =>
        Assert.Equal(Enumerable.Range(0, DisclosureGroup.All.Length), DisclosureGroup.All.Select(DisclosureGroup.PlaceOf));

    [Fact]
    public void What_is_no_group_comes_behind_all() => Assert.Equal(DisclosureGroup.All.Length, DisclosureGroup.PlaceOf("actor.phone"));
}
