namespace Cairn.Spooling;

/// <summary>A calling thread's room for one record, used again and again.</summary>
internal sealed class FrameBuffer
{
    // What one huge event needed is not kept for every thread that ever wrote one.
    private const int Kept = 64 << 10;

    [ThreadStatic]
    private static FrameBuffer? ofThread;

    private byte[] bytes = new byte[2048];
    private int length;
    private uint sum;

    public static FrameBuffer OfThread => ofThread ??= new();

    public int Length => length;

    public void Write(SpoolKind kind, string tenant, Guid id, long time, ReadOnlySpan<byte> json)
    {
        length = Frame.Head + tenant.Length + json.Length;
        if (length > bytes.Length || bytes.Length > Kept)
        {
            bytes = new byte[Math.Max(2048, length + (length / 4))];
        }

        sum = Frame.Write(bytes.AsSpan(0, length), (byte)kind, tenant, id, time, json);
    }

    public ReadOnlySpan<byte> Finish(long number, FramePlace place)
    {
        var frame = bytes.AsSpan(0, length);
        Frame.Finish(frame, sum, number, place);
        return frame;
    }
}
