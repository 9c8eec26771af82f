using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Cairn.Contracts;

namespace Cairn.Samples.Tests;

/// <summary>The clinic, driven from outside.</summary>
public sealed class ClinicTests : IDisposable
{
    private const string Administrator = "admin@clinic.example";
    private const string Secret = "Right-horse-1";

    private readonly TempFolder folder = new();

    private static CancellationToken Cancel => SampleProcess.Cancel;

    public void Dispose() => folder.Dispose();

    [Fact]
    [Trait("Requirement", "CLINIC-1")]
    public async Task An_entry_says_who_did_what_to_what_and_when_and_is_there_after_the_next_start()
    {
        JsonElement before;
        await using (var clinic = await StartAsync())
        {
            using var administrator = await clinic.SignedInAsync(Administrator);
            await BookAsync(administrator);
            before = (await SampleProcess.UntilAsync(administrator, "/admin/audit", e => Created(e).ValueKind != default)).Find(IsBooking);
            Assert.Equal(["appointment:1"], before.Items("targets"));
            Assert.NotEmpty(before.Text("actorId"));
            Assert.Equal(Administrator, before.Text("actor"));
            Assert.Equal("/appointments/", before.GetProperty("metadata").GetProperty("http.route").GetString());
            Assert.True(before.GetProperty("at").GetDateTimeOffset() > DateTimeOffset.UnixEpoch);
            await clinic.StopAsync();
        }

        // The same folder: everything is made and migrated already.
        await using (var clinic = await StartAsync())
        {
            using var administrator = await clinic.SignedInAsync(Administrator);
            var after = await administrator.GetFromJsonAsync<List<JsonElement>>("/admin/audit?type=appointment&id=1", Cancel);
            Assert.Equal(before.GetRawText(), Assert.Single(after!).GetRawText()); // The route answers with a list.
        }
    }

    [Fact]
    [Trait("Requirement", "CLINIC-2")]
    public async Task Every_admin_route_that_changes_something_is_recorded_with_the_values_before_and_after()
    {
        await using var clinic = await StartAsync();
        using var administrator = await clinic.SignedInAsync(Administrator);
        await BookAsync(administrator);
        var patient = await SignUpAsync(clinic, administrator);
        (HttpMethod Method, string Path, object? Body, string Action, string Change)[] routes =
        [
            (HttpMethod.Put, "/admin/appointments/1", new { startsAt = "2027-01-05T10:30:00" }, "appointment.updated", "/StartsAt: "),
            (HttpMethod.Put, "/admin/payments/1", new { amount = 55 }, "payment.updated", "/Amount: 40"),
            (HttpMethod.Delete, "/admin/payments/1", null, "payment.deleted", "/Status: \"open\" -> -"),
            (HttpMethod.Delete, "/admin/appointments/1", null, "appointment.deleted", "/IsConfirmed: true -> -"),
            (HttpMethod.Put, $"/admin/users/{patient}/email", new { address = "new@example.com" }, "", "\"new@example.com\""),
            (HttpMethod.Delete, $"/admin/users/{patient}", null, "user.deleted", "/email: \"new@example.com\" -> -"),
        ];

        foreach (var (method, path, body, _, _) in routes)
        {
            using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
            using var answer = await administrator.SendAsync(request, Cancel);
            Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        }

        foreach (var (method, path, _, action, change) in routes)
        {
            var route = path.Split('/')[2];
            var entries = await SampleProcess.UntilAsync(administrator, "/admin/audit", entries =>
            {
                // The route's own entry and the row's belong to one request.
                var own = entries.FindAll(e => Route(e).StartsWith($"/admin/{route}/", StringComparison.Ordinal)
                    && e.GetProperty("metadata").GetProperty("http.method").GetString() == method.Method
                    && e.Text("actor") == Administrator);
                return own.Exists(e => action.Length == 0 || e.Action() == action)
                    && own.Exists(e => e.Items("changes").Exists(c => c.Contains(change, StringComparison.Ordinal)))
                    && own.Select(e => e.Text("requestId")).Distinct().Count() == 1;
            });
            Assert.NotEmpty(entries);
        }
    }

    [Fact]
    [Trait("Requirement", "CLINIC-2")]
    public async Task Who_is_no_administrator_changes_nothing_and_that_is_recorded()
    {
        await using var clinic = await StartAsync();
        using var administrator = await clinic.SignedInAsync(Administrator);
        await SignUpAsync(clinic, administrator);
        using var patient = await clinic.SignedInAsync("ada@example.com", Secret);
        using var refused = await patient.DeleteAsync("/admin/appointments/1", Cancel);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        var entries = await SampleProcess.UntilAsync(administrator, "/admin/audit", e => e.Has("permission.denied", "Denied")
            || e.Has("appointment.deleted", "Denied"));
        Assert.Contains(entries, e => e.Text("outcome") == "Denied" && e.Text("actor") == "ada@example.com");
    }

    [Fact]
    [Trait("Requirement", "CLINIC-3")]
    public async Task Sign_ins_password_resets_and_payments_are_recorded()
    {
        await using var clinic = await StartAsync();
        using var administrator = await clinic.SignedInAsync(Administrator);
        await SignUpAsync(clinic, administrator);
        using var visitor = clinic.Visitor();
        await PostAsync(
            visitor, "/account/sign-in", new { email = "ada@example.com", password = "wrong-Horse-1" }, HttpStatusCode.Unauthorized);
        await PostAsync(visitor, "/account/forgot-password", new { email = "ada@example.com" }, HttpStatusCode.Accepted);
        var token = await MailedAsync(clinic);
        await PostAsync(visitor, "/account/reset-password", new { email = "ada@example.com", token, password = "Other-horse-2" });
        using var patient = await clinic.SignedInAsync("ada@example.com", "Other-horse-2");
        await BookAsync(patient);
        using var paid = await patient.PutAsJsonAsync(
            "/payments/1", new { status = "paid", providerReference = "ref-S3cret", why = "by card" }, Cancel);
        Assert.Equal(HttpStatusCode.NoContent, paid.StatusCode);
        await PostAsync(patient, "/account/sign-out", new { }, HttpStatusCode.OK);

        var entries = await SampleProcess.UntilAsync(administrator, "/admin/audit", e =>
            e.Has("signup.succeeded") && e.Has("login.succeeded") && e.Has("login.failed", "Failure") && e.Has("session.ended")
            && e.Has("password_reset.requested") && e.Has("password_reset.completed") && e.Has("payment.updated"));

        var payment = entries.One("payment.updated");
        Assert.Equal(("ada@example.com", "payment:1"), (payment.Text("actor"), Assert.Single(payment.Items("targets"))));
        Assert.Equal(["/status: \"open\" -> \"paid\""], payment.Items("changes"));
        Assert.All(entries, e => Assert.True(e.GetProperty("at").GetDateTimeOffset() > DateTimeOffset.UnixEpoch));
        var all = JsonSerializer.Serialize(entries);
        Assert.DoesNotContain("orse", all, StringComparison.Ordinal); // No password, right or wrong.
        Assert.DoesNotContain("S3cret", all, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_prints_what_to_try()
    {
        await using var clinic = await StartAsync();
        while (!clinic.Printed.Any(line => line.Contains("/admin/audit", StringComparison.Ordinal)))
        {
            await Task.Delay(10, Cancel); // The test's own time limit ends it.
        }
    }

    private Task<SampleProcess> StartAsync() => SampleProcess.StartAsync("Clinic", "--Data", folder.File("clinic"));

    private static string Route(JsonElement entry) =>
        entry.GetProperty("metadata").TryGetProperty("http.route", out var route) ? route.GetString() ?? "" : "";

    private static bool IsBooking(JsonElement entry) =>
        entry.Action() == "record.created" && entry.Items("targets").Contains("appointment:1");

    private static JsonElement Created(List<JsonElement> entries) => entries.Find(IsBooking);

    private static Task BookAsync(HttpClient visitor) =>
        PostAsync(visitor, "/appointments", new { startsAt = "2027-01-04T09:00:00", reason = "a cough" }, HttpStatusCode.Created);

    // The id of the new account.
    private static async Task<string> SignUpAsync(SampleProcess clinic, HttpClient administrator)
    {
        using var visitor = clinic.Visitor();
        await PostAsync(visitor, "/account/sign-up", new { email = "ada@example.com", password = Secret });
        var entries = await SampleProcess.UntilAsync(
            administrator, "/admin/audit?action=signup.succeeded", e => e.Exists(s => s.Text("actor") == "ada@example.com"));
        return entries.Find(e => e.Text("actor") == "ada@example.com").Text("actorId");
    }

    private static async Task PostAsync(HttpClient visitor, string path, object body, HttpStatusCode expected = HttpStatusCode.NoContent)
    {
        using var answer = await visitor.PostAsJsonAsync(path, body, Cancel);
        Assert.Equal(expected, answer.StatusCode);
    }

    private static async Task<string> MailedAsync(SampleProcess clinic)
    {
        const string Mail = "your code to reset the password is ";
        while (true)
        {
            if (clinic.Printed.FirstOrDefault(line => line.Contains(Mail, StringComparison.Ordinal)) is { } line)
            {
                return line[(line.IndexOf(Mail, StringComparison.Ordinal) + Mail.Length)..];
            }

            await Task.Delay(10, Cancel); // The test's own time limit ends it.
        }
    }
}
