using Cairn.Access;
using Cairn.Contracts;

namespace Cairn.Tests.Access;

/// <summary>The API keys in their file.</summary>
public sealed class ApiKeyFileTests : IDisposable
{
    private readonly TempFolder folder = new();
    private readonly FixedClock clock = new();
    private byte next;

    private string Path => folder.File("server/apikeys.json");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_key_is_found_by_its_text_and_the_file_holds_neither_the_text_nor_rights_for_others()
    {
        var keys = Open();
        var (key, text) = keys.Create(Request());
        Assert.Equal(key.Id, keys.Find(text)?.Id);
        Assert.StartsWith("cairn_", text, StringComparison.Ordinal);
        Assert.Equal(49, text.Length);
        var stored = File.ReadAllText(Path);
        Assert.DoesNotContain(text["cairn_".Length..], stored, StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path));
        }

        Assert.Null(keys.Find(text[..^1] + (text[^1] == 'A' ? 'B' : 'A')));
        Assert.Null(keys.Find(""));
        Assert.Null(keys.Find(key.Id));
        Assert.Null(keys.Find(key.Hash));
    }

    [Fact]
    public void A_key_ends_when_it_is_revoked_or_its_time_is_over()
    {
        var keys = Open();
        var (revoked, one) = keys.Create(Request());
        var (_, two) = keys.Create(Request() with { ExpiresAt = clock.GetUtcNow().AddDays(1) });
        Assert.NotNull(keys.Revoke(revoked.Id)?.RevokedAt);
        Assert.Null(keys.Find(one));
        clock.Advance(TimeSpan.FromDays(1) - TimeSpan.FromTicks(1));
        Assert.NotNull(keys.Find(two));
        clock.Advance(TimeSpan.FromTicks(1));
        Assert.Null(keys.Find(two));
        Assert.Null(keys.Revoke("0000000000"));
    }

    [Fact]
    public void A_rotated_key_stays_good_for_the_overlap_and_the_new_one_may_the_same()
    {
        var keys = Open();
        var (old, text) = keys.Create(Request());
        var (made, other) = Assert.NotNull(keys.Rotate(old.Id, "a test", TimeSpan.FromHours(1)));
        Assert.Equal((string.Join(',', old.Roles), string.Join(',', old.Tenants)), (string.Join(',', made.Roles), string.Join(',', made.Tenants)));
        Assert.NotNull(keys.Find(text));
        clock.Advance(TimeSpan.FromHours(1));
        Assert.Null(keys.Find(text));
        Assert.NotNull(keys.Find(other));
        Assert.Null(keys.Rotate(old.Id, "a test", TimeSpan.Zero)); // It has ended.
    }

    [Fact]
    public void Another_process_sees_a_change_within_a_second()
    {
        var (server, console) = (Open(), Open());
        var (key, text) = console.Create(Request());
        Assert.NotNull(server.Find(text));
        console.Revoke(key.Id);
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(server.Find(text));
    }

    [Fact]
    public void A_file_that_others_may_write_is_refused_with_words()
    {
        if (OperatingSystem.IsWindows())
        {
            return; // There folders say who may.
        }

        var (_, text) = Open().Create(Request());
        File.SetUnixFileMode(Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupWrite);
        var refused = Assert.Throws<CairnStoreException>(() => Open().Find(text));
        Assert.Contains("chmod 600", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "club-7", "1 to 100 characters")]
    [InlineData("a\nb", "club-7", "no control characters")]
    [InlineData("ci", "*", "is not a tenant")]
    [InlineData("ci", "", "is not a tenant")]
    public void What_is_no_request_is_refused_with_words(string name, string tenant, string words)
    {
        var refused = Assert.Throws<ArgumentException>(() => Open().Create(Request() with { Name = name, Tenants = [tenant] }));
        Assert.Contains(words, refused.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(Path));
    }

    [Fact]
    public void Nobody_gives_what_they_lack()
    {
        var administrator = new AuditAccess { Actor = AuditActor.User("u1"), Roles = [AuditRole.Administrator], Tenants = ["club-7"] };
        Assert.Null((Request() with { Roles = [AuditRole.Ingest, AuditRole.Auditor] }).Exceeds(administrator));
        Assert.Equal("the role operator", (Request() with { Roles = [AuditRole.Operator] }).Exceeds(administrator));
        Assert.Equal("the tenant club-8", (Request() with { Tenants = ["club-7", "club-8"] }).Exceeds(administrator));
        Assert.Equal("all tenants", (Request() with { Tenants = [], AllTenants = true }).Exceeds(administrator));
        Assert.Equal("the role administrator", (Request() with { Roles = [AuditRole.Administrator] }).Exceeds(
            administrator with { Roles = [AuditRole.Operator] }));
    }

    private static ApiKeyRequest Request() => new() { Name = "ci", Roles = [AuditRole.Viewer], Tenants = ["club-7"], By = "a test" };

    private ApiKeyFile Open() => new(Path, clock, bytes => bytes.Fill(next++));
}
