namespace Cairn;

/// <summary>Whether a log's secret, id and origin belong together, and which of them is to be believed.</summary>
internal sealed class IdentityCheck
{
    public IdentityCheck(LogIdentity log, FindingList findings)
    {
        var committed = log.Secret.Length == 32 ? LogIdentity.IdOf(log.Secret) : "";
        var named = log.Origin[(log.Origin.LastIndexOf('/') + 1)..];
        KnowsSecret = committed == log.LogId || committed == named;

        // Two of the three agree when one was altered.
        LogId = committed == named ? named : log.LogId;
        if (log.Generation < 1)
        {
            findings.Add(FindingKind.Head, "generation", $"the log's row says generation {log.Generation}; the first is 1");
        }

        if (log.LogId != LogId)
        {
            findings.Add(FindingKind.Head, "log_id", $"the log's id is {log.LogId}; its secret and its origin say {LogId}");
        }

        if (!KnowsSecret)
        {
            findings.Add(FindingKind.Head, "secret", "the log's secret does not give the log's id");
        }

        if (named != LogId)
        {
            findings.Add(FindingKind.Head, "origin", $"the log's origin {log.Origin} does not end in its id {LogId}");
        }
    }

    /// <summary>The log id that leaves must name.</summary>
    public string LogId { get; }

    /// <summary>Whether digests keyed by the secret can be recomputed.</summary>
    public bool KnowsSecret { get; }
}
