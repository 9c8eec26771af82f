using System.Security.Cryptography;
using Cairn.Files;
using Cairn.Primitives;

namespace Cairn.Spooling;

/// <summary>Where a spool is and how much it may hold.</summary>
internal sealed record SpoolSettings
{
    /// <summary>The folder; several processes of one machine may share it.</summary>
    public required string Folder { get; init; }

    /// <summary>How many bytes it may hold on disk. Default 256 MiB: some 400,000 events of the usual size.</summary>
    public long Cap { get; init; } = 256L << 20;

    /// <summary>
    /// At how many bytes of records a segment is full. Default 8 MiB: a segment is read again from its beginning after a crash.
    /// </summary>
    public int SegmentBytes { get; init; } = 8 << 20;

    /// <summary>
    /// How often what was written is forced to the disk, in the background; <see langword="null"/>: when the system sees fit.
    /// </summary>
    public TimeSpan? SyncEvery { get; init; }

    /// <summary>How long a disk that failed is left alone before it is tried again.</summary>
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Which start of the machine this is; <see cref="Guid.Empty"/> when it cannot be told.</summary>
    public Guid Boot { get; init; } = MachineBoot.Current;

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    public RandomFill Random { get; init; } = RandomNumberGenerator.Fill;

    /// <summary>Called before each write of so many bytes: tests pull the plug here.</summary>
    public Action<int>? OnWrite { get; init; }

    /// <exception cref="CairnStoreException">A setting makes no sense.</exception>
    public void Validate()
    {
        if (SegmentBytes is < 1024 or > 1 << 30 || Cap < 2L * SegmentBytes)
        {
            throw new CairnStoreException(
                $"A spool of {Cap} bytes in segments of {SegmentBytes} cannot work: let a segment have 1 KiB to 1 GiB, "
                + "and the spool at least two.");
        }
    }
}
