using System.Globalization;

namespace Cairn.Bench;

/// <summary>One measured figure: its baseline of the same run, their ratio, and the goal where there is one.</summary>
internal sealed record Figure(string Suite, string Name, double Value, string Unit)
{
    public double? Baseline { get; init; }

    /// <summary>Value over baseline.</summary>
    public double? Ratio => Baseline is { } baseline && baseline != 0 ? Value / baseline : null;

    /// <summary>The goal in words: "ratio &gt;= 0.60".</summary>
    public string? Goal { get; init; }

    public bool? Met { get; init; }

    public Figure AtLeastRatio(double goal) => this with { Goal = Text($"ratio >= {goal:0.00}"), Met = Ratio >= goal };

    public Figure AtMostRatio(double goal) => this with { Goal = Text($"ratio <= {goal:0.00}"), Met = Ratio <= goal };

    public Figure AtMost(double goal) => this with { Goal = Text($"<= {goal:0.###} {Unit}"), Met = Value <= goal };

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
