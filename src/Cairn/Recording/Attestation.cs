using Cairn.Entries;
using Cairn.Events;
using Cairn.Manifests;
using Cairn.Stores;

namespace Cairn.Recording;

/// <summary>One of Cairn's own entries. It waits for as long as the store is away, under one id, so that it is there once.</summary>
internal sealed class Attestation(Manifest manifest, AuditAction action, Guid id)
    : PendingEvent(action.Event() with { Id = id, Actor = CairnActions.Actor })
{
    private readonly TaskCompletionSource<AppendStatus?> done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override byte[] Manifest { get; } = manifest.Format();

    public override int Size => Manifest.Length + 1_024;

    /// <summary>The store's answer; <see langword="null"/>: the log was closed before, or the store refused it for good.</summary>
    public Task<AppendStatus?> Done => done.Task;

    public override void Complete(LogIdentity log, AppendResult result, bool isTwin) => done.TrySetResult(result.Status);

    public override void Refuse(Exception why) => done.TrySetResult(null);

    public override void Close() => done.TrySetResult(null);
}
