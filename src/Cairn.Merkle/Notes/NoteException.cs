namespace Cairn.Merkle;

/// <summary>A note could not be opened. The message says what is wrong and where.</summary>
public sealed class NoteException : Exception
{
    /// <summary>A note that is malformed.</summary>
    public NoteException()
        : this("The note is malformed.")
    {
    }

    /// <summary>A note that is malformed in the way the message says.</summary>
    public NoteException(string message)
        : this(message, Reason.Malformed)
    {
    }

    /// <summary>A note that is malformed in the way the message says.</summary>
    public NoteException(string message, Exception innerException)
        : base(message, innerException) => Reason = Reason.Malformed;

    /// <summary>A note that could not be opened for this reason.</summary>
    public NoteException(string message, Reason reason)
        : base(message) => Reason = reason;

    /// <summary>Why, for code to tell apart.</summary>
    public Reason Reason { get; }
}
