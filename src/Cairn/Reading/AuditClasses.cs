namespace Cairn;

/// <summary>The classes of what is stored beside an entry's leaf: who may see which is the application's to say.</summary>
[Flags]
public enum AuditClasses
{
    /// <summary>The bare facts of the leaf alone.</summary>
    None = 0,

    /// <summary>Names of actors and targets, and the ids behind pseudonyms.</summary>
    Identity = 1,

    /// <summary>E-mail addresses and phone numbers.</summary>
    Contact = 2,

    /// <summary>Addresses, user agents and sessions.</summary>
    Network = 4,

    /// <summary>Description, reason, error, changes and metadata.</summary>
    Content = 8,

    /// <summary>All of them.</summary>
    All = Identity | Contact | Network | Content,
}
