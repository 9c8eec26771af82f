using System.Collections.Concurrent;
using System.Text.Json;
using Cairn.Files;

namespace Cairn.Server.Serving;

/// <summary>When each key was used last. Written beside the keys once a minute: what is lost at a crash is a minute.</summary>
internal sealed class KeyUse(string path, TimeProvider clock) : IHostedService, IDisposable
{
    private static readonly TimeSpan WriteEvery = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, DateTimeOffset> last = Read(path);
    private ITimer? timer;
    private int isNew;

    /// <summary>When a key was used last; <see langword="null"/>: never.</summary>
    public DateTimeOffset? LastOf(string id) => last.TryGetValue(id, out var at) ? at : null;

    public void See(string id)
    {
        last[id] = clock.GetUtcNow();
        Volatile.Write(ref isNew, 1);
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        timer = clock.CreateTimer(_ => Write(), null, WriteEvery, WriteEvery);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        Write();
        return Task.CompletedTask;
    }

    public void Dispose() => timer?.Dispose();

    private void Write()
    {
        if (Interlocked.Exchange(ref isNew, 0) == 0)
        {
            return;
        }

        try
        {
            DurableFile.Replace(path,
                JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, DateTimeOffset>(last), ServingJson.Default.KeyTimes));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Volatile.Write(ref isNew, 1); // It is only told to people, and tried again.
        }
    }

    private static ConcurrentDictionary<string, DateTimeOffset> Read(string path)
    {
        try
        {
            return File.Exists(path)
                ? new(JsonSerializer.Deserialize(File.ReadAllBytes(path), ServingJson.Default.KeyTimes) ?? [], StringComparer.Ordinal)
                : new(StringComparer.Ordinal);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return new(StringComparer.Ordinal);
        }
    }
}
