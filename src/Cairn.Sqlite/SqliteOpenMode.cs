namespace Cairn.Sqlite;

/// <summary>For what a file is opened.</summary>
internal enum SqliteOpenMode
{
    /// <summary>For listing, showing, verifying: a file that is not there stays so.</summary>
    ReadOnly,

    /// <summary>For recording: a file that is not there is made.</summary>
    ReadWriteCreate,
}
