using System.ComponentModel.DataAnnotations.Schema;
using Microsoft.EntityFrameworkCore;

namespace Cairn.EntityFrameworkCore.Tests;

/// <summary>What lives in JSON columns: owned parts, complex values, and collections of both.</summary>
public sealed class JsonTests
{
    public static TheoryData<Kind> Kinds => [Kind.Sqlite, Kind.Postgres];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Owned_parts_in_a_column_are_told_by_their_places(Kind kind)
    {
        await using var shop = await ShopAsync(kind);
        await using var context = shop.Open();
        var form = new Form { Contact = new() { City = "Bath" }, Answers = { new() { Text = "a" }, new() { Text = "b" } } };
        context.Add(form);
        await context.SaveChangesAsync(Cancel);
        Assert.Contains("""/Contact/City: - → "Bath" """.Trim(), shop.Log.Single("record.created").Told());
        Assert.Contains("""/Answers/1/Text: - → "b" """.Trim(), shop.Log.Single("record.created").Told());

        shop.Log.Clear();
        form.Answers[0].Text = "c";
        form.Contact.City = "York";
        await context.SaveChangesAsync(Cancel);
        Assert.Equal(
            ["""/Answers/0/Text: "a" → "c" """.Trim(), """/Contact/City: "Bath" → "York" """.Trim()],
            shop.Log.Single("record.updated").Told());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_complex_collection_is_told_element_by_element(Kind kind)
    {
        await using var shop = await ShopAsync(kind);
        await using var context = shop.Open();
        var form = new Form { Stops = { new() { Place = "A", Minutes = 1 }, new() { Place = "B", Minutes = 2 } } };
        context.Add(form);
        await context.SaveChangesAsync(Cancel);
        Assert.Contains("""/Stops/0: - → {"Minutes":1,"Place":"A"}""", shop.Log.Single("record.created").Told());

        shop.Log.Clear();
        form.Stops[1].Minutes = 20;
        form.Stops.Add(new() { Place = "C", Minutes = 3 });
        await context.SaveChangesAsync(Cancel);
        string[] expected =
            ["""/Stops/1: {"Minutes":2,"Place":"B"} → {"Minutes":20,"Place":"B"}""", """/Stops/2: - → {"Minutes":3,"Place":"C"}"""];
        Assert.Equal(expected, shop.Log.Single("record.updated").Told());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_list_of_plain_values_is_one_change(Kind kind)
    {
        await using var shop = await ShopAsync(kind);
        await using var context = shop.Open();
        var form = new Form { Marks = { 1, 2 } };
        context.Add(form);
        await context.SaveChangesAsync(Cancel);
        form.Marks.Add(3);
        await context.SaveChangesAsync(Cancel);
        Assert.Equal(["/Marks: [1,2] → [1,2,3]"], shop.Log.Single("record.updated").Told());
    }

    private static async Task<FormShop> ShopAsync(Kind kind)
    {
        var shop = new FormShop(TestDatabase.New(kind));
        await using var context = shop.Open();
        await context.Database.EnsureCreatedAsync(Cancel);
        return shop;
    }

    private sealed record FormShop(TestDatabase Database) : IAsyncDisposable
    {
        public FakeAuditLog Log { get; } = new();

        public FormContext Open()
        {
            var options = new DbContextOptionsBuilder<FormContext>();
            Database.Use(options);
            return new(options.UseCairn(c =>
            {
                c.Log = Log;
                c.AuditAll();
            }).Options);
        }

        public ValueTask DisposeAsync() => Database.DisposeAsync();
    }

    internal sealed class FormContext(DbContextOptions options) : DbContext(options)
    {
        protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.Entity<Form>(f =>
        {
            f.OwnsOne(x => x.Contact, c => c.ToJson());
            f.OwnsMany(x => x.Answers, a => a.ToJson());
            f.ComplexCollection(x => x.Stops, s => s.ToJson());
        });
    }

    internal sealed class Form
    {
        public int Id { get; set; }

        public Contact Contact { get; set; } = new();

        public List<Answer> Answers { get; } = [];

        public List<Stop> Stops { get; set; } = [];

        public List<int> Marks { get; set; } = [];
    }

    internal sealed class Contact
    {
        public string City { get; set; } = "";
    }

    internal sealed class Answer
    {
        public string Text { get; set; } = "";
    }

    [ComplexType]
    internal sealed class Stop
    {
        public string Place { get; set; } = "";

        public int Minutes { get; set; }
    }
}
