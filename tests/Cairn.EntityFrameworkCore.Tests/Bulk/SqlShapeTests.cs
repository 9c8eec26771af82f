namespace Cairn.EntityFrameworkCore.Tests;

public sealed class SqlShapeTests
{
    private const string Postgres = "Npgsql.EntityFrameworkCore.PostgreSQL";
    private const string SqlServer = "Microsoft.EntityFrameworkCore.SqlServer";
    private const string MySql = "MySql.EntityFrameworkCore";

    [Theory]
    [InlineData(Postgres, "UPDATE a SET b = 'it''s', c = -1.5e3 WHERE d = 0x1F", "UPDATE a SET b = ?, c = -? WHERE d = ?")]
    [InlineData(Postgres, "UPDATE a SET b = 'x\\', c = 'secret'", "UPDATE a SET b = ?, c = ?")]
    [InlineData(Postgres, "UPDATE a SET b = E'x\\'y', c = 'secret'", "UPDATE a SET b = ?, c = ?")]
    [InlineData(Postgres, "UPDATE a SET b = $$it's$$, c = $t$x$$y$t$, d = $1", "UPDATE a SET b = ?, c = ?, d = $1")]
    [InlineData(Postgres, "UPDATE a SET b = ARRAY[1,2,'x']", "UPDATE a SET b = ARRAY[?,?,?]")]
    [InlineData(Postgres, "UPDATE \"Orders\" SET \"A1\" = @p0 -- secret\nWHERE x = 3", "UPDATE \"Orders\" SET \"A1\" = @p0 WHERE x = ?")]
    [InlineData(SqlServer, "UPDATE [a 1] SET [b] = N'secret' /* secret */ WHERE c = @__p_0", "UPDATE [a 1] SET [b] = ? WHERE c = @__p_0")]
    [InlineData(MySql, "UPDATE `a` SET b = 'x\\'secret', c = \"secret\", d = 'y'", "UPDATE `a` SET b = ?, c = ?, d = ?")]
    [InlineData(Postgres, "UPDATE a SET b = 'unfinished secret", "UPDATE a SET b = ?")]
    [InlineData(Postgres, "UPDATE a SET b = $x$unfinished secret", "UPDATE a SET b = ?")]
    public void Values_and_comments_are_gone_and_the_rest_stays(string provider, string sql, string shape) =>
        Assert.Equal(shape, SqlShape.For(provider).Of(sql));

    [Theory]
    [InlineData("UPDATE \"Orders\" AS o SET x = 1", "Orders")]
    [InlineData("UPDATE ONLY shop.\"Orders\" SET x = 1", "Orders")]
    [InlineData("DELETE FROM \"shop\".\"Orders\" AS o WHERE o.x = 1", "Orders")]
    [InlineData("INSERT INTO Orders (a) VALUES (1)", "Orders")]
    [InlineData("WITH c AS (SELECT 1) UPDATE Orders SET x = 1", "Orders")]
    [InlineData("TRUNCATE TABLE Orders", "Orders")]
    [InlineData("SET x = 1; DELETE FROM Orders", "Orders")]
    [InlineData("REPLACE INTO Orders VALUES (1)", "Orders")]
    [InlineData("EXEC close_year @p0", null)]
    // Each changes rows.
    public void The_table_is_read_from_the_statement(string sql, string? table) =>
        Assert.Equal(table, BulkStatement.Of(sql, Postgres)!.Table);

    [Theory]
    [InlineData(SqlServer, "UPDATE [o] SET [o].[State] = 1 FROM [Orders] AS [o] WHERE [o].[Id] = 3")]
    [InlineData(SqlServer, "DELETE FROM [o] FROM [shop].[Orders] AS [o]")]
    [InlineData(MySql, "DELETE `o` FROM `Orders` AS `o`")]
    public void An_alias_is_followed_to_its_table(string provider, string sql) =>
        Assert.Equal("Orders", BulkStatement.Of(sql, provider)?.Table);

    [Theory]
    [InlineData("SELECT * FROM Orders FOR UPDATE")]
    [InlineData("SELECT 'DELETE FROM Orders'")]
    [InlineData("-- UPDATE Orders SET x = 1\nSELECT 1")]
    [InlineData("PRAGMA journal_mode = wal")]
    public void What_only_reads_is_none(string sql) => Assert.Null(BulkStatement.Of(sql, Postgres));

    [Fact]
    public void Any_text_has_a_shape()
    {
        var random = new Random(13);
        const string Alphabet = "ab1'\"`[]$-/*\\\n ;@(=";
        for (var i = 0; i < 20_000; i++)
        {
            var sql = string.Concat(Enumerable.Range(0, random.Next(40)).Select(_ => Alphabet[random.Next(Alphabet.Length)]));
            foreach (var provider in new[] { Postgres, SqlServer, MySql })
            {
                Assert.NotNull(SqlShape.For(provider).Of(sql));
                _ = BulkStatement.Of(sql, provider);
            }
        }
    }
}
