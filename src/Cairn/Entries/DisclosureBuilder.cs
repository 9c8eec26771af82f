namespace Cairn;

/// <summary>Gathers everything personal and free-form of one event into its disclosures, in the specified order.</summary>
/// <param name="e">The event.</param>
/// <param name="people">Who appears in it.</param>
/// <param name="random">Salts.</param>
/// <param name="value">Overwritten.</param>
internal sealed class DisclosureBuilder(AuditEvent e, EventPeople people, RandomFill random, Utf8Buffer value)
{
    private readonly List<Disclosure> disclosures = [];

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
        foreach (var (subject, id) in people.Identifiers)
        {
            var start = Begin(subject.Length == 0 ? null : subject);
            Member(",\"id\":"u8, id);
            Member(",\"name\":"u8, subject == (people.ActorSubject ?? "") ? e.Actor.Name : null);
            End(DisclosureGroup.Actor, subject.Length == 0 ? null : subject, start);
        }
    }

    private void Contact()
    {
        var start = Begin(people.ActorSubject);
        Member(",\"email\":"u8, e.Actor.Email);
        Member(",\"phone\":"u8, e.Actor.Phone);
        End(DisclosureGroup.Contact, people.ActorSubject, start);
    }

    private void Network()
    {
        var start = Begin(people.ActorSubject);
        Member(",\"ip\":"u8, e.Context.IpAddress is { } ip ? IpText.Of(ip) : null);
        Member(",\"user_agent\":"u8, e.Context.UserAgent);
        Member(",\"session_id\":"u8, e.Context.SessionId);
        End(DisclosureGroup.Network, people.ActorSubject, start);
    }

    private void Targets()
    {
        foreach (var (subject, targets) in TargetNames.Of(e, people))
        {
            var start = Begin(subject);
            Positions(",\"ids\":"u8, targets, t => t.Id);
            Positions(",\"names\":"u8, targets, t => t.Name);
            End(DisclosureGroup.Targets, subject, start);
        }
    }

    private void Content()
    {
        if (e.Personal.Count > 0)
        {
            foreach (var (subject, members) in PersonalContent.Of(e, people))
            {
                var start = Begin(subject);
                value.Raw(members);
                End(DisclosureGroup.Content, subject, start);
            }

            return;
        }

        var whole = Begin(people.ContentSubject);
        Member(",\"description\":"u8, e.Description);
        Member(",\"reason\":"u8, e.Reason);
        Member(",\"error\":"u8, e.Outcome.Error);
        for (var i = 0; i < e.Changes.Count; i++)
        {
            value.Raw(i == 0 ? ",\"changes\":["u8 : ","u8);
            EventJson.Change(e.Changes[i], value);
        }

        value.Raw(e.Changes.Count > 0 ? "]"u8 : ""u8);
        if (e.Metadata.Count > 0)
        {
            value.Raw(",\"metadata\":"u8);
            EventJson.Members(e.Metadata, value);
        }

        End(DisclosureGroup.Content, people.ContentSubject, whole);
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
