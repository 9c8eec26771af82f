using System.Numerics;

namespace Cairn.Merkle.Tests;

public class RightEdgeTests
{
    // The roots of 1 to 8 leaves of Certificate Transparency's reference tree, known to every implementation.
    private static readonly string[] ReferenceRoots =
    [
        "6E340B9CFFB37A989CA544E6BB780A2C78901D3FB33738768511A30617AFA01D",
        "FAC54203E7CC696CF0DFCB42C92A1D9DBAF70AD9E621F4BD8D98662F00E3C125",
        "AEB6BCFE274B70A14FB067A5E5578264DB0FA9B51AF5E0BA159158F329E06E77",
        "D37EE418976DD95753C1C73862B9398FA2A2CF9B4FF0FDFE8B30CD95209614B7",
        "4E3BBB1F7B478DCFE71FB631631519A3BCA12C9AEFCA1612BFCE4C13A86264D4",
        "76E67DADBCDF1E10E1B74DDC608ABD2F98DFB16FBCE75277B5232A127F2087EF",
        "DDB89BE403809E325750D3D263CD78929C2942B7942A34B77E122C9594A74C8C",
        "5DC9DA79A70659A9AD559CB701DED9A2AB9D823AAD2F4960CFE370EFF4604328",
    ];

    private static readonly string[] ReferenceLeaves =
        ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696A6B6C6D6E6F"];

    [Fact]
    public void The_roots_of_the_reference_tree_come_out()
    {
        var edge = new RightEdge();
        for (var i = 0; i < ReferenceLeaves.Length; i++)
        {
            edge.Append(Hash.OfLeaf(Convert.FromHexString(ReferenceLeaves[i])));
            Assert.Equal(ReferenceRoots[i], Convert.ToHexString(edge.Root.ToArray()));
        }
    }

    [Fact]
    public void The_empty_tree_has_the_empty_root() => Assert.Equal(new TreeHead(0, Hash.Empty), new RightEdge().Head);

    [Fact]
    public void At_every_size_the_root_is_the_oracles()
    {
        var (oracle, edge) = (Oracle.OfNumbers(), new RightEdge());
        for (var size = 0; size <= 2000; size++)
        {
            Assert.Equal(oracle.Head(size), edge.Head);
            edge.Append(oracle.Leaf(size));
        }
    }

    [Fact]
    public void Its_bytes_are_read_back_and_continue_the_same_tree()
    {
        var (oracle, edge) = (Oracle.OfNumbers(), new RightEdge());
        for (var size = 0; size <= 300; size++)
        {
            Assert.Equal(32 * BitOperations.PopCount((uint)size), edge.ToBytes().Length);
            edge = RightEdge.FromBytes(size, edge.ToBytes());
            edge.Append(oracle.Leaf(size));
            Assert.Equal(oracle.Head(size + 1), edge.Head);
        }
    }

    [Fact]
    public void A_clone_grows_by_itself()
    {
        var edge = new RightEdge();
        edge.Append(Hash.OfLeaf([1]));
        var (before, clone) = (edge.Head, edge.Clone());
        clone.Append(Hash.OfLeaf([2]));
        Assert.Equal(before, edge.Head);
        Assert.Equal(2, clone.Size);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    [InlineData(5, 1)]
    [InlineData(5, 3)]
    [InlineData(8, 4)]
    [InlineData(long.MaxValue, 64)]
    public void A_wrong_number_of_subtrees_is_refused(long size, int count)
    {
        Assert.Throws<ArgumentException>(() => new RightEdge(size, new Hash[count]));
        Assert.Throws<ArgumentException>(() => RightEdge.FromBytes(size, new byte[32 * count]));
    }

    [Fact]
    public void A_cut_subtree_or_a_negative_size_is_refused()
    {
        Assert.Throws<ArgumentException>(() => RightEdge.FromBytes(1, new byte[33]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RightEdge(-1, new Hash[64]));
    }

    [Fact]
    public void The_largest_tree_cannot_grow() =>
        Assert.Throws<OverflowException>(() => new RightEdge(long.MaxValue, new Hash[63]).Append(default));
}
