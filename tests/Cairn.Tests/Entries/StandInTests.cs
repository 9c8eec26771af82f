using Cairn.Contracts;
using Cairn.Entries;
using Cairn.Primitives;

namespace Cairn.Tests;

/// <summary>A stand-in tells equal texts of one kind in one log, and nothing else.</summary>
public sealed class StandInTests
{
    private static readonly LogIdentity Log = Some.Log();

    [Fact]
    public void Equal_ids_of_equal_types_have_equal_stand_ins() =>
        Assert.Equal(StandIn.OfId(Log, "user", "CORP\\jdoe"), StandIn.OfId(Log, "user", "CORP\\jdoe"));

    [Fact]
    public void Bytes_decide()
    {
        string[] ids = ["jörg", "jo\u0308rg", "Jörg", " jörg", "jörg "];
        Assert.Equal(ids.Length, ids.Select(id => StandIn.OfId(Log, "user", id)).Distinct().Count());
    }

    [Fact]
    public void Types_members_and_logs_keep_them_apart()
    {
        string[] all =
        [
            StandIn.OfId(Log, "user", "a b"),
            StandIn.OfId(Log, "member", "a b"),
            StandIn.OfWord(Log, "role", "a b"),
            StandIn.OfWord(Log, "code", "a b"),
            StandIn.OfId(Some.Log("other"), "user", "a b"),
        ];
        Assert.Equal(all.Length, all.Distinct().Count());
    }

    [Fact]
    public void A_text_that_was_cut_is_known_by_its_whole()
    {
        var (one, two) = (Base64Text.Encode(new byte[32]), Base64Text.Encode([.. new byte[31], 1]));
        Assert.Equal(StandIn.OfId(Log, "user", "x", one), StandIn.OfId(Log, "user", "y", one));
        Assert.NotEqual(StandIn.OfId(Log, "user", "x", one), StandIn.OfId(Log, "user", "x", two));
        Assert.NotEqual(StandIn.OfId(Log, "user", "x"), StandIn.OfId(Log, "user", "x", one));
    }

    [Fact]
    public void Its_form_is_the_mark_and_sixteen_bytes()
    {
        var standIn = StandIn.OfWord(Log, "role", "any");
        Assert.True(StandIn.Is(standIn));
        Assert.Equal(23, standIn.Length);
        Assert.All(
            new[] { "", "^", standIn[1..], standIn + "A", standIn[..^1] + "B", "~" + standIn[1..] },
            text => Assert.False(StandIn.Is(text), text));
    }
}
