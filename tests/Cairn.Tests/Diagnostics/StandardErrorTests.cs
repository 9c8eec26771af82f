using Cairn.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Cairn.Tests;

public sealed class StandardErrorTests
{
    [Fact]
    public void Warnings_and_worse_are_told_in_one_line_each()
    {
        using var error = new StringWriter { NewLine = "\n" };
        var logger = new StandardErrorLogger(error);
        logger.LogInformation("nobody needs to know");
        logger.LogWarning("first\nsecond\u001b[2J");
        logger.LogError(new IOException("no\ndisk"), "it failed");
        Assert.Equal("cairn: warning: first second [2J\ncairn: error: it failed: no disk\n", error.ToString());
    }

    [Fact]
    public void A_closed_standard_error_breaks_nothing()
    {
        var error = new StreamWriter(new MemoryStream());
        error.Dispose();
        new StandardErrorLogger(error).LogError("nobody hears it");
    }
}
