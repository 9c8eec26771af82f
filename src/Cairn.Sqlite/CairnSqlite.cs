using Cairn.Hosting;
using Cairn.Sqlite;
using Microsoft.Extensions.Logging;

namespace Cairn;

/// <summary>Opens audit logs in SQLite files, with one call and without a host.</summary>
public static class CairnSqlite
{
    /// <summary>
    /// Opens a file for recording, making it, its signing key (<c>PATH.key</c>, mode 0600) and its spool (<c>PATH.spool</c>, mode
    /// 0700) when they are missing.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="options">How the log is kept; absent: the defaults.</param>
    /// <param name="logger">Where failures are told; on standard error, a line each, when absent.</param>
    /// <exception cref="CairnStoreException">
    /// The file or the folder of the spool cannot be used; see <see cref="CairnOptions.RequireStoreAtStart"/>.
    /// </exception>
    /// <exception cref="CairnSigningException">
    /// The key is missing, though the log was signed before, or cannot be used; see the same.
    /// </exception>
    public static async Task<CairnLog> OpenAsync(string path, CairnOptions? options = null, ILogger? logger = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var store = new SqliteLateStore(path);
        try
        {
            return await CairnLog.OpenAsync(store, LogFiles.Beside(path), options ?? new CairnOptions(), logger).ConfigureAwait(false);
        }
        catch
        {
            await store.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Where the key of a file is, unless the options say otherwise.</summary>
    internal static string KeyFileOf(string path) => LogFiles.KeyBeside(path);
}
