using System.Text;

namespace Cairn.Sqlite;

/// <summary>The last short texts that were read: columns say the same few words over and over, and need no new string each time. Used by one thread at a time.</summary>
internal sealed class TextPool
{
    private const int Longest = 64;

    private readonly (byte[] Bytes, string Text)[] pool = new (byte[], string)[256];

    public string Get(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length is 0 or > Longest)
        {
            return Encoding.UTF8.GetString(utf8);
        }

        ref var slot = ref pool[(byte)(utf8.Length + (utf8[0] * 7) + (utf8[^1] * 31) + (utf8[utf8.Length / 2] * 17))];
        if (slot.Bytes is null || !utf8.SequenceEqual(slot.Bytes))
        {
            slot = (utf8.ToArray(), Encoding.UTF8.GetString(utf8));
        }

        return slot.Text;
    }
}
