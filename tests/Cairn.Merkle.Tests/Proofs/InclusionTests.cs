namespace Cairn.Merkle.Tests;

public class InclusionTests
{
    // xunit runs the tests of one class one after the other: they may share the oracle's memory.
    private static readonly Oracle Oracle = Oracle.OfNumbers();

    [Fact]
    public void In_small_trees_every_proof_is_the_oracles_and_holds()
    {
        for (var size = 1; size <= 130; size++)
        {
            for (var index = 0; index < size; index++)
            {
                Prove(index, size);
            }
        }
    }

    [Fact]
    public void At_every_size_to_600_sampled_proofs_are_the_oracles()
    {
        var random = new Random(5);
        for (var size = 131; size <= 600; size++)
        {
            Assert.All([0, size - 1, size / 2, random.Next(size), random.Next(size)], index => Prove(index, size));
        }
    }

    [Fact]
    public void In_large_trees_random_proofs_are_the_oracles()
    {
        var (random, oracle) = (new Random(6), Oracle.OfNumbers());
        var tiles = MemoryTiles.Of(oracle, 100_000);
        for (var i = 0; i < 300; i++)
        {
            var size = i < 20 ? 65_536 - 10 + i : random.Next(1, 100_001);
            var index = random.Next(size);
            // The tiles have grown since: proofs of earlier sizes come from wider tiles.
            var proof = MerkleProof.ProveInclusion(index, size, tiles.Read);
            Assert.Equal(oracle.Path(index, 0, size), proof);
            Assert.True(MerkleProof.CheckInclusion(proof, index, oracle.Leaf(index), oracle.Head(size)));
        }
    }

    [Fact]
    public void A_mutated_proof_is_refused()
    {
        var random = new Random(7);
        foreach (var size in Enumerable.Range(1, 70).Concat([127, 128, 129, 255, 256, 257, 511, 513, 600]))
        {
            var index = random.Next(size);
            var (leaf, head, proof) = (Oracle.Leaf(index), Oracle.Head(size), Oracle.Path(index, 0, size));
            Assert.All(
                ProofMutations.Of(proof, random),
                m => Assert.False(MerkleProof.CheckInclusion(m.Proof, index, leaf, head), $"{index}/{size}: {m.What}"));
            Assert.False(MerkleProof.CheckInclusion(proof, index, random.WithOneBitFlipped(leaf), head));
            Assert.False(MerkleProof.CheckInclusion(proof, index, leaf, head with { Root = random.WithOneBitFlipped(head.Root) }));
        }
    }

    [Fact]
    public void A_proof_of_another_place_is_refused()
    {
        for (var size = 1; size <= 40; size++)
        {
            for (var index = 0; index < size; index++)
            {
                var proof = Oracle.Path(index, 0, size);
                Assert.All(
                    Enumerable.Range(-1, size + 2).Where(other => other != index),
                    other => Assert.False(MerkleProof.CheckInclusion(proof, other, Oracle.Leaf(index), Oracle.Head(size))));
            }
        }
    }

    [Fact]
    public void A_proof_for_a_tree_of_another_height_is_refused()
    {
        // With as many hashes on the same sides, a wrong size is beyond what a proof can tell: the signed head tells it.
        for (var size = 1; size <= 40; size++)
        {
            var head = Oracle.Head(size);
            Assert.All(
                Enumerable.Range(1, 100).Where(other => Oracle.Path(0, 0, other).Length != Oracle.Path(0, 0, size).Length),
                other => Assert.False(MerkleProof.CheckInclusion(Oracle.Path(0, 0, size), 0, Oracle.Leaf(0), head with { Size = other })));
        }
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(-1, 1)]
    [InlineData(0, -1)]
    [InlineData(-2, -1)]
    [InlineData(long.MinValue, long.MaxValue)]
    [InlineData(long.MaxValue, long.MaxValue)]
    public void Outside_of_the_tree_nothing_is_proved_and_nothing_holds(long index, long size)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => MerkleProof.TilesForInclusion(index, size));
        Assert.Throws<ArgumentOutOfRangeException>(() => MerkleProof.ProveInclusion(index, size, _ => default));
        Assert.False(MerkleProof.CheckInclusion([], index, Hash.Empty, new TreeHead(size, Hash.Empty)));
    }

    [Fact]
    public void The_largest_tree_has_its_tiles_named()
    {
        var tiles = MerkleProof.TilesForInclusion(long.MaxValue - 1, long.MaxValue);
        Assert.All(tiles, tile => Assert.InRange(tile.WidthAt(long.MaxValue), 1, 256));
        Assert.False(MerkleProof.CheckInclusion(new Hash[62], long.MaxValue - 1, default, new TreeHead(long.MaxValue, default)));
    }

    [Fact]
    public void A_tile_that_is_too_short_is_named()
    {
        var refusal = Assert.Throws<InvalidDataException>(() => MerkleProof.ProveInclusion(0, 300, _ => new byte[32]));
        Assert.Equal("Tile 0 of level 0 has 32 bytes, at least 64 are needed.", refusal.Message);
    }

    private static void Prove(long index, long size)
    {
        var read = new HashSet<TileId>();
        var proof = MerkleProof.ProveInclusion(index, size, tile => Once(tile, size, read));
        Assert.Equal(Oracle.Path(index, 0, size), proof);
        Assert.Equal(read, MerkleProof.TilesForInclusion(index, size).ToHashSet());
        Assert.True(MerkleProof.CheckInclusion(proof, index, Oracle.Leaf(index), Oracle.Head(size)));
    }

    private static byte[] Once(TileId tile, long size, HashSet<TileId> read) =>
        read.Add(tile) ? Oracle.Tile(tile, size) : throw new InvalidOperationException("A tile is read once.");
}
