using Cairn.Primitives;

namespace Cairn.Entries;

/// <summary>
/// Gathers everything personal and free-form of one event, and what does not fit its leaf, into its disclosures, in the specified order.
/// </summary>
/// <param name="e">The event.</param>
/// <param name="people">Who appears in it.</param>
/// <param name="words">Its words as the leaf spells them.</param>
/// <param name="marks">The marks of its shaping.</param>
/// <param name="aliases">Told of what people are called.</param>
/// <param name="random">Salts.</param>
/// <param name="value">Overwritten.</param>
internal sealed class DisclosureBuilder(
    AuditEvent e,
    EventPeople people,
    LeafWords words,
    ShapeMarks marks,
    EntryAliases? aliases,
    RandomFill random,
    Utf8Buffer value)
{
    private readonly List<Disclosure> disclosures = new(4);
    private readonly MarkPlaces places = MarkPlaces.Of(e, people, words);

    public List<Disclosure> Build()
    {
        Actor();
        Contact();
        Network();
        Targets();
        Content();
        return disclosures;
    }

    private void Actor()
    {
        foreach (var (key, id) in people.Identifiers)
        {
            var subject = key.Length == 0 ? null : key;
            var isActor = subject == people.ActorSubject;
            var start = Begin(subject);
            Member(",\"id\":"u8, id);
            if (isActor)
            {
                Member(",\"name\":"u8, e.Actor.Name);
                Member(",\"role\":"u8, words.Role.Behind);
                aliases?.Add(AliasText.Name, e.Actor.Name, subject, marks, "/actor/name");
            }

            End(DisclosureGroup.Actor, subject, start);
        }
    }

    private void Contact()
    {
        var start = Begin(people.ActorSubject);
        Member(",\"email\":"u8, e.Actor.Email);
        Member(",\"phone\":"u8, e.Actor.Phone);
        aliases?.Add(AliasText.Email, e.Actor.Email, people.ActorSubject, marks, "/actor/email");
        aliases?.Add(AliasText.Phone, e.Actor.Phone, people.ActorSubject, marks, "/actor/phone");
        End(DisclosureGroup.Contact, people.ActorSubject, start);
    }

    private void Network()
    {
        var start = Begin(people.ActorSubject);
        Member(",\"ip\":"u8, e.Context.Ip);
        Member(",\"user_agent\":"u8, e.Context.UserAgent);
        Member(",\"session_id\":"u8, e.Context.SessionId);
        Member(",\"source\":"u8, words.Source.Behind);
        Member(",\"request_id\":"u8, words.RequestId.Behind);
        Member(",\"trace_id\":"u8, words.TraceId.Behind);
        Member(",\"operation_id\":"u8, words.OperationId.Behind);
        End(DisclosureGroup.Network, people.ActorSubject, start);
    }

    private void Targets()
    {
        if (e.Targets.Count == 0)
        {
            return;
        }

        foreach (var (subject, targets) in TargetNames.Of(e, people, places))
        {
            var start = Begin(subject);
            Positions(",\"ids\":"u8, targets, static t => t.Id);
            Positions(",\"names\":"u8, targets, static t => t.Name);
            if (aliases is not null && subject is not null)
            {
                foreach (var target in targets)
                {
                    aliases.Add(target.Name, subject, marks, target.Position);
                }
            }

            End(DisclosureGroup.Targets, subject, start);
        }
    }

    private void Content()
    {
        var content = new ContentWriter(e, people, words, marks, value);
        if (TakenParts.Of(people) is { } taken)
        {
            ContentWithParts(content, taken);
            return;
        }

        var start = Begin(people.ContentSubject);
        content.Write(null);
        End(DisclosureGroup.Content, people.ContentSubject, start);
    }

    // What is left is written first, which finds the parts; the disclosures are listed by their subjects.
    private void ContentWithParts(ContentWriter content, TakenParts taken)
    {
        value.Clear();
        content.Write(taken);
        var contents = taken.BySubject().Append(new(people.ContentSubject, value.ToArray()));
        foreach (var (subject, members) in contents.OrderBy(c => c.Subject ?? "", StringComparer.Ordinal))
        {
            var start = Begin(subject);
            value.Raw(members);
            End(DisclosureGroup.Content, subject, start);
        }
    }

    /// <summary>Starts a value; what it holds beyond its subject begins at the returned length.</summary>
    private int Begin(string? subject)
    {
        value.Clear();
        Member(",\"subject\":"u8, subject);
        return value.Length;
    }

    private void End(string name, string? subject, int start)
    {
        if (places.At(name, subject) is { } shaped)
        {
            value.Raw(",\"shaped\":"u8);
            ShapeMarkJson.Write(shaped, value);
        }

        if (value.Length == start)
        {
            return;
        }

        value.Wrap(0, "{"u8, "}"u8);
        Span<byte> salt = stackalloc byte[Disclosure.SaltLength];
        random(salt);
        disclosures.Add(Disclosure.Make(name, subject, value.Written, salt));
    }

    private void Member(ReadOnlySpan<byte> name, string? text)
    {
        if (text is not null)
        {
            value.Raw(name).Quoted(text);
        }
    }

    private void Positions(ReadOnlySpan<byte> name, List<TargetName> targets, Func<TargetName, string?> text)
    {
        var separator = "{"u8;
        foreach (var target in targets)
        {
            if (text(target) is { } given)
            {
                value.Raw(separator[0] == '{' ? name : ""u8).Raw(separator).Raw("\""u8).Number(target.Position).Raw("\":"u8).Quoted(given);
                separator = ","u8;
            }
        }

        value.Raw(separator[0] == '{' ? ""u8 : "}"u8);
    }
}
