using System.Buffers;
using Cairn.Access;
using Cairn.Entries;
using Cairn.Merkle;
using Cairn.Mirroring;

namespace Cairn.AspNetCore.Api;

/// <summary>The signed tree at C2SP's paths: checkpoint, hash tiles, and for auditors the bundles of entries.</summary>
internal static class TreeEndpoints
{
    public static async Task CheckpointAsync(ApiCall call)
    {
        var log = await LogAsync(call).ConfigureAwait(false);
        var note = await call.Log.Store.ReadCheckpointAsync(log, call.Cancelled).ConfigureAwait(false)
            ?? throw ApiProblem.NotFound("Nothing is signed yet.");
        await call.TextAsync(note).ConfigureAwait(false);
    }

    public static async Task VerifierKeyAsync(ApiCall call)
    {
        var log = await LogAsync(call).ConfigureAwait(false);
        var keys = await call.Log.Store.ReadVerifierKeysAsync(log, call.Cancelled).ConfigureAwait(false);
        await call.TextAsync(keys.Count > 0 ? keys[^1].Key + "\n" : throw ApiProblem.NotFound("Nothing is signed yet.")).ConfigureAwait(
            false);
    }

    /// <summary><c>tile/L/N</c>, <c>tile/L/N.p/W</c> and <c>tile/entries/N</c>, N in groups of three digits.</summary>
    public static async Task TileAsync(ApiCall call)
    {
        var path = $"tile/{call.Context.GetRouteValueText("path")}";
        var bundle = TileId.TryParseEntriesPath(path, out var index, out var width);
        var tile = new TileId(0, index);
        if (!bundle && !TileId.TryParsePath(path, out tile, out width))
        {
            throw ApiProblem.NotFound("That is no tile: see C2SP tlog-tiles.");
        }

        var log = await LogAsync(call).ConfigureAwait(false);
        var size = await SignedSizeAsync(call, log).ConfigureAwait(false);
        if (tile.WidthAt(size) < width)
        {
            throw ApiProblem.NotFound("The signed tree has no such tile yet.");
        }

        if (bundle)
        {
            await BundleAsync(call, log, tile, width).ConfigureAwait(false);
            return;
        }

        var stored = await call.Log.Store.ReadTilesAsync(log, [tile], call.Cancelled).ConfigureAwait(false);
        if (!stored.TryGetValue(tile, out var hashes) || hashes.Length < width * Hash.Size)
        {
            throw ApiProblem.NotProven("The stored tree lacks this tile. Run: cairn verify");
        }

        if (call.Options.IsTreePublic)
        {
            call.Context.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
        }

        await call.BytesAsync(hashes[..(width * Hash.Size)], "application/octet-stream").ConfigureAwait(false);
    }

    /// <exception cref="ApiProblem">The tenant has none.</exception>
    public static async Task<LogIdentity> LogAsync(ApiCall call) =>
        await call.Log.Store.FindLogAsync(call.Tenant, call.Cancelled).ConfigureAwait(false)
        ?? throw ApiProblem.NotFound("Nothing was recorded for that tenant yet.");

    // They show every leaf: the auditors' alone, and in no cache, where they would outlive the entries.
    private static async Task BundleAsync(ApiCall call, LogIdentity log, TileId tile, int width)
    {
        if (!call.Access.May(AuditPermission.Prove) || call.Access.Within is not null)
        {
            throw ApiProblem.Forbidden("Bundles of entries are for auditors of the whole log.");
        }

        var entries = await call.Log.Store.ReadEntriesAsync(log, tile.Index * TileId.FullWidth, width, call.Cancelled).ConfigureAwait(
            false);
        if (entries.Count < width)
        {
            throw ApiProblem.NotFound("Entries of this bundle have expired.");
        }

        var first = tile.Index * TileId.FullWidth;
        call.Trace.Exported(call, call.Tenant, $"index-from:{first} index-until:{first + width}", "bundle");
        var bytes = new ArrayBufferWriter<byte>(width * 512);
        foreach (var entry in entries)
        {
            EntryBundle.Write(bytes, entry.Leaf.Span);
        }

        await call.BytesAsync(bytes.WrittenMemory, "application/octet-stream").ConfigureAwait(false);
    }

    private static async Task<long> SignedSizeAsync(ApiCall call, LogIdentity log)
    {
        var note = await call.Log.Store.ReadCheckpointAsync(log, call.Cancelled).ConfigureAwait(false);
        return note is not null && Note.TryParse(note, out var parsed, out _) && Checkpoint.TryParse(parsed.Text, out var checkpoint, out _)
            ? checkpoint.Head.Size
            : 0;
    }
}
