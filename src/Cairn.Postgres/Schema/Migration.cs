using System.Security.Cryptography;
using System.Text;

namespace Cairn.Postgres;

/// <summary>One step of the schema.</summary>
/// <param name="Version">Its number.</param>
/// <param name="Sql">What it does; roles are placeholders in it.</param>
/// <param name="Serves">
/// The oldest version whose hosts may go on with the schema as this step leaves it: what they call and read is still there and means the
/// same, and each trigger and policy they know has its name.
/// </param>
internal sealed record Migration(int Version, string Sql, int Serves = 1)
{
    /// <summary>Every step there is, ascending.</summary>
    public static IReadOnlyList<Migration> All { get; } = [new(1, Resource("0001_initial.sql"))];

    /// <summary>The newest version this Cairn knows.</summary>
    public static int Newest => All[^1].Version;

    /// <summary>Tells a database that was migrated by this very text from one that another build made.</summary>
    public string Checksum => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Sql)));

    public static string Resource(string name)
    {
        using var stream = typeof(Migration).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The resource {name} is not in this build.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
