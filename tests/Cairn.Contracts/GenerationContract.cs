using Cairn.Entries;
using Cairn.Manifests;
using Cairn.Merkle;
using Cairn.Recovery;
using Cairn.Signing;
using Cairn.Stores;
using Cairn.Verification;

namespace Cairn.Contracts;

/// <summary>
/// Who may begin a log that goes on from another one, and that such a log hides nothing of the old one. Each driver inherits it; its store
/// is opened as somebody who records and keeps.
/// </summary>
public abstract class GenerationContract : IDisposable
{
    private readonly TempFolder folder = new();
    private ILogStore store = null!; // Opened first by each test.
    private SigningKey key = null!; // Made first by each test.
    private LogIdentity first = null!; // Made first by each test.

    private string KeyFile => folder.File("a.key");

    private SignerMemory Memory => SignerMemory.Of(KeyFile);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    internal abstract ILogStore Open();

    /// <summary>Takes an entry of a log away, past every guard.</summary>
    internal abstract void Delete(LogIdentity log, long index);

    public void Dispose()
    {
        key?.Dispose();
        folder.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_generation_that_nobody_with_the_key_began_is_not_signed_and_is_named_with_what_it_hides()
    {
        await MakeAsync();
        var planted = await PlantAsync();
        Delete(first, 1);
        Assert.Equal(SigningRefusal.UnknownGeneration, (await RefusedAsync(planted)).Refusal);

        var report = await VerifyAsync(planted);
        Assert.Equal(Verdict.Altered, report.Verdict);
        Assert.Contains(report.Findings, f => f is { Kind: FindingKind.Head, Member: "generation" });
        Assert.Contains(report.Older!.Findings, f => f is { Kind: FindingKind.Missing, Index: 1 }); // There is a log before it.
    }

    [Fact]
    public async Task An_empty_generation_that_nobody_with_the_key_began_is_not_gone_on_with()
    {
        await MakeAsync();
        var planted = await store.CreateLogAsync(Some.Log(generation: 2, seed: 9), Cancel);
        var recovered = Assert.Single(await RecoverAsync());
        Assert.Equal((ContinuedManifest.Planted, first.Origin), (recovered.Attested.Reason, recovered.Attested.Origin));
        Assert.Equal((3, 0), (recovered.New.Generation, await SizeAsync(planted)));
    }

    [Fact]
    public async Task A_planted_generation_is_passed_over_and_said()
    {
        await MakeAsync();
        var planted = await PlantAsync();
        var recovered = Assert.Single(await RecoverAsync());
        Assert.Empty(await RecoverAsync());
        Assert.Equal((ContinuedManifest.Planted, first.LogId, 3), (recovered.Attested.Reason, recovered.Old.LogId, recovered.New.Generation));

        var report = await VerifyAsync(recovered.New);
        Assert.Equal(Verdict.Intact, report.Verdict);
        Assert.Equal([recovered.New.LogId, first.LogId], report.Generations.Select(r => r.Log.LogId));
        Assert.Contains(report.Notes, n => n.Contains(planted.LogId, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)] // Also to whoever has the key alone, and nothing that the signer remembers.
    public async Task What_goes_from_a_log_after_it_was_recovered_is_found(bool isElsewhere)
    {
        await MakeAsync();
        Directory.Delete(Memory.Folder, recursive: true);
        var recovered = Assert.Single(await RecoverAsync());
        Assert.Equal("memory_lost", recovered.Attested.Reason);
        Assert.Equal(Verdict.Intact, (await VerifyAsync(recovered.New, isElsewhere)).Verdict);

        Delete(first, 2);
        var report = await VerifyAsync(recovered.New, isElsewhere);
        Assert.Equal((Verdict.Altered, 0), (report.Verdict, report.Findings.Count));
        Assert.Equal(2, Assert.Single(report.Older!.Findings).Index); // There is a log before it.
        Assert.Equal(Verdict.Intact, (await VerifyAsync(recovered.New, isAlone: true)).Verdict);
    }

    [Fact]
    public async Task A_recovery_that_was_interrupted_goes_on_for_the_reason_it_began_with()
    {
        await MakeAsync();
        var begun = Some.Log(generation: 2, seed: 9);
        Memory.WriteBegun(begun, new("forked", first.Origin, Some.Id(99)));
        var made = await store.CreateLogAsync(begun, Cancel);
        var recovered = Assert.Single(await RecoverAsync());
        Assert.Equal(("forked", made.LogId), (recovered.Attested.Reason, recovered.New.LogId));
        Assert.Equal(0, await store.FindAsync(made, Some.Id(99), Cancel));
        Assert.Empty(await RecoverAsync());
    }

    [Fact]
    public async Task A_log_that_somebody_recorded_into_before_it_was_begun_is_not_signed()
    {
        await MakeAsync();
        var begun = Some.Log(generation: 2, seed: 9);
        Memory.WriteBegun(begun, new("forked", first.Origin, Some.Id(99)));
        var made = await store.CreateLogAsync(begun, Cancel);
        await store.AppendAsync(made, [Some.Entry(made)], Cancel);
        var recovered = Assert.Single(await RecoverAsync());
        Assert.Equal(("forked", 3), (recovered.Attested.Reason, recovered.New.Generation));
        Assert.Null(await store.ReadCheckpointAsync(made, Cancel));
    }

    [Theory]
    [InlineData("restored", 4)] // All that was signed is there.
    [InlineData("memory_lost", 3)] // More was signed than it knows of.
    public async Task What_a_recovery_attests_is_held_against_what_the_signer_remembers_of_the_old_log(string reason, long size)
    {
        await MakeAsync();
        var begun = Some.Log(generation: 2, seed: 9);
        Memory.WriteBegun(begun, new(reason, first.Origin, Some.Id(99)));
        var log = await store.CreateLogAsync(begun, Cancel);
        var root = RightEdge.FromBytes(4, (await store.ReadHeadAsync(first, Cancel)).Edge.Span).Root;
        await store.AppendAsync(log, [SomeManifest.Own(log, 99, new ContinuedManifest(reason, first.Origin, null, null, size, root))], Cancel);
        await Signer.SignInTurnAsync(log, Cancel);
        Assert.Contains((await VerifyAsync(log)).Findings, f => f is { Kind: FindingKind.Manifest, Index: 0 });
    }

    private CheckpointSigner Signer => new(store, key, Memory);

    private async Task MakeAsync()
    {
        store = Open();
        key = SigningKey.Create(KeyFile);
        first = await store.CreateLogAsync(Some.Log(), Cancel);
        await store.AppendAsync(first, Some.Entries(first, 4), Cancel);
        await Signer.SignInTurnAsync(first, Cancel);
    }

    // As cairn recover makes it, with a key of its own.
    private async Task<LogIdentity> PlantAsync()
    {
        var log = await store.CreateLogAsync(Some.Log(generation: 2, seed: 9), Cancel);
        var head = RightEdge.FromBytes(4, (await store.ReadHeadAsync(first, Cancel)).Edge.Span).Head;
        var attested = new ContinuedManifest("key_lost", first.Origin, null, null, head.Size, head.Root);
        await store.AppendAsync(log, [SomeManifest.Own(log, 77, attested)], Cancel);
        return log;
    }

    private Task<IReadOnlyList<RecoveredLog>> RecoverAsync() => new LogRecovery(store, KeyFile).RecoverAsync(Cancel);

    private Task<CairnSigningException> RefusedAsync(LogIdentity log) =>
        Assert.ThrowsAsync<CairnSigningException>(() => Signer.SignInTurnAsync(log, Cancel));

    private async Task<long> SizeAsync(LogIdentity log) => (await store.ReadHeadAsync(log, Cancel)).Size;

    private Task<VerifyReport> VerifyAsync(LogIdentity log, bool isElsewhere = false, bool isAlone = false) =>
        new LogVerifier(store).VerifyAsync(
            log, new() { Verifier = key.VerifierOf(log), Signer = isElsewhere ? null : Memory, IsAlone = isAlone }, Cancel);
}
