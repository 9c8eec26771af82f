using Cairn.Entries;
using Cairn.Merkle;
using Cairn.Stores;

namespace Cairn.Verification;

/// <summary>
/// Recomputes everything a log holds from its stored bytes, from the signed root downwards, and names every alteration
/// (docs/spec/entry.md, What a verifier checks). Constant memory; short reads, beside a running writer.
/// </summary>
internal sealed class LogVerifier(ILogStore store)
{
    /// <summary>Verifies one log as it is now: entries appended meanwhile are not looked at.</summary>
    /// <exception cref="CairnStoreException">The store cannot be read.</exception>
    public async Task<VerifyReport> VerifyAsync(LogIdentity log, VerifyOptions options, CancellationToken cancellationToken)
    {
        var run = new VerifyRun(store, log, options);
        return await run.RunAsync(cancellationToken).ConfigureAwait(false);
    }
}
