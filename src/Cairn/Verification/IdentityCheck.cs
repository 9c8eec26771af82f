using Cairn.Entries;

namespace Cairn.Verification;

/// <summary>
/// Whether a log's secret, tenant and generation give its id, and its origin ends in it, and which of them is to be believed.
/// </summary>
internal sealed class IdentityCheck
{
    public IdentityCheck(LogIdentity log, FindingList findings)
    {
        var committed = log.Secret.Length == 32 ? LogIdentity.IdOf(log.Secret, log.Tenant, log.Generation) : "";
        var named = log.Origin[(log.Origin.LastIndexOf('/') + 1)..];
        KnowsSecret = committed == log.LogId || committed == named;

        // Two of the three agree when one was altered.
        LogId = committed == named ? named : log.LogId;
        if (log.LogId != LogId)
        {
            findings.Add(FindingKind.Head, "log_id", $"the log's id is {log.LogId}; its secret and its origin say {LogId}");
        }

        if (!KnowsSecret)
        {
            findings.Add(
                FindingKind.Head,
                "secret",
                "the secret, tenant and generation in the log's row do not give the log's id: one of them was altered");
        }

        if (named != LogId || !LogIdentity.IsOrigin(log.Origin))
        {
            findings.Add(FindingKind.Head, "origin", $"the log's origin is not a prefix, a slash and its id {LogId}");
        }
    }

    /// <summary>The log id that leaves must name.</summary>
    public string LogId { get; }

    /// <summary>Whether digests keyed by the secret can be recomputed.</summary>
    public bool KnowsSecret { get; }
}
