namespace Cairn;

/// <summary>The form of an export.</summary>
public enum AuditExportFormat
{
    /// <summary>A JSON object a line: one an entry, and one at the end.</summary>
    Ndjson,

    /// <summary>One JSON object: <c>entries</c>, and <c>end</c>.</summary>
    Json,

    /// <summary>RFC 4180: a header, a record an entry, and one at the end.</summary>
    Csv,
}

/// <summary>How an export is written.</summary>
public sealed record AuditExportOptions
{
    /// <summary>The form.</summary>
    public AuditExportFormat Format { get; init; }

    /// <summary>Whether CSV begins with a byte order mark: spreadsheets then read it as UTF-8.</summary>
    public bool HasByteOrderMark { get; init; }

    /// <summary>
    /// Whether a cell of CSV that a spreadsheet would take for a formula has an apostrophe before it. A cell that begins with an apostrophe
    /// gets one, too: to undo it, take one apostrophe from the beginning of each cell.
    /// </summary>
    public bool DefusesFormulas { get; init; } = true;

    /// <summary>Whether it is compressed with gzip.</summary>
    public bool IsCompressed { get; init; }

    /// <summary>
    /// <see cref="AuditExportProgress.Mark"/> of an export that broke off: what follows belongs behind its
    /// <see cref="AuditExportProgress.Bytes"/>. <see langword="null"/>: from the beginning.
    /// </summary>
    public string? Resume { get; init; }

    /// <summary>Is told how far it came, each time something was flushed.</summary>
    public IProgress<AuditExportProgress>? Progress { get; init; }
}

/// <summary>How far an export came.</summary>
/// <param name="Entries">So many entries were written.</param>
/// <param name="Bytes">So many bytes were written and flushed, what stood there before resuming included.</param>
/// <param name="Mark">Resumes from here: <see cref="AuditExportOptions.Resume"/>.</param>
public sealed record AuditExportProgress(long Entries, long Bytes, string Mark);

/// <summary>The end of a whole export.</summary>
/// <param name="Entries">So many entries were written.</param>
/// <param name="Unreadable">So many entries could not be read, and were left out.</param>
/// <param name="Logs">The logs that were read, as they were when the export began.</param>
public sealed record AuditExportEnd(long Entries, long Unreadable, IReadOnlyList<AuditExportLog> Logs);

/// <summary>A log that was exported.</summary>
/// <param name="Tenant">Whose it is.</param>
/// <param name="Log">The log's id.</param>
/// <param name="Size">How many entries it had.</param>
/// <param name="Checkpoint">Its newest signed checkpoint then; <see langword="null"/>: none was signed yet.</param>
public sealed record AuditExportLog(string Tenant, string Log, long Size, string? Checkpoint);
