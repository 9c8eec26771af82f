namespace Cairn.Tests;

public sealed class RecordingOptionsTests
{
    [Fact]
    public void What_cannot_work_is_refused_and_the_message_says_how_to_mend_it()
    {
        Refuses(o => o.SpoolFolder = "", "SpoolFolder is empty");
        Refuses(o => o.SpoolMaxBytes = 1000, "at least 1 MiB");
        Refuses(o => o.SpoolSyncInterval = TimeSpan.Zero, "take 10 ms or more");
        Refuses(o => o.BatchDelay = TimeSpan.FromSeconds(-1), "take 0 to 10 s");
        Refuses(o => o.IntentHold = TimeSpan.FromDays(1), "take 0 to 1 h");
        Refuses(o => o.RecordTimeout = TimeSpan.Zero, "RecordTimeout");
        Refuses(o => o.StopTimeout = TimeSpan.FromDays(1), "StopTimeout");
        new CairnOptions().Validate();
        new CairnOptions { SpoolMaxBytes = 1 << 20 }.SpoolSettings("x").Validate();
    }

    private static void Refuses(Action<CairnOptions> change, string words)
    {
        var options = new CairnOptions();
        change(options);
        Assert.Contains(words, Assert.Throws<ArgumentException>(options.Validate).Message, StringComparison.Ordinal);
    }
}
