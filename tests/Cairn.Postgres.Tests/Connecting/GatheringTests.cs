using System.Threading.Channels;

namespace Cairn.Postgres.Tests;

public sealed class GatheringTests
{
    [Fact]
    public async Task An_item_goes_at_once_while_a_sender_is_free()
    {
        var send = new Sends();
        var gathering = new BatchSender<int>(2, 10, i => i, send.RunAsync);
        var one = gathering.SendAsync(1);
        await send.NextIsAsync(1);
        var two = gathering.SendAsync(2);
        await send.NextIsAsync(2);
        var three = gathering.SendAsync(3);
        send.End();
        await one;
        await send.NextIsAsync(3);
        send.End();
        send.End();
        await Task.WhenAll(two, three);
    }

    [Fact]
    public async Task What_came_meanwhile_goes_together_as_far_as_there_is_room()
    {
        var send = new Sends();
        var gathering = new BatchSender<int>(1, 10, i => i, send.RunAsync);
        var first = gathering.SendAsync(1);
        await send.NextIsAsync(1);
        var rest = new[] { 2, 3, 4, 11, 1, 9, 1, 20 }.Select(gathering.SendAsync).ToArray();
        foreach (int[] expected in new int[][] { [2, 3, 4], [11], [1, 9], [1], [20] })
        {
            send.End();
            await send.NextIsAsync(expected);
        }

        send.End();
        await Task.WhenAll([first, .. rest]);
    }

    [Fact]
    public async Task What_fails_fails_for_all_that_went_with_it_and_for_nobody_else()
    {
        var send = new Sends();
        var gathering = new BatchSender<int>(1, 10, i => i, send.RunAsync);
        var first = gathering.SendAsync(1);
        await send.NextIsAsync(1);
        var rest = new[] { 5, 5, 2 }.Select(gathering.SendAsync).ToArray();
        send.End();
        await send.NextIsAsync(5, 5);
        send.End(new InvalidOperationException("no"));
        await send.NextIsAsync(2);
        send.End();
        await first;
        await Assert.ThrowsAsync<InvalidOperationException>(() => rest[0]);
        await Assert.ThrowsAsync<InvalidOperationException>(() => rest[1]);
        await rest[2];
    }

    [Fact]
    public async Task What_came_while_one_went_alone_is_sent_though_that_one_failed()
    {
        var send = new Sends();
        var gathering = new BatchSender<int>(1, 10, i => i, send.RunAsync);
        var first = gathering.SendAsync(1);
        await send.NextIsAsync(1);
        var rest = new[] { 2, 3 }.Select(gathering.SendAsync).ToArray();
        send.End(new InvalidOperationException("no"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => first);
        await send.NextIsAsync(2, 3);
        send.End();
        await Task.WhenAll(rest);
    }

    [Fact]
    public async Task It_starts_again_after_it_was_idle()
    {
        var gathering = new BatchSender<int>(1, 10, i => i, _ => Task.CompletedTask);
        for (var i = 0; i < 100; i++)
        {
            await gathering.SendAsync(i);
        }
    }

    private sealed class Sends
    {
        private readonly Channel<int[]> begun = Channel.CreateUnbounded<int[]>();
        private readonly Channel<Exception?> ends = Channel.CreateUnbounded<Exception?>();

        public async Task RunAsync(IReadOnlyList<int> items)
        {
            await begun.Writer.WriteAsync([.. items]);
            if (await ends.Reader.ReadAsync() is { } failure)
            {
                throw failure;
            }
        }

        public async Task NextIsAsync(params int[] items) =>
            Assert.Equal(items, await begun.Reader.ReadAsync(TestContext.Current.CancellationToken));

        public void End(Exception? failure = null) => ends.Writer.TryWrite(failure);
    }
}
