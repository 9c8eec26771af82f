namespace Cairn.Sqlite;

/// <summary>Makes an empty file that only its owner may read: a log holds secrets and persons from its first byte on.</summary>
internal static class NewFile
{
    /// <summary>Makes the file unless it is there. SQLite gives its companions the same permissions.</summary>
    public static void Touch(string path)
    {
        if (File.Exists(path))
        {
            return;
        }

        try
        {
            Make(path);
        }
        catch (IOException) when (File.Exists(path))
        {
            // Another process made it meanwhile: it is as good as ours.
        }
        catch (DirectoryNotFoundException e)
        {
            throw new CairnStoreException($"{path} cannot be created: its folder does not exist.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CairnStoreException($"{path} cannot be created ({e.Message}): this user must be able to write to the folder.", e);
        }
    }

    private static void Make(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.ReadWrite };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        new FileStream(path, options).Dispose();
    }
}
