using System.Security.Cryptography;

namespace Cairn;

/// <summary>How an audit log is kept. Every option has a default.</summary>
public sealed class CairnOptions
{
    /// <summary>The beginning of every origin: a schema-less URL of the installation's own, such as <c>audit.example.com</c>. It is fixed when a log is made.</summary>
    public string OriginPrefix { get; set; } = LogIdentity.DefaultPrefix;

    /// <summary>
    /// The file of the signing key. It is made when it is missing and nothing was signed yet; it belongs on another machine than the database, and copies of it go with
    /// copies of the folder <c>KEYFILE.signed</c>. <see langword="null"/>: beside a SQLite file; on PostgreSQL this host appends and does not sign.
    /// </summary>
    public string? KeyFile { get; set; }

    /// <summary>The types of actors and targets that are persons.</summary>
    public IList<string> PersonTypes { get; } = [.. PersonRules.DefaultPersonTypes];

    /// <summary>The types whose ids are personal in themselves: a pseudonym stands in for them.</summary>
    public IList<string> PersonalIdTypes { get; } = [.. PersonRules.DefaultPersonalIdTypes];

    /// <summary>The application's own actions, beside the standard ones.</summary>
    public IList<AuditAction> Actions { get; } = [];

    /// <summary>How many events <see cref="IAuditLog.Record"/> may hold that are not committed yet. Default 10,000: some megabytes.</summary>
    public int QueueCapacity { get; set; } = 10_000;

    /// <summary>What is masked in events before they are checked, queued or stored. On by default.</summary>
    public RedactionOptions Redaction { get; } = new();

    internal TimeProvider Clock { get; set; } = TimeProvider.System;

    internal RandomFill Random { get; set; } = RandomNumberGenerator.Fill;

    internal void Validate()
    {
        if (!LogIdentity.IsPrefix(OriginPrefix))
        {
            throw new ArgumentException($"OriginPrefix '{OriginPrefix}' must be a schema-less URL in lower case, such as audit.example.com, at most 128 characters.");
        }

        Redaction.Validate();
        ArgumentOutOfRangeException.ThrowIfLessThan(QueueCapacity, 1, "QueueCapacity");
    }
}
