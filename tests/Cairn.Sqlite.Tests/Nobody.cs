using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Cairn.Sqlite.Tests;

/// <summary>Runs what a user without any right of their own would run. Root, as which tests often run, may write everywhere.</summary>
[SupportedOSPlatform("linux")]
internal static partial class Nobody
{
    private const int UserId = 65534;

    public static void Does(Action action)
    {
        Exception? thrown = null;
        var thread = new Thread(() => thrown = Catch(action)); // Linux keeps the file-system user for each thread.
        thread.Start();
        thread.Join();
        if (thrown is not null)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(thrown);
        }
    }

    private static Exception? Catch(Action action)
    {
        try
        {
            // Without root it changes nothing: then the test's user has no more rights than the file's modes say.
            _ = SetFileSystemUser(UserId);
            action();
            return null;
        }
        catch (Exception e)
        {
            return e;
        }
    }

    [LibraryImport("libc", EntryPoint = "setfsuid")]
    private static partial int SetFileSystemUser(int id);
}
