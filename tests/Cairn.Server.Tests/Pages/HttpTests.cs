using System.Net;
using Cairn.Server.Tests.Support;

namespace Cairn.Server.Tests.Pages;

/// <summary>What the server answers, whoever asks.</summary>
public sealed class HttpTests
{
    [Theory]
    [InlineData("/", 200)]
    [InlineData("/entries/0", 200)]
    [InlineData("/checkpoint", 200)]
    [InlineData("/style.css", 200)]
    [InlineData("/?before=x", 400)]
    [InlineData("/nothing", 404)]
    public async Task Every_answer_has_the_strict_headers(string path, int status)
    {
        await using var site = await Site.WithAsync(1);
        using var answer = await site.GetAsync(path);
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal(
            "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
            Header(answer, "Content-Security-Policy"));
        Assert.Equal("nosniff", Header(answer, "X-Content-Type-Options"));
        Assert.Equal("no-referrer", Header(answer, "Referrer-Policy"));
        Assert.Equal("no-store", Header(answer, "Cache-Control"));
        Assert.False(answer.Headers.Contains("Server"));
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
    [InlineData("+1")]
    [InlineData("007")]
    [InlineData("1.0")]
    [InlineData("%201")]
    [InlineData("99999999999999999999")]
    [InlineData("abc")]
    [InlineData("")]
    [InlineData("1&before=2")]
    [InlineData("%00")]
    [InlineData("%F0%9F%98%80")]
    public async Task A_bad_place_is_refused_in_words(string before)
    {
        await using var site = await Site.WithAsync(1);
        using var answer = await site.GetAsync($"/?before={before}");
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(
            "a whole number, 0 or more",
            await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
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
            "There is no such entry",
            await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Beyond_the_end_are_the_newest_entries()
    {
        await using var site = await Site.WithAsync(3);
        Assert.Contains("href=\"/entries/2\"", await site.TextAsync("/?before=9223372036854775807"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Before_the_first_entry_is_none()
    {
        await using var site = await Site.WithAsync(3);
        Assert.Contains("no entries", await site.TextAsync("/?before=0"), StringComparison.Ordinal);
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
        Assert.Contains("leaf cannot be read", page, StringComparison.Ordinal);
        Assert.Contains("href=\"/entries/2\"", page, StringComparison.Ordinal);
        using var answer = await site.GetAsync("/entries/1");
        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.Contains(
            "It is damaged", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
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
