using System.Net;
using Cairn.Server.Tests.Support;

namespace Cairn.Server.Tests.Viewer;

/// <summary>What the server answers, whoever asks.</summary>
public sealed class HttpTests
{
    [Theory]
    [InlineData("/", 200)]
    [InlineData("/counts", 200)]
    [InlineData("/overview", 200)]
    [InlineData("/history?type=container&id=c-0", 200)]
    [InlineData("/entries/0", 200)]
    [InlineData("/?cursor=x", 400)]
    [InlineData("/?q=a:b", 400)]
    [InlineData("/history", 400)]
    [InlineData("/nothing", 404)]
    public async Task Every_page_has_the_strict_headers(string path, int status)
    {
        await using var site = await Site.WithAsync(1);
        using var answer = await site.GetAsync(path);
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal(
            "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
            Header(answer, "Content-Security-Policy"));
        Assert.Equal("nosniff", Header(answer, "X-Content-Type-Options"));
        Assert.Equal("no-referrer", Header(answer, "Referrer-Policy"));
        Assert.Equal("no-store", Header(answer, "Cache-Control"));
        Assert.False(answer.Headers.Contains("Server"));
    }

    [Fact]
    public async Task Styles_and_scripts_are_kept_under_their_own_version_and_are_all_there()
    {
        await using var site = await Site.WithAsync(1);
        var page = await site.TextAsync("/");
        Assert.DoesNotContain("_framework", page, StringComparison.Ordinal);
        Assert.DoesNotContain(" style=", page, StringComparison.Ordinal);
        var scripts = System.Text.RegularExpressions.Regex.Matches(page, "/assets/[^\"]+").Select(m => m.Value).ToList();
        Assert.Equal(2, scripts.Count);
        var folder = scripts[0][..(scripts[0].LastIndexOf('/') + 1)];
        foreach (var name in new[] { "viewer.css", "page.js", "proof.js", "event.js", "json.js", "note.js", "sentence.js", "tree.js", "words.js" })
        {
            using var answer = await site.GetAsync(folder + name);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Contains("immutable", Header(answer, "Cache-Control"), StringComparison.Ordinal);
        }

        using var none = await site.GetAsync(folder + "none.js");
        Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);
    }

    [Theory]
    [InlineData("audit.example.com")]
    [InlineData("localhost.example.com")]
    [InlineData("127.0.0.1.example.com:5280")]
    [InlineData("192.0.2.1")]
    public async Task A_foreign_host_name_is_refused(string host)
    {
        await using var site = await Site.WithAsync(1);
        using var answer = await site.GetAsync("/", host);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.DoesNotContain(
            "Example Owner", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal("nosniff", Header(answer, "X-Content-Type-Options"));
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("LOCALHOST:80")]
    [InlineData("127.0.0.1:1")]
    [InlineData("[::1]:5280")]
    public async Task The_names_of_this_machine_are_answered(string host)
    {
        await using var site = await Site.WithAsync(1);
        using var answer = await site.GetAsync("/", host);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("1")]
    [InlineData("00")]
    [InlineData("9223372036854775807")]
    [InlineData("99999999999999999999")]
    [InlineData("abc")]
    public async Task An_entry_that_is_not_there_is_missed_in_words(string index)
    {
        await using var site = await Site.WithAsync(1);
        using var answer = await site.GetAsync($"/entries/{index}");
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains(
            "There is no such entry, or it has expired",
            await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_log_that_does_not_exist_yet_says_so()
    {
        await using var site = await Site.WithAsync(0);
        Assert.Contains("Nothing was recorded yet", await site.TextAsync("/"), StringComparison.Ordinal);
        using var checkpoint = await site.GetAsync("/checkpoint");
        Assert.Equal(HttpStatusCode.NotFound, checkpoint.StatusCode);
    }

    [Fact]
    public async Task A_damaged_leaf_is_told_and_the_others_are_shown()
    {
        await using var site = await Site.WithAsync(3);
        var rows = site.Store.Rows.Logs[0].Entries;
        rows[1] = rows[1] with { Leaf = "{\"v\":2}"u8.ToArray() };
        var page = await site.TextAsync("/");
        Assert.Contains("Entry 1 cannot be read", page, StringComparison.Ordinal);
        Assert.Contains("href=\"/entries/2\"", page, StringComparison.Ordinal);
        using var answer = await site.GetAsync("/entries/1");
        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        Assert.Contains(
            "An entry is not as it was written", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_that_cannot_answer_is_told_in_its_own_words()
    {
        await using var site = await Site.WithRouteAsync(
            "/locked", string () => throw new CairnStoreException("audit.db is locked by <another> process"));
        using var answer = await site.GetAsync("/locked");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Contains(
            "audit.db is locked by &lt;another&gt; process",
            await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
        Assert.Equal("nosniff", Header(answer, "X-Content-Type-Options"));
    }

    [Fact]
    public async Task Any_other_failure_keeps_its_details_to_itself()
    {
        await using var site = await Site.WithRouteAsync("/broken", string () => throw new InvalidOperationException("inner detail"));
        using var answer = await site.GetAsync("/broken");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.DoesNotContain(
            "inner detail", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_long_sentence_is_cut_in_the_list_and_whole_on_its_page()
    {
        var text = string.Concat(Enumerable.Repeat("𐐷", 3_000));
        await using var site = await Site.WithAsync(
            StandardActions.ConfigChanged.By(AuditActor.User("u-1")).Change("motto", "short", text));
        Assert.DoesNotContain(text, WebUtility.HtmlDecode(await site.TextAsync("/")), StringComparison.Ordinal);
        Assert.Contains(text, WebUtility.HtmlDecode(await site.TextAsync("/entries/0")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pages_only_read()
    {
        await using var site = await Site.WithAsync(1);
        using var answer = await site.Client.PostAsync(new Uri("/", UriKind.Relative), null, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
    }

    [Fact]
    public async Task Whoever_asks_for_the_head_gets_no_body()
    {
        await using var site = await Site.WithAsync(1);
        using var request = new HttpRequestMessage(HttpMethod.Head, new Uri("/", UriKind.Relative));
        using var answer = await site.Client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private static string Header(HttpResponseMessage answer, string name) => Assert.Single(answer.Headers.GetValues(name));
}
