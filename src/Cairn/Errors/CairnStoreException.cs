namespace Cairn;

/// <summary>A store cannot be used: what is wrong and how to mend it, in one line.</summary>
public sealed class CairnStoreException : CairnException
{
    /// <summary>Says what is wrong and how to mend it.</summary>
    public CairnStoreException(string message) : base(message)
    {
    }

    /// <summary>Says what is wrong and how to mend it, and what the driver said.</summary>
    public CairnStoreException(string message, Exception innerException) : base(message, innerException)
    {
    }

    /// <summary>Whether it is certain that an append that threw this wrote nothing: it failed before its commit began.</summary>
    internal bool NothingWritten { get; set; }

    /// <summary>Whether only a person can mend it: whoever waits for an append is told at once, and what is in the spool waits.</summary>
    internal bool NeedsMending { get; init; }
}
