using System.Text.Json;

namespace Cairn;

/// <summary>The rules of an event's <c>personal</c>: each path names something that is there, and none lies within another.</summary>
internal static class PersonalRules
{
    public static void Check(AuditEvent e, ProblemList problems)
    {
        if (e.Personal.Count > EventLimits.Personal)
        {
            problems.Add("personal", $"{e.Personal.Count} parts, at most {EventLimits.Personal} are allowed");
            return;
        }

        using var document = JsonDocument.Parse(EventJson.Write(e));
        for (var i = 0; i < e.Personal.Count; i++)
        {
            EventRules.Subject($"personal[{i}].subject", e.Personal[i].Subject, problems);
            Path(e, i, document.RootElement, problems);
        }
    }

    private static void Path(AuditEvent e, int i, JsonElement root, ProblemList problems)
    {
        var path = e.Personal[i].Path;
        var member = $"personal[{i}].path";
        if (!JsonPointer.IsValid(path))
        {
            problems.Add(member, "must be a JSON Pointer (RFC 6901) such as /metadata/sponsor");
        }
        else if (!IsPlace(JsonPointer.Tokens(path)))
        {
            problems.Add(member, "must be /description, /reason, /outcome/error or /targets/N/name, or be or lie within /metadata or /changes (of a change only before and after)");
        }
        else if (!Exists(root, path))
        {
            problems.Add(member, "names nothing in this event");
        }
        else if (e.Personal.Where((p, j) => p.Path.Length > 0 && (j < i || (j > i && p.Path != path))).Any(p => JsonPointer.IsWithin(path, p.Path)))
        {
            problems.Add(member, "lies within another path of personal");
        }
    }

    private static bool IsPlace(string[] tokens) => tokens switch
    {
        ["description"] or ["reason"] or ["outcome", "error"] or ["metadata", ..] => true,
        ["changes", _, var side, ..] => side is "before" or "after",
        ["changes", ..] => true,
        ["targets", var n, "name"] => IsPosition(n),
        _ => false,
    };

    /// <summary>Whether the path is a target's name, such as <c>/targets/0/name</c>.</summary>
    internal static bool IsTargetName(string path) => JsonPointer.Tokens(path) is ["targets", var n, "name"] && IsPosition(n);

    internal static bool IsPosition(string token) => token == "0" || (token.Length is > 0 and < 6 && token[0] != '0' && token.All(char.IsAsciiDigit));

    private static bool Exists(JsonElement element, string path)
    {
        foreach (var token in JsonPointer.Tokens(path))
        {
            if (element.ValueKind == JsonValueKind.Object && element.TryGetProperty(token, out var member))
            {
                element = member;
            }
            else if (element.ValueKind == JsonValueKind.Array && IsPosition(token) && int.Parse(token, System.Globalization.CultureInfo.InvariantCulture) < element.GetArrayLength())
            {
                element = element[int.Parse(token, System.Globalization.CultureInfo.InvariantCulture)];
            }
            else
            {
                return false;
            }
        }

        return true;
    }
}
