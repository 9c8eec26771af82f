namespace Cairn.Spooling;

/// <summary>How many bytes all slots held hold together.</summary>
internal sealed class SpoolSize
{
    private long total;

    public long Total => Interlocked.Read(ref total);

    public void Add(long bytes) => Interlocked.Add(ref total, bytes);
}
