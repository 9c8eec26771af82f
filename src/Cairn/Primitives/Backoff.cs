using System.Buffers.Binary;

namespace Cairn.Primitives;

/// <summary>
/// How long a lane waits after so many failures: doubling, and somewhere in the upper half, so that lanes and processes
/// do not come back at once.
/// </summary>
internal sealed class Backoff(RandomFill random, TimeSpan? longest = null)
{
    public static readonly TimeSpan First = TimeSpan.FromMilliseconds(50);
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    /// <param name="failures">In a row, from 1.</param>
    public TimeSpan After(int failures)
    {
        var whole = Math.Min((longest ?? Longest).Ticks, First.Ticks << Math.Min(failures - 1, 20));
        Span<byte> bytes = stackalloc byte[4];
        random(bytes);
        return TimeSpan.FromTicks((whole / 2) + (long)(whole / 2.0 * BinaryPrimitives.ReadUInt32LittleEndian(bytes) / uint.MaxValue));
    }
}
