using System.Buffers;

namespace Cairn.Merkle.Tests;

public class EntryBundleTests
{
    [Fact]
    public void Entries_are_read_back_in_order()
    {
        var bundle = new ArrayBufferWriter<byte>();
        byte[][] entries = [[], [1], new byte[65_535], [2, 3]];
        using var stream = new MemoryStream();
        foreach (var entry in entries)
        {
            EntryBundle.Write(bundle, entry);
            EntryBundle.Write(stream, entry);
        }

        Assert.Equal(bundle.WrittenSpan, stream.ToArray());
        var rest = bundle.WrittenSpan;
        foreach (var entry in entries)
        {
            Assert.True(EntryBundle.TryRead(ref rest, out var read));
            Assert.Equal(entry, read);
        }

        Assert.False(EntryBundle.TryRead(ref rest, out _));
        Assert.True(rest.IsEmpty);
    }

    [Fact]
    public void Lengths_are_big_endian()
    {
        var bundle = new ArrayBufferWriter<byte>();
        EntryBundle.Write(bundle, new byte[258]);
        Assert.Equal([1, 2, 0], bundle.WrittenSpan[..3].ToArray());
    }

    [Fact]
    public void An_entry_too_long_is_refused_and_nothing_written()
    {
        var bundle = new ArrayBufferWriter<byte>();
        Assert.Throws<ArgumentException>(() => EntryBundle.Write(bundle, new byte[65_536]));
        Assert.Equal(0, bundle.WrittenCount);
    }

    [Theory]
    [InlineData("00")]
    [InlineData("0001")]
    [InlineData("FFFF00")]
    public void A_cut_bundle_is_refused_and_left_as_it_was(string hex)
    {
        ReadOnlySpan<byte> rest = Convert.FromHexString(hex);
        Assert.False(EntryBundle.TryRead(ref rest, out _));
        Assert.Equal(hex.Length / 2, rest.Length);
    }
}
