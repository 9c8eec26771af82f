using System.Globalization;
using System.Text;
using System.Text.Json;
using Cairn.Events;
using Cairn.Primitives;

namespace Cairn.Reading;

/// <summary>Every text of an event that people can see: words are looked for in these.</summary>
internal static class EventTexts
{
    public static IEnumerable<string> Of(AuditEvent e) =>
        ((IEnumerable<string?>)
        [
            e.Action, e.Category, e.Id?.ToString("D"), e.Description, e.Reason, ResultNames.Spelled(e.Outcome.Result), e.Outcome.Code,
            e.Outcome.Error, e.Actor.Type, e.Actor.Id, e.Actor.Name, e.Actor.Email, e.Actor.Phone, e.Actor.Role, e.Actor.OnBehalfOf?.Type,
            e.Actor.OnBehalfOf?.Id, e.Context.Source, e.Context.Ip, e.Context.UserAgent, e.Context.RequestId, e.Context.TraceId,
            e.Context.SessionId, e.Context.OperationId,
            .. e.Targets.SelectMany(t => (string?[])[t.Type, t.Id, t.Name]),
            .. e.Changes.SelectMany(c => (IEnumerable<string?>)[c.Path, .. Of(c.Before), .. Of(c.After)]),
            .. e.Metadata.SelectMany(m => (IEnumerable<string?>)[m.Key, .. Of(m.Value)]),
        ]).OfType<string>();

    private static List<string> Of(AuditValue? value) => value is not { } some ? []
        : some.IsContainer ? Inner(some.Json)
        : [some.ToString()];

    // Names of members, strings, numbers and words, each by itself.
    private static List<string> Inner(string json)
    {
        var texts = new List<string>();
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(json), new() { MaxDepth = int.MaxValue });
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName or JsonTokenType.String:
                    texts.Add(JsonText.Unescape(Encoding.UTF8.GetString(reader.ValueSpan)));
                    break;
                case JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False:
                    texts.Add(Encoding.UTF8.GetString(reader.ValueSpan));
                    break;
                default:
                    break; // SqlParentheses, and null, say nothing.
            }
        }

        return texts;
    }
}
