namespace Cairn.Merkle.Tests;

public class ConsistencyTests
{
    // xunit runs the tests of one class one after the other: they may share the oracle's memory.
    private static readonly Oracle Oracle = Oracle.OfNumbers();

    [Fact]
    public void Between_small_trees_every_proof_is_the_oracles_and_holds()
    {
        for (var newSize = 1; newSize <= 130; newSize++)
        {
            for (var oldSize = 1; oldSize <= newSize; oldSize++)
            {
                Prove(oldSize, newSize);
            }
        }
    }

    [Fact]
    public void At_every_size_to_600_sampled_proofs_are_the_oracles()
    {
        var random = new Random(8);
        for (var size = 131; size <= 600; size++)
        {
            Assert.All([1, size, size - 1, size / 2, random.Next(1, size)], oldSize => Prove(oldSize, size));
        }
    }

    [Fact]
    public void Between_large_trees_random_proofs_are_the_oracles()
    {
        var (random, oracle) = (new Random(9), Oracle.OfNumbers());
        var tiles = MemoryTiles.Of(oracle, 100_000);
        for (var i = 0; i < 300; i++)
        {
            var newSize = random.Next(1, 100_001);
            var oldSize = i < 20 ? Math.Min(newSize, 65_536) : random.Next(1, newSize + 1);
            var proof = MerkleProof.ProveConsistency(oldSize, newSize, tiles.Read);
            Assert.Equal(oracle.Proof(oldSize, newSize), proof);
            Assert.True(MerkleProof.CheckConsistency(proof, oracle.Head(oldSize), oracle.Head(newSize)));
            Assert.Equal(oracle.Head(newSize), RightEdge.FromTiles(newSize, tiles.Read).Head);
        }
    }

    [Fact]
    public void A_mutated_proof_is_refused()
    {
        var random = new Random(10);
        foreach (var newSize in Enumerable.Range(1, 70).Concat([127, 128, 129, 255, 256, 257, 511, 513, 600]))
        {
            var oldSize = random.Next(1, newSize + 1);
            var (older, newer, proof) = (Oracle.Head(oldSize), Oracle.Head(newSize), Oracle.Proof(oldSize, newSize));
            Assert.All(
                ProofMutations.Of(proof, random),
                m => Assert.False(MerkleProof.CheckConsistency(m.Proof, older, newer), $"{oldSize}→{newSize}: {m.What}"));
            Assert.False(MerkleProof.CheckConsistency(proof, older with { Root = random.WithOneBitFlipped(older.Root) }, newer));
            Assert.False(MerkleProof.CheckConsistency(proof, older, newer with { Root = random.WithOneBitFlipped(newer.Root) }));
        }
    }

    [Fact]
    public void A_proof_between_other_sizes_is_refused()
    {
        for (var newSize = 2; newSize <= 24; newSize++)
        {
            for (var oldSize = 1; oldSize < newSize; oldSize++)
            {
                var (older, newer, proof) = (Oracle.Head(oldSize), Oracle.Head(newSize), Oracle.Proof(oldSize, newSize));
                Assert.All(
                    Enumerable.Range(-1, newSize + 4).Where(other => other != oldSize),
                    other => Assert.False(MerkleProof.CheckConsistency(proof, older with { Size = other }, newer)));
                Assert.False(MerkleProof.CheckConsistency(proof, newer, older));
            }
        }
    }

    [Fact]
    public void A_rewritten_history_has_no_proof()
    {
        var other = new Oracle(i => i == 5 ? Hash.OfLeaf([]) : Oracle.Leaf(i));
        for (var newSize = 7; newSize <= 40; newSize++)
        {
            Assert.False(MerkleProof.CheckConsistency(Oracle.Proof(6, newSize), other.Head(6), Oracle.Head(newSize)));
            Assert.False(MerkleProof.CheckConsistency(other.Proof(6, newSize), Oracle.Head(6), other.Head(newSize)));
        }
    }

    [Fact]
    public void From_the_empty_tree_nothing_is_proved_but_that_it_is_empty()
    {
        var (empty, newer) = (new TreeHead(0, Hash.Empty), Oracle.Head(5));
        Assert.Empty(MerkleProof.ProveConsistency(0, 5, _ => throw new InvalidOperationException("No tile is needed.")));
        Assert.False(MerkleProof.CheckConsistency([], empty, newer));
        Assert.True(MerkleProof.CheckConsistency([], empty, empty));
        Assert.False(MerkleProof.CheckConsistency([newer.Root], empty, newer));
        Assert.False(MerkleProof.CheckConsistency([Hash.Empty], empty, empty));
        Assert.False(MerkleProof.CheckConsistency([], empty with { Root = newer.Root }, newer));
        Assert.False(MerkleProof.CheckConsistency([], empty, empty with { Root = newer.Root }));
        Assert.False(MerkleProof.CheckConsistency([], new TreeHead(0, default), new TreeHead(0, default)));
    }

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(1, 0)]
    [InlineData(6, 5)]
    [InlineData(-2, -1)]
    [InlineData(long.MaxValue, 1)]
    public void Sizes_out_of_order_prove_nothing(long oldSize, long newSize)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => MerkleProof.TilesForConsistency(oldSize, newSize));
        Assert.Throws<ArgumentOutOfRangeException>(() => MerkleProof.ProveConsistency(oldSize, newSize, _ => default));
        Assert.False(MerkleProof.CheckConsistency([], new TreeHead(oldSize, Hash.Empty), new TreeHead(newSize, Hash.Empty)));
    }

    [Fact]
    public void At_every_size_to_600_the_root_comes_out_of_its_tiles()
    {
        for (var size = 0; size <= 600; size++)
        {
            var read = new HashSet<TileId>();
            var root = MerkleProof.Root(size, tile => Once(tile, size, read));
            Assert.Equal(Oracle.Root(0, size), root);
            Assert.Equal(read, MerkleProof.TilesForRoot(size).ToHashSet());
        }
    }

    private static void Prove(long oldSize, long newSize)
    {
        var read = new HashSet<TileId>();
        var proof = MerkleProof.ProveConsistency(oldSize, newSize, tile => Once(tile, newSize, read));
        Assert.Equal(Oracle.Proof(oldSize, newSize), proof);
        Assert.Equal(read, MerkleProof.TilesForConsistency(oldSize, newSize).ToHashSet());
        Assert.True(MerkleProof.CheckConsistency(proof, Oracle.Head(oldSize), Oracle.Head(newSize)));
    }

    private static byte[] Once(TileId tile, long size, HashSet<TileId> read) =>
        read.Add(tile) ? Oracle.Tile(tile, size) : throw new InvalidOperationException("A tile is read once.");
}
