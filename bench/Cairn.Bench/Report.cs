using System.Globalization;
using System.Text.Json;

namespace Cairn.Bench;

/// <summary>Prints figures as they come, and writes them as JSON, one object a line.</summary>
internal sealed class Report(string? jsonFile)
{
    private readonly List<Figure> figures = [];

    public bool AllMet => figures.TrueForAll(f => f.Met != false);

    public void Add(Figure figure)
    {
        if (figures.Count == 0)
        {
            Console.WriteLine($"{"",-4}{"figure",-62}{"value",14} {"unit",-9}{"baseline",14}{"ratio",8}  goal");
        }

        figures.Add(figure);
        var mark = figure.Met switch { true => "ok  ", false => "MISS", null => "    " };
        Console.WriteLine(
            $"{mark}{figure.Name,-62}{Number(figure.Value),14} {figure.Unit,-9}{Number(figure.Baseline),14}"
            + $"{figure.Ratio?.ToString("0.00", CultureInfo.InvariantCulture),8}  {figure.Goal}");
    }

    public void Save()
    {
        if (jsonFile is null)
        {
            return;
        }

        using var file = File.Create(jsonFile);
        foreach (var f in figures)
        {
            JsonSerializer.Serialize(file, new
            {
                suite = f.Suite,
                name = f.Name,
                value = f.Value,
                unit = f.Unit,
                baseline = f.Baseline,
                ratio = f.Ratio,
                goal = f.Goal,
                met = f.Met
            });
            file.WriteByte((byte)'\n');
        }
    }

    private static string Number(double? value) => value switch
    {
        null => "",
        >= 100 => value.Value.ToString("#,##0", CultureInfo.InvariantCulture),
        _ => value.Value.ToString("0.###", CultureInfo.InvariantCulture),
    };
}
