using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(Cairn.Server.Tests.Support.Browser))]

namespace Cairn.Server.Tests.Support;

/// <summary>The system's Chromium, started once for all tests.</summary>
public sealed class Browser : IAsyncLifetime
{
    private IPlaywright? playwright;
    private IBrowser? browser;

    private static string Executable
    {
        get
        {
            var path = Environment.GetEnvironmentVariable("CHROMIUM") ?? "/usr/bin/chromium";
            return File.Exists(path) ? path : throw new InvalidOperationException(
                $"These tests need Chromium and {path} is not there: install it (apt-get install chromium) or name it in CHROMIUM.");
        }
    }

    public async ValueTask InitializeAsync()
    {
        playwright = await Playwright.CreateAsync();
        browser = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Executable,
            Args =
            [
                "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                "--disable-component-update", "--disable-sync"
            ],
        });
    }

    /// <summary>A page of a fresh profile.</summary>
    public async Task<IPage> OpenAsync(
        Uri address, int width = 1280, ColorScheme scheme = ColorScheme.Light, bool bypassPolicy = false, bool hasScript = true, string locale = "en-US")
    {
        var context = await browser!.NewContextAsync(new() // InitializeAsync made it.
        {
            ViewportSize = new() { Width = width, Height = 900 },
            ColorScheme = scheme,
            BypassCSP = bypassPolicy,
            JavaScriptEnabled = hasScript,
            Locale = locale,
        });
        var page = await context.NewPageAsync();
        await page.GotoAsync(address.ToString());
        return page;
    }

    /// <summary>Waits until the page has checked what it shows, and says how that ended: proved, unsigned, cannot or alarm.</summary>
    public static async Task<string> CheckedAsync(IPage page)
    {
        await Assertions.Expect(page.Locator("[data-proof-state]"))
            .ToHaveAttributeAsync("data-proof-state", new System.Text.RegularExpressions.Regex("^(proved|unsigned|cannot|alarm)$"), new() { Timeout = 30_000 });
        return await page.Locator("[data-proof-state]").GetAttributeAsync("data-proof-state") ?? "";
    }

    public async ValueTask DisposeAsync()
    {
        if (browser is not null)
        {
            await browser.DisposeAsync();
        }

        playwright?.Dispose();
    }
}
