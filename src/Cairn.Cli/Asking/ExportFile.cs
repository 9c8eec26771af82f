using System.Text;

namespace Cairn.Cli;

/// <summary>
/// The file of an export, and beside it how far it came: <c>FILE.progress</c>, which is gone once the export is whole.
/// </summary>
internal sealed class ExportFile : IProgress<AuditExportProgress>, IAsyncDisposable
{
    // Nothing was flushed yet.
    private const string NoMark = "-";

    private readonly string progress;

    private ExportFile(string path, FileStream output, string? mark) => (progress, Output, Mark) = (ProgressOf(path), output, mark);

    public FileStream Output { get; }

    /// <summary>Where it goes on; <see langword="null"/>: it begins.</summary>
    public string? Mark { get; }

    /// <param name="path">The file.</param>
    /// <param name="resumes">Whether it goes on with one that broke off.</param>
    /// <exception cref="CliException">The file is there, or it is none that can be gone on with.</exception>
    public static ExportFile Open(string path, bool resumes)
    {
        try
        {
            return resumes ? Resume(path) : Begin(path);
        }
        catch (IOException) when (!resumes && File.Exists(path))
        {
            throw new CliException(File.Exists(ProgressOf(path))
                ? $"{path} is an export that broke off: go on with --resume, or name another file."
                : $"{path} exists already: name another file.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CliException($"{path} cannot be written: {e.Message}");
        }
    }

    // What was flushed comes first: a mark never names bytes that are not there.
    public void Report(AuditExportProgress value)
    {
        Output.Flush(flushToDisk: true);
        NewFiles.Write(progress, $"{value.Bytes.ToString(System.Globalization.CultureInfo.InvariantCulture)} {value.Mark}\n");
    }

    /// <summary>The export is whole.</summary>
    public void End() => File.Delete(progress);

    public ValueTask DisposeAsync() => Output.DisposeAsync();

    private static ExportFile Begin(string path)
    {
        var output = Create(path, FileMode.CreateNew);
        NewFiles.Write(ProgressOf(path), $"0 {NoMark}\n");
        return new(path, output, null);
    }

    private static string ProgressOf(string path) => $"{path}.progress";

    private static ExportFile Resume(string path)
    {
        if (!File.Exists(path))
        {
            throw new CliException($"{path} is not there: an export is begun without --resume.");
        }

        if (!File.Exists(ProgressOf(path)))
        {
            throw new CliException($"{path} has no {ProgressOf(path)} beside it: it is whole, or this command did not write it.");
        }

        var output = Create(path, FileMode.Open);
        if (File.ReadAllText(ProgressOf(path), Encoding.ASCII).Trim().Split(' ') is not [var bytes, var mark]
            || !long.TryParse(bytes, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture,
                out var length)
            || length > output.Length)
        {
            output.Dispose();
            throw new CliException($"{ProgressOf(path)} does not say how far {path} came: begin again with another file.");
        }

        output.SetLength(length);
        output.Position = length;
        return new(path, output, mark == NoMark ? null : mark);
    }

    // Personal data: for whoever asked for it alone.
    private static FileStream Create(string path, FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.Write, Share = FileShare.Read };
        if (mode == FileMode.CreateNew && !OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new(path, options);
    }
}
