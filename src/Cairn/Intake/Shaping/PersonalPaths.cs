using System.Globalization;
using System.Text.Json;
using Cairn.Primitives;

namespace Cairn.Intake.Shaping;

/// <summary>Step 9: paths into strings are shortened; parts that say nothing are left out and counted.</summary>
internal static class PersonalPaths
{
    // Beyond so many tokens nothing is there: an event is less deep.
    private const int MostTokens = EventLimits.Depth + 2;

    public static AuditEvent Settle(AuditEvent e, Marks marks)
    {
        if (e.Personal.Count == 0)
        {
            return e;
        }

        var root = Resolved(e);
        var parts = e.Personal.Select((part, i) => Found(part, i, root)).ToList();
        var kept = parts.Where(part => !part.IsLeftOut && !part.IsWithinAnother(root)).ToList();
        if (kept.Count < parts.Count)
        {
            var positions = kept.Select((part, i) => (part.Position, Now: i))
                .ToDictionary(p => Text(p.Position), p => Text(p.Now), StringComparer.Ordinal);
            var node = marks.At("/personal");
            node.Renumber(position => positions.GetValueOrDefault(position));
            node.Add(mark => mark with { Ignored = (mark.Ignored ?? 0) + parts.Count - kept.Count });
        }

        return e with { Personal = [.. kept.Select(part => part.Part)] };
    }

    private static string Text(int position) => position.ToString(CultureInfo.InvariantCulture);

    private static PathNode Resolved(AuditEvent e)
    {
        var root = new PathNode();
        foreach (var part in e.Personal.Where(part => part.Path is not null && PersonalRules.IsPlace(part.Path)))
        {
            var node = root;
            foreach (var token in JsonPointer.Tokens(part.Path, MostTokens))
            {
                node = node.At(token);
            }
        }

        using var document = JsonDocument.Parse(EventJson.Write(e with { Personal = [], Shaped = [] }));
        root.Resolve(document.RootElement);
        return root;
    }

    // What may not be a path at all is kept: it is refused. One that is missing is no fault of form.
    private static FoundPart Found(PersonalData part, int i, PathNode root)
    {
        if (part.Path is null || !PersonalRules.IsPlace(part.Path))
        {
            return new(part, i, [], IsLeftOut: part.Path is null);
        }

        var (node, tokens) = (root, JsonPointer.Tokens(part.Path, MostTokens));
        var length = 0;
        for (; length < tokens.Length && !node.IsString; length++)
        {
            node = node.At(tokens[length]);
        }

        var path = length == tokens.Length ? part.Path : string.Concat(tokens.Take(length).Select(JsonPointer.Of));
        var isLeftOut = !node.Exists || part.Subject.Id is null || Cut.HasMore(path, EventLimits.Characters);
        if (!isLeftOut && node.Owner < 0)
        {
            node.Owner = i;
        }

        return new(part with { Path = path }, i, tokens[..length], isLeftOut);
    }

    private sealed record FoundPart(PersonalData Part, int Position, string[] Tokens, bool IsLeftOut)
    {
        /// <summary>Whether it lies within another part that is kept, or equals an earlier one.</summary>
        public bool IsWithinAnother(PathNode root)
        {
            var node = root;
            foreach (var token in Tokens)
            {
                if (node.Owner >= 0)
                {
                    return true;
                }

                node = node.At(token);
            }

            return Tokens.Length > 0 && node.Owner != Position;
        }
    }
}
