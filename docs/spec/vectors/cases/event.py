"""The events, as text. `ok` is accepted, `no` is refused for the members it ends with."""
from oracle.text import quote

CASES = []


def case(name, description, event, errors, repeat):
    vector = {"description": description, "event": event}
    if repeat:
        vector["event_repeat"] = {"placeholder": "@@", "text": repeat[0], "count": repeat[1]}
    CASES.append((name, vector | {"accepted": not errors, "errors": list(errors)}))


def ok(name, description, event, repeat=None):
    case(name, description, event, (), repeat)


def no(name, description, event, *errors, repeat=None):
    case(name, description, event, errors, repeat)


def with_(members):
    """A whole event around what a case is about."""
    return '{"action":"thing.done",' + members + "}"


def actor(members):
    return with_('"actor":{"type":"user","id":"u1",' + members + "}")


def context(members):
    return with_('"context":{' + members + "}")


def target(members):
    return with_('"targets":[{' + members + "}]")


README = """{
  "id": "0199f3c8-7a10-7c44-9d3b-5a2f3f9f6c01",
  "occurred_at": "2026-11-21T09:30:00.123456Z",
  "action": "user.role_changed",
  "category": "admin",
  "description": "Promoted after the spring review",
  "actor": { "type": "user", "id": "u1", "name": "Example Owner", "email": "owner@example.com", "phone": "+15550100", "role": "owner",
             "on_behalf_of": { "type": "user", "id": "u7" } },
  "targets": [ { "type": "user", "id": "u2", "name": "Example Member" } ],
  "outcome": { "result": "success", "code": "200", "error": null },
  "reason": "ticket 4711",
  "context": { "source": "backoffice", "ip": "192.0.2.7", "user_agent": "Mozilla/5.0", "request_id": "req-1",
               "trace_id": "4bf92f3577b34da6a3ce929d0e0e4736", "session_id": "s-81", "operation_id": null },
  "changes": [ { "path": "/role", "before": "user", "after": "operator" } ],
  "metadata": { "ticket": 4711, "sponsor": "Example Sponsor" },
  "personal": [ { "path": "/metadata/sponsor", "subject": { "type": "user", "id": "u9" } } ]
}"""
SUBJECT = '"subject":{"type":"user","id":"u9"}'


def personal(*paths, members='"description":"d","reason":"r","metadata":{"a":{"b":1,"c":[1,2]},"ab":2,"n":null}'):
    return with_(members + ',"personal":[' + ",".join('{"path":' + quote(path) + "," + SUBJECT + "}" for path in paths) + "]")


# Whole documents

ok("minimal", "Only the action is required", '{"action":"thing.done"}')
ok("readme", "The example of event.md", README)
ok("whitespace", "All four kinds of JSON whitespace around everything", ' \t\r\n{ "action"\t:\r\n"thing.done" } \n')
ok("escaped-spelling", "Names and values may be escaped", '{"\\u0061ction":"th\\u0069ng.done","reason":"a\\/b \\ud83d\\ude00"}')
ok("nulls", "A member that is null is the same as an absent one", with_(
    '"id":null,"occurred_at":null,"category":null,"description":null,"reason":null,"actor":null,"targets":null,"outcome":null,'
    '"context":null,"changes":null,"metadata":null,"personal":null'))
ok("nulls-inside", "The same within objects", with_(
    '"actor":{"type":"user","id":null,"name":null,"email":null,"phone":null,"role":null,"on_behalf_of":null},'
    '"targets":[{"type":"page","id":"p1","name":null}],"outcome":{"result":null,"code":null,"error":null},'
    '"context":{"source":null,"ip":null,"user_agent":null,"request_id":null,"trace_id":null,"session_id":null,"operation_id":null}'))
ok("empty-collections", "Empty arrays and objects are the same as absent ones",
   with_('"targets":[],"outcome":{},"context":{},"changes":[],"metadata":{},"personal":[]'))
ok("size-at-limit", "1,048,576 bytes", with_('"description":"@@"'), repeat=("x", 1048576 - len(with_('"description":""'))))
no("size-above-limit", "1,048,577 bytes", with_('"description":"@@"'), "", repeat=("x", 1048577 - len(with_('"description":""'))))
no("size-above-limit-in-bytes", "Fewer than 1,048,576 characters, but 1,048,577 bytes or more", with_('"description":"@@"'), "",
   repeat=("é", 1048578 // 2 - len(with_('"description":""')) // 2))
no("size-above-limit-in-spaces", "Whitespace counts", with_('"reason":"r"') + "@@", "", repeat=(" ", 1048576))
ok("depth-32", "The event, its metadata and 30 arrays", with_('"metadata":{"a":' + "[" * 30 + "]" * 30 + "}"))
no("depth-33", "The event, its metadata and 31 arrays", with_('"metadata":{"a":' + "[" * 31 + "]" * 31 + "}"), "")
ok("depth-32-in-changes", "The event, changes, one change and 29 objects",
   with_('"changes":[{"path":"","after":' + '{"a":' * 29 + "1" + "}" * 29 + "}]"))
no("depth-33-in-changes", "The event, changes, one change and 30 objects",
   with_('"changes":[{"path":"","after":' + '{"a":' * 30 + "1" + "}" * 30 + "}]"), "")
no("depth-20000", "Far too deep: refused, and nothing overflows", with_('"metadata":{"a":@@1}'), "", repeat=("[", 20000))

no("empty", "No document", "", "")
no("array", "An array, not an object", '[{"action":"thing.done"}]', "")
no("string", "A string, not an object", '"thing.done"', "")
no("null", "null, not an object", "null", "")
no("truncated", "It ends within", '{"action":"thing.done"', "")
no("truncated-string", "It ends within a string", '{"action":"thing.do', "")
no("two-documents", "A second object after the first", '{"action":"thing.done"}{"action":"thing.done"}', "")
no("trailing-text", "Text after the object", '{"action":"thing.done"} x', "")
no("byte-order-mark", "A byte order mark before the object", '\ufeff{"action":"thing.done"}', "")
no("trailing-comma", "After the last member", '{"action":"thing.done",}', "")
no("trailing-comma-in-array", "After the last element", with_('"metadata":{"a":[1,]}'), "")
no("comment", "A block comment", '{/* why */"action":"thing.done"}', "")
no("comment-line", "A line comment", '{"action":"thing.done"} // why', "")
no("single-quotes", "Strings have double quotation marks", "{'action':'thing.done'}", "")
no("no-break-space", "U+00A0 is no JSON whitespace", '{\u00a0"action":"thing.done"}', "")
no("bad-escape", "There is no \\x", with_('"reason":"\\x41"'), "")
no("bad-unicode-escape", "Four hexadecimal digits", with_('"reason":"\\u00g1"'), "")
no("raw-newline", "A control character within a string must be escaped", with_('"reason":"one\ntwo"'), "")
no("raw-nul", "So must U+0000", with_('"reason":"\0"'), "")
for name, number in {"nan": "NaN", "infinity": "-Infinity", "leading-zero": "01", "plus": "+1", "no-integer-part": ".5",
                     "no-fraction": "1.", "no-exponent": "1e", "hexadecimal": "0x1F", "undefined": "undefined", "true": "True"}.items():
    no(f"number-{name}" if name not in ("undefined", "true") else f"literal-{name}", f"{number} is no JSON", with_(f'"metadata":{{"n":{number}}}'), "")
no("several", "Everything that is wrong is named at once",
   '{"id":"1","action":"done","actor":{"id":"u 1"},"targets":[{"type":"page"}],"surprise":true}',
   "id", "action", "actor.type", "actor.id", "targets[0].id", "surprise")

# Members: unknown, twice, missing, of a wrong type

no("unknown", "A member the page does not know", with_('"severity":"high"'), "severity")
no("unknown-null", "Also when it is null", with_('"severity":null'), "severity")
no("unknown-case", "Names have one case", '{"Action":"thing.done","action":"thing.done"}', "Action")
no("unknown-everywhere", "In every object", with_(
    '"actor":{"type":"user","id":"u1","title":"x","on_behalf_of":{"type":"user","id":"u7","name":"x"}},'
    '"targets":[{"type":"page","id":"p1","email":"x"}],"outcome":{"result":"success","reason":"x"},"context":{"host":"x"},'
    '"changes":[{"path":"/a","after":1,"op":"x"}],"reason":"r",'
    '"personal":[{"path":"/reason","class":"x","subject":{"type":"user","id":"u9","name":"x"}}]'),
   "actor.title", "actor.on_behalf_of.name", "targets[0].email", "outcome.reason", "context.host", "changes[0].op", "personal[0].class",
   "personal[0].subject.name")
no("unknown-subject-flat", "Extra members are found in the second element too",
   with_('"targets":[{"type":"page","id":"p1"},{"type":"page","id":"p2","role":"x"}]'), "targets[1].role")
no("twice", "A duplicate member", '{"action":"thing.done","action":"thing.done"}', "action")
no("twice-escaped", "Two spellings of one name", '{"action":"thing.done","\\u0061ction":"thing.done"}', "action")
no("twice-null", "Also when one is null", with_('"reason":"r","reason":null'), "reason")
no("twice-in-actor", "In an object of the event", actor('"role":"owner","role":"owner"'), "actor.role")
no("twice-in-target", "In an element", target('"type":"page","id":"p1","id":"p2"'), "targets[0].id")
no("twice-in-subject", "In a subject", with_('"reason":"r","personal":[{"path":"/reason","subject":{"type":"user","type":"user","id":"u9"}}]'),
   "personal[0].subject.type")
no("twice-in-metadata", "At depth, in metadata", with_('"metadata":{"a":{"list":[0,{"b":1,"b":1}]}}'), "metadata.a.list[1].b")
no("twice-in-changes", "At depth, in changes", with_('"changes":[{"path":"","before":{"a":{"b":1,"b":2}}}]'), "changes[0].before.a.b")
ok("same-name-elsewhere", "The same name in different objects is no duplicate", with_('"metadata":{"a":{"a":[{"a":1},{"a":1}]}}'))

no("no-action", "The action is required", "{}", "action")
no("null-action", "null is absent", '{"action":null}', "action")
no("missing", "What is required in every object", with_(
    '"actor":{"on_behalf_of":{}},"targets":[{}],"changes":[{}],"personal":[{}]'),
   "actor.type", "actor.on_behalf_of.type", "actor.on_behalf_of.id", "targets[0].type", "targets[0].id", "changes[0].path", "changes[0]",
   "personal[0].path", "personal[0].subject")
no("missing-null", "null is absent, there too", with_(
    '"actor":{"type":null,"on_behalf_of":{"type":"user","id":null}},"targets":[{"type":"page","id":null}],'
    '"changes":[{"path":null,"after":1}],"reason":"r","personal":[{"path":"/reason","subject":{"type":null,"id":"u9"}},{"path":null,"subject":null}]'),
   "actor.type", "actor.on_behalf_of.id", "targets[0].id", "changes[0].path", "personal[0].subject.type", "personal[1].path", "personal[1].subject")

no("type-top", "A wrong type for every member of the event",
   '{"id":7,"occurred_at":1795253400,"action":["thing.done"],"category":1,"description":{},"actor":"user:u1","targets":{"type":"page","id":"p1"},'
   '"outcome":"success","reason":false,"context":[],"changes":{},"metadata":"none","personal":"/reason"}',
   *"id occurred_at action category description actor targets outcome reason context changes metadata personal".split())
no("type-actor", "A wrong type for every member of the actor",
   with_('"actor":{"type":1,"id":2,"name":["x"],"email":{},"phone":15550100,"role":true,"on_behalf_of":"user:u7"}'),
   *[f"actor.{name}" for name in "type id name email phone role on_behalf_of".split()])
no("type-on-behalf-of", "… and of whom it acts for", actor('"on_behalf_of":{"type":1,"id":7}'), "actor.on_behalf_of.type", "actor.on_behalf_of.id")
no("type-target", "… of a target", target('"type":1,"id":2,"name":3'), "targets[0].type", "targets[0].id", "targets[0].name")
no("type-outcome", "… of the outcome", with_('"outcome":{"result":true,"code":200,"error":{"message":"x"}}'),
   "outcome.result", "outcome.code", "outcome.error")
no("type-context", "… of the context",
   context('"source":1,"ip":3221225985,"user_agent":[],"request_id":1,"trace_id":1,"session_id":81,"operation_id":1'),
   *[f"context.{name}" for name in "source ip user_agent request_id trace_id session_id operation_id".split()])
no("type-change", "… of a change", with_('"changes":[{"path":["role"],"after":1}]'), "changes[0].path")
no("type-personal", "… of what is personal", with_('"personal":[{"path":1,"subject":"user:u9"}]'), "personal[0].path", "personal[0].subject")
no("type-subject", "… of a subject", with_('"reason":"r","personal":[{"path":"/reason","subject":{"type":1,"id":9}}]'),
   "personal[0].subject.type", "personal[0].subject.id")
no("type-elements", "Elements that are no objects",
   with_('"targets":["page:p1",{"type":"page","id":"p1"},null],"changes":[["/a",1]],"personal":["/reason"]'),
   "targets[0]", "targets[2]", "changes[0]", "personal[0]")
no("type-metadata-array", "Metadata is an object", with_('"metadata":[1]'), "metadata")

# Ids and times

ID = "0199f3c8-7a10-7c44-9d3b-5a2f3f9f6c01"
ok("id", "A UUID of version 7", with_(f'"id":"{ID}"'))
for name, id in {"version-4": ID.replace("-7c44", "-4c44"), "upper-case": ID.upper(), "variant": ID.replace("-9d3b", "-cd3b"),
                 "no-hyphens": ID.replace("-", ""), "braces": "{" + ID + "}", "urn": "urn:uuid:" + ID, "short": ID[:-1], "long": ID + "0",
                 "empty": "", "newline": ID + "\n", "not-hexadecimal": ID[:-1] + "g", "moved-hyphen": "0199f3c87-a10-7c44-9d3b-5a2f3f9f6c01"}.items():
    no(f"id-{name}", "Not a UUID of version 7 in its one spelling", with_('"id":' + quote(id)), "id")

for name, time, why in (
        ("offset", "2026-11-21T10:30:00+01:00", "With an offset"),
        ("negative-offset", "2026-11-20T23:00:00-10:30", "With an offset to the west"),
        ("largest-offset", "2026-11-21T10:30:00+23:59", "RFC 3339 offsets go up to 23:59"),
        ("unknown-offset", "2026-11-21T09:30:00-00:00", "RFC 3339 §4.3: UTC, the local offset is unknown"),
        ("long-fraction", "2026-11-21T09:30:00.1234567891234567891234567891Z", "Later digits are dropped, never refused"),
        ("one-digit", "2026-11-21T09:30:00.1Z", "One digit of a fraction is enough"),
        ("first", "1970-01-01T00:00:00Z", "The first moment"),
        ("first-by-offset", "1969-12-31T23:30:00-00:30", "Years count in UTC: this is the first moment"),
        ("last", "9999-12-31T23:59:59.999999999Z", "The last moment"),
        ("leap-day", "2028-02-29T12:00:00Z", "A leap day")):
    ok(f"occurred-at-{name}", why, with_(f'"occurred_at":"{time}"'))
for name, time, why in (
        ("feb-30", "2026-02-30T09:30:00Z", "There is no such day"),
        ("no-leap-year", "2026-02-29T09:30:00Z", "2026 is no leap year"),
        ("no-leap-century", "2100-02-29T09:30:00Z", "Nor is 2100"),
        ("leap-second", "2016-12-31T23:59:60Z", "No leap seconds"),
        ("no-offset", "2026-11-21T09:30:00", "Neither Z nor an offset"),
        ("year-0000", "0000-01-01T00:00:00Z", "Before 1970"),
        ("year-1969", "1969-12-31T23:59:59.999999Z", "Before 1970"),
        ("year-1969-by-offset", "1970-01-01T00:59:59+01:00", "Before 1970 in UTC"),
        ("year-10000", "10000-01-01T00:00:00Z", "After 9999"),
        ("year-10000-by-offset", "9999-12-31T23:59:59-00:01", "After 9999 in UTC"),
        ("hour-24", "2026-11-21T24:00:00Z", "Hours go up to 23"),
        ("minute-60", "2026-11-21T09:60:00Z", "Minutes go up to 59"),
        ("month-13", "2026-13-21T09:30:00Z", "Months go up to 12"),
        ("day-00", "2026-11-00T09:30:00Z", "Days begin with 1"),
        ("offset-24", "2026-11-21T09:30:00+24:00", "Offsets go up to 23:59"),
        ("offset-minute-60", "2026-11-21T09:30:00+01:60", "Offsets go up to 23:59"),
        ("offset-no-colon", "2026-11-21T09:30:00+0100", "ISO 8601, but not RFC 3339"),
        ("offset-hours", "2026-11-21T09:30:00+01", "ISO 8601, but not RFC 3339"),
        ("offset-and-z", "2026-11-21T09:30:00+01:00Z", "One of both"),
        ("lower-t", "2026-11-21t09:30:00Z", "T is upper case"),
        ("lower-z", "2026-11-21T09:30:00z", "Z is upper case"),
        ("space", "2026-11-21 09:30:00Z", "T, not a space"),
        ("empty-fraction", "2026-11-21T09:30:00.Z", "A fraction has digits"),
        ("comma", "2026-11-21T09:30:00,5Z", "A fraction follows a point"),
        ("no-seconds", "2026-11-21T09:30Z", "Seconds are required"),
        ("date", "2026-11-21", "A date is no date-time"),
        ("basic", "20261121T093000Z", "ISO 8601, but not RFC 3339"),
        ("short-parts", "2026-1-2T9:30:00Z", "Two digits each"),
        ("spaces-around", " 2026-11-21T09:30:00Z ", "Nothing around it"),
        ("newline", "2026-11-21T09:30:00Z\n", "Nothing after it"),
        ("other-digits", "٢٠٢٦-١١-٢١T٠٩:٣٠:٠٠Z", "Digits are ASCII"),
        ("plus", "+2026-11-21T09:30:00Z", "No sign"),
        ("empty", "", "No text")):
    no(f"occurred-at-{name}", why, with_('"occurred_at":' + quote(time)), "occurred_at")

# Alphabets

MARKS = "".join(chr(code) for code in range(0x21, 0x7F) if chr(code) not in '"\\~') + "~"
FULL = {"action": "a." + "b" * 94, "category": "c" * 32, "type": "T" + "9" * 63, "id": "i" * 128, "token": "t" * 64, "name": "n" * 256,
        "email": "e" * 254, "phone": "5" * 32, "user_agent": "a" * 1024, "session_id": "s" * 256}


def full(more=""):
    """Every limited text at its limit, or `more` beyond."""
    f = {name: text + more for name, text in FULL.items()}
    party = f'"type":"{f["type"]}","id":"{f["id"]}"'
    return (f'{{"action":"{f["action"]}","category":"{f["category"]}","actor":{{{party},"name":"{f["name"]}","email":"{f["email"]}",'
            f'"phone":"{f["phone"]}","role":"{f["token"]}","on_behalf_of":{{{party}}}}},"targets":[{{{party},"name":"{f["name"]}"}}],'
            f'"outcome":{{"code":"{f["token"]}"}},"context":{{"source":"{f["token"]}","user_agent":"{f["user_agent"]}",'
            f'"request_id":"{f["token"]}","session_id":"{f["session_id"]}","operation_id":"{f["token"]}"}},"reason":"r",'
            f'"personal":[{{"path":"/reason","subject":{{{party}}}}}]}}')


ok("lengths-at-limit", "Every limited text exactly as long as it may be", full())
no("lengths-above-limit", "Every limited text one character longer", full("x"),
   "action", "category", *[f"actor.{name}" for name in "type id name email phone role on_behalf_of.type on_behalf_of.id".split()],
   "targets[0].type", "targets[0].id", "targets[0].name", "outcome.code",
   *[f"context.{name}" for name in "source user_agent request_id session_id operation_id".split()],
   "personal[0].subject.type", "personal[0].subject.id")
ok("lengths-astral", "Characters are counted, not UTF-16 units: 256 of U+1F600", actor('"name":"@@"'), repeat=("😀", 256))
no("lengths-astral-above", "257 of U+1F600", actor('"name":"@@"'), "actor.name", repeat=("😀", 257))
no("empty-texts", "Actions, categories, types, ids, tokens, results, addresses and trace ids have at least one character",
   '{"action":"","category":"","actor":{"type":"","id":"","role":""},"targets":[{"type":"","id":""}],"outcome":{"result":"","code":""},'
   '"context":{"source":"","ip":"","request_id":"","trace_id":"","operation_id":""}}',
   "action", "category", "actor.type", "actor.id", "actor.role", "targets[0].type", "targets[0].id", "outcome.result", "outcome.code",
   "context.source", "context.ip", "context.request_id", "context.trace_id", "context.operation_id")
ok("empty-lines", "Lines and free text may be empty", with_(
    '"description":"","reason":"","actor":{"type":"user","id":"u1","name":"","email":"","phone":""},"targets":[{"type":"page","id":"p1","name":""}],'
    '"outcome":{"error":""},"context":{"user_agent":"","session_id":""}'))
no("newlines-at-the-end", "A line feed at the end is a character like any other",
   '{"action":"thing.done\\n","category":"general\\n","actor":{"type":"user\\n","id":"u1\\n","role":"owner\\n","name":"Example Owner\\n"},'
   '"outcome":{"result":"success\\n","code":"200\\n"},"context":{"source":"backoffice\\n","ip":"192.0.2.7\\n",'
   '"trace_id":"4bf92f3577b34da6a3ce929d0e0e4736\\n"}}',
   "action", "category", "actor.type", "actor.id", "actor.role", "actor.name", "outcome.result", "outcome.code", "context.source", "context.ip",
   "context.trace_id")

ok("action-three-parts", "More than one dot, digits and underscores", '{"action":"a1_.b_2.c3"}')
ok("action-cairns", "Only cairn.* is reserved", '{"action":"cairns.stacked"}')
ok("action-cairn-inside", "… not *.cairn", '{"action":"stone.cairn.built"}')
for name, action, why in (
        ("reserved", "cairn.entries_expired", "cairn.* is reserved"), ("reserved-new", "cairn.anything.else", "All of cairn.*"),
        ("one-part", "done", "noun.verb"), ("upper-case", "Thing.Done", "Lower case"), ("hyphen", "thing.was-done", "No hyphen"),
        ("digit-first", "thing.2done", "A part begins with a letter"), ("underscore-first", "thing._done", "A part begins with a letter"),
        ("empty-part", "thing..done", "No part is empty"), ("dot-first", ".thing.done", "No part is empty"),
        ("dot-last", "thing.done.", "No part is empty"), ("space", "thing.done now", "No space"), ("non-ascii", "thing.dоne", "A Cyrillic letter")):
    no(f"action-{name}", why, '{"action":' + quote(action) + "}", "action")
for name, category in {"upper-case": "Admin", "dot": "admin.user", "hyphen": "admin-user", "digit-first": "2nd", "non-ascii": "admín"}.items():
    no(f"category-{name}", "Not in the alphabet", with_('"category":' + quote(category)), "category")
ok("type-alphabet", "Types: letters, digits, underscore, dot, hyphen", target('"type":"Az_0.-","id":"p1"'))
for name, type in {"digit-first": "1page", "underscore-first": "_page", "space": "a page", "colon": "a:page", "slash": "a/page", "non-ascii": "pagé"}.items():
    no(f"type-{name}", "Not in the alphabet", target(f'"type":{quote(type)},"id":"p1"'), "targets[0].type")
ok("id-alphabet", "Ids: all of U+0021 to U+007E but the quotation mark and the backslash", actor('"name":"x"').replace('"u1"', quote(MARKS)))
for name, id in {"space": "u 1", "quote": 'u"1', "backslash": "u\\1", "non-ascii": "ü1", "delete": "u\x7f", "control": "u\x01", "full-width": "ｕ１"}.items():
    no(f"ids-{name}", "Not in the alphabet, wherever an id stands",
       with_(f'"actor":{{"type":"user","id":{quote(id)},"on_behalf_of":{{"type":"user","id":{quote(id)}}}}},'
             f'"targets":[{{"type":"page","id":{quote(id)}}}],"reason":"r","personal":[{{"path":"/reason","subject":{{"type":"user","id":{quote(id)}}}}}]'),
       "actor.id", "actor.on_behalf_of.id", "targets[0].id", "personal[0].subject.id")
no("ids-pseudonym", "An id of an event does not begin with ~", with_(
    '"actor":{"type":"user","id":"~AAECAwQFBgcICQoLDA0ODw","on_behalf_of":{"type":"user","id":"~"}},"targets":[{"type":"page","id":"~p1"}],'
    '"reason":"r","personal":[{"path":"/reason","subject":{"type":"user","id":"~u9"}}]'),
   "actor.id", "actor.on_behalf_of.id", "targets[0].id", "personal[0].subject.id")
ok("token-alphabet", "Tokens: the marks of ids, and they may begin with ~",
   with_(f'"outcome":{{"code":{quote("~" + MARKS[:63])}}},"context":{{"source":{quote(MARKS[31:])}}}'))
for name, token in {"space": "a b", "quote": 'a"b', "backslash": "a\\b", "non-ascii": "ä", "control": "a\tb"}.items():
    no(f"tokens-{name}", "Not in the alphabet, wherever a token stands",
       with_(f'"actor":{{"type":"user","id":"u1","role":{quote(token)}}},"outcome":{{"code":{quote(token)}}},'
             f'"context":{{"source":{quote(token)},"request_id":{quote(token)},"operation_id":{quote(token)}}}'),
       "actor.role", "outcome.code", "context.source", "context.request_id", "context.operation_id")
ok("line-text", "A line is any text: spaces, marks, other scripts, joiners", actor(
    '"name":"  Примерная \\"Роль\\" 例 \u200d👩\u200d🚀 \u200e\u00a0 ","email":"example at home","phone":"ask \\\\ the desk"'))
for name, char in {"line-feed": "\n", "tab": "\t", "nul": "\0", "escape": "\x1b", "delete": "\x7f", "next-line": "\x85", "c1": "\x9b",
                   "line-separator": "\u2028", "paragraph-separator": "\u2029", "bidi-first": "\u202a", "bidi-override": "\u202e",
                   "isolate-first": "\u2066", "isolate-last": "\u2069"}.items():
    text = f'"a\\u{ord(char):04x}b"'
    no(f"lines-{name}", "Not in a line, wherever a line stands",
       with_(f'"actor":{{"type":"user","id":"u1","name":{text},"email":{text},"phone":{text}}},"targets":[{{"type":"page","id":"p1","name":{text}}}],'
             f'"context":{{"user_agent":{text},"session_id":{text}}}'),
       "actor.name", "actor.email", "actor.phone", "targets[0].name", "context.user_agent", "context.session_id")
ok("lines-neighbours", "The neighbours of what a line refuses", actor('"name":"\u0020\u007e\u00a0\u2027\u202f\u2065\u206a"'))


def free(text):
    return with_(f'"description":{text},"reason":{text},"outcome":{{"error":{text}}},"changes":[{{"path":"/a","before":{text},"after":{{"x":[{text}]}}}}],'
                 f'"metadata":{{"a":{text},"b":[0,{{"c":{text}}}]}}')


FREE = ["description", "reason", "outcome.error", "changes[0].before", "changes[0].after.x[0]", "metadata.a", "metadata.b[1].c"]
ok("free-text", "Tab, line feed, carriage return, separators, overrides: all of it is free text",
   free('"\\t\\n\\r\u2028\u2029\u202e\u2066 \\"\\\\ \\/ 例 \\uD83D\\uDE00 \uffff"'))
for name, text in {"nul": "\\u0000", "backspace": "\\b", "form-feed": "\\f", "vertical-tab": "\\u000b", "escape": "\\u001b", "delete": "\\u007f",
                   "c1": "\\u0085"}.items():
    no(f"free-text-{name}", "Of the control characters only three", free(f'"a{text}b"'), *FREE)
for name, text in {"high": "\\ud800", "low": "\\udc00", "swapped": "\\ude00\\ud83d", "two-high": "\\ud83d\\ud83d\\ude00"}.items():
    no(f"surrogate-{name}", "An unpaired surrogate", free(f'"a{text}b"'), *FREE)
no("surrogate-in-lines", "In lines", actor('"name":"\\ud800","email":"\\udfff","phone":"\\udbff"'), "actor.name", "actor.email", "actor.phone")
no("surrogate-in-member-name", "In the name of a member: named is the object that holds it", with_('"metadata":{"a":{"\\ud800":1}}'), "metadata.a")
no("control-in-member-name", "Names inside metadata and changes are free text", with_('"metadata":{"a\\u0000":1},"changes":[{"path":"","after":{"\\u001b":1}}]'),
   "metadata", "changes[0].after")
ok("member-names", "Any other name may stand in metadata", with_('"metadata":{"":1," ":2,"A\\tB\\n":3,"例":4,"a.b[0]":5,"action":6,"__proto__":7,"$ref":8}'))

# Outcome and context

for result in ("success", "failure", "denied", "unfinished"):
    ok(f"result-{result}", "One of four", with_(f'"outcome":{{"result":"{result}"}}'))
for name, result in {"unknown": "partial", "upper-case": "Success", "space": "success "}.items():
    no(f"result-{name}", "One of four, in one spelling", with_(f'"outcome":{{"result":"{result}"}}'), "outcome.result")
no("trace-id-zero", "Not all zero", context('"trace_id":"' + "0" * 32 + '"'), "context.trace_id")
ok("trace-id-one", "One bit is enough", context('"trace_id":"' + "0" * 31 + '1"'))
for name, trace in {"upper-case": "4BF92F3577B34DA6A3CE929D0E0E4736", "short": "4bf92f3577b34da6a3ce929d0e0e473", "long": "4bf92f3577b34da6a3ce929d0e0e47360",
                    "hyphens": "4bf92f35-77b3-4da6-a3ce-929d0e0e4736", "traceparent": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                    "not-hexadecimal": "4bf92f3577b34da6a3ce929d0e0e473g"}.items():
    no(f"trace-id-{name}", "32 lower-case hexadecimal digits", context(f'"trace_id":"{trace}"'), "context.trace_id")
for name, ip in {"v4": "192.0.2.7", "v4-edges": "0.0.0.255", "v6": "2001:db8::1", "v6-long": "2001:0DB8:0000:0000:0000:0000:0000:0001", "v6-any": "::",
                 "v6-mapped": "::ffff:192.0.2.7", "v6-one-group": "2001:db8:1:2:3:4:5::", "v6-full-dotted": "1:2:3:4:5:6:192.0.2.7"}.items():
    ok(f"ip-{name}", "An address", context(f'"ip":"{ip}"'))
for name, ip in {"v4-leading-zero": "192.0.02.1", "v4-three-parts": "192.0.2", "v4-five-parts": "192.0.2.1.1", "v4-256": "192.0.2.256", "v4-number": "3221225985",
                 "v4-hexadecimal": "0xc0.0.2.1", "v4-empty-part": "192.0..1", "v4-port": "192.0.2.7:443", "v4-network": "192.0.2.0/24", "v4-space": " 192.0.2.7",
                 "v4-negative": "192.0.2.-7", "v4-other-digits": "１９２.0.2.7", "v6-zone": "fe80::1%eth0", "v6-zone-number": "fe80::1%1",
                 "v6-zone-empty": "fe80::1%", "v6-brackets": "[2001:db8::1]", "v6-port": "[2001:db8::1]:443", "v6-network": "2001:db8::/32",
                 "v6-twice-shortened": "2001::db8::1", "v6-seven-groups": "1:2:3:4:5:6:7", "v6-nine-groups": "1:2:3:4:5:6:7:8:9",
                 "v6-nothing-shortened": "1:2:3:4:5:6:7:8::", "v6-five-digits": "2001:0db80::1", "v6-three-colons": "2001:db8:::1",
                 "v6-colon-first": ":2001:db8:1:2:3:4:5", "v6-mapped-leading-zero": "::ffff:192.0.02.1", "v6-mapped-three-parts": "::ffff:192.0.2",
                 "v6-dotted-inside": "::192.0.2.7:1", "v6-not-hexadecimal": "2001:db8::g", "name": "localhost"}.items():
    no(f"ip-{name}", "Not an address", context(f'"ip":"{ip}"'), "context.ip")

# Targets, changes, metadata

PAGE = '{"type":"page","id":"p1"}'
ok("targets-32", "As many as may be", with_(f'"targets":[@@{PAGE}]'), repeat=(PAGE + ",", 31))
no("targets-33", "One more", with_(f'"targets":[@@{PAGE}]'), "targets", repeat=(PAGE + ",", 32))
CHANGE = '{"path":"/a","after":1}'
ok("changes-1024", "As many as may be", with_(f'"changes":[@@{CHANGE}]'), repeat=(CHANGE + ",", 1023))
no("changes-1025", "One more", with_(f'"changes":[@@{CHANGE}]'), "changes", repeat=(CHANGE + ",", 1024))


def change(members):
    return with_('"changes":[{' + members + "}]")


ok("change-created", "No before: it did not exist", change('"path":"/a","after":1'))
ok("change-deleted", "No after", change('"path":"/a","before":1'))
ok("change-null", "A null side is there, with the value null", change('"path":"/a","before":null'))
ok("change-nulls", "Both", change('"path":"/a","before":null,"after":null'))
ok("change-root", "The empty pointer is the root", change('"path":"","before":{"a":1},"after":[]'))
ok("change-pointers", "Pointers: escapes, empty names, spaces, anything", with_(
    '"changes":[' + ",".join('{"path":' + quote(p) + ',"after":0}' for p in ("/a~1b/m~0n", "/", "//", "/ /\t", "/0/-", "/~01", "/例", "/_sd/...")) + "]"))
no("change-no-side", "At least one side", change('"path":"/a"'), "changes[0]")
no("change-second", "Named by position", with_(f'"changes":[{CHANGE},{{"path":"/b"}}]'), "changes[1]")
for name, path in {"no-slash": "role", "fragment": "#/role", "dot": "$.role", "tilde-2": "/a~2b", "tilde-last": "/a~", "tilde-tilde": "/a~~0", "control": "/a\x01b",
                   "space-first": " /a"}.items():
    no(f"change-path-{name}", "Not a JSON Pointer of free text", change(f'"path":{quote(path)},"after":1'), "changes[0].path")
ok("numbers", "Numbers of any size and spelling", with_('"metadata":{"n":[0,-0,1.0,1e3,1E+3,-1.5e-7,12345678901234567890,1e400,0.10]}'))
for member in ("_sd", "_sd_alg", "..."):
    name = {"_sd": "sd", "_sd_alg": "sd-alg", "...": "dots"}[member]
    no(f"reserved-{name}", "Reserved names, at any depth", with_(
        f'"metadata":{{"{member}":1,"a":[{{"{member}":null}}]}},"changes":[{{"path":"","before":{{"{member}":[]}},"after":[[{{"b":{{"{member}":{{}}}}}}]]}}]'),
       f"metadata.{member}", f"metadata.a[0].{member}", f"changes[0].before.{member}", f"changes[0].after[0][0].b.{member}")
no("reserved-escaped", "In any spelling", with_('"metadata":{"\\u005fsd":1}'), "metadata._sd")
ok("reserved-neighbours", "Other names, and the same text as a value", with_('"metadata":{"_SD":1,"_sd_":2,"sd":3,"..":4,"....":5,"a":["_sd","_sd_alg","..."]}'))
no("reserved-outside", "Elsewhere they are unknown", with_('"_sd":[]'), "_sd")

# What is personal

ok("personal", "One of each place", with_(
    '"description":"d","reason":"r","outcome":{"error":"e"},"changes":[{"path":"/a","before":null,"after":[1]}],"metadata":{"a":1},'
    '"targets":[{"type":"page","id":"p1"},{"type":"page","id":"p2","name":"n"}],"personal":['
    + ",".join('{"path":"%s",%s}' % (path, SUBJECT) for path in ("/description", "/reason", "/outcome/error", "/changes/0/before", "/changes/0/after/0",
                                                              "/metadata/a", "/targets/1/name")) + "]"))
ok("personal-whole", "All of changes and all of metadata", personal("/changes", "/metadata", members='"changes":[{"path":"","after":1}],"metadata":{"a":1}'))
ok("personal-neighbours", "A common beginning is no overlap", personal("/metadata/a", "/metadata/ab"))
ok("personal-siblings", "Two elements of one array", personal("/metadata/a/c/0", "/metadata/a/c/1"))
ok("personal-null-value", "A null inside metadata is there", personal("/metadata/n"))
ok("personal-escapes", "~1 is a slash, ~0 a tilde", personal("/metadata/a~1b", "/metadata/m~0n", "/metadata/~01", "/metadata/",
                                                             members='"metadata":{"a/b":1,"m~n":2,"~1":3,"":4}'))
for name, path, why in (
        ("nowhere", "/metadata/x", "No such member"), ("nowhere-deep", "/metadata/ab/x", "Nothing lies within a number"),
        ("nowhere-text", "/reason/0", "Nothing lies within a text"), ("nowhere-index", "/metadata/a/c/2", "Beyond the end of the array"),
        ("nowhere-dash", "/metadata/a/c/-", "The element after the last is not there"), ("index-zero", "/metadata/a/c/01", "An index has no leading zero"),
        ("index-sign", "/metadata/a/c/+1", "… and no sign"), ("index-text", "/metadata/a/c/b", "An array has no names"),
        ("nowhere-slash", "/metadata/a/", "The empty name is a name"), ("absent", "/outcome/error", "It is not there"),
        ("absent-changes", "/changes/0", "There are no changes"), ("absent-target", "/targets/0/name", "There are no targets"),
        ("root", "", "Not the whole event"), ("action", "/action", "Not one of the places"), ("actor", "/actor/name", "Not one of the places"),
        ("outcome", "/outcome", "Not one of the places"), ("ip", "/context/ip", "Not one of the places"),
        ("personal", "/personal/0/path", "Not one of the places"), ("begins-with", "/metadatax", "Whole tokens"),
        ("no-slash", "metadata/a", "Not a pointer"), ("fragment", "#/metadata/a", "Not a pointer"), ("tilde-2", "/metadata/~2", "Not a pointer"),
        ("tilde-last", "/metadata/a~", "Not a pointer"), ("case", "/metadata/A", "Names have one case")):
    no(f"personal-{name}", why, personal(path), "personal[0].path")
TARGET = '"targets":[{"type":"page","id":"p1","name":"n"}]'
for name, path in {"target": "/targets/0", "targets": "/targets", "target-id": "/targets/0/id", "target-zero": "/targets/00/name", "target-second": "/targets/1/name"}.items():
    no(f"personal-{name}", "Of targets only names that are there", personal(path, members=TARGET), "personal[0].path")
for name, members in (("role", '"actor":{"type":"user","role":"owner@example.com"}'), ("code", '"outcome":{"code":"+15550100"}'),
                      ("source", '"context":{"source":"a@b.c"}'), ("request-id", '"context":{"request_id":"owner@example.com"}'),
                      ("operation-id", '"context":{"operation_id":"+15550100123"}')):
    no(f"token-personal-{name}", "A token stays in the leaf for ever: it must not look like an e-mail address or a phone number", with_(members),
       {"role": "actor.role", "code": "outcome.code"}.get(name, "context." + name.replace("-", "_")))
no("personal-change-path", "A change keeps its path", personal("/changes/0/path", members='"changes":[{"path":"/a","after":1}]'), "personal[0].path")
no("personal-null", "A member that is null is absent", personal("/reason", members='"reason":null'), "personal[0].path")
no("personal-unescaped", "A slash in a name must be escaped", personal("/metadata/a/b", members='"metadata":{"a/b":1}'), "personal[0].path")
no("personal-inside", "Within another", personal("/metadata/a", "/metadata/a/b"), "personal[1].path")
no("personal-inside-first", "Within a later one", personal("/metadata/a/c/0", "/metadata/a"), "personal[0].path")
no("personal-inside-all", "Within all of metadata", personal("/metadata", "/metadata/ab", "/metadata/n"), "personal[1].path", "personal[2].path")
no("personal-twice", "The same path twice, whoever it is about", personal("/reason", "/reason"), "personal[1].path")


def many(count):
    return personal(*[f"/metadata/m/{at}" for at in range(count)], members='"metadata":{"m":[' + ",".join("0" * count) + "]}")


ok("personal-64", "As many as may be", many(64))
no("personal-65", "One more", many(65), "personal")
