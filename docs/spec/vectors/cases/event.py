"""The events, as text or bytes. `ok` is accepted, `no` is refused for the members it ends with."""
import hashlib

from oracle.shaping import base64url
from oracle.text import quote

CASES = []


def ok(name, description, event, shaped=None, marks=None):
    """`shaped`: the whole event that must come out; `marks`: what must have been done to it. With neither, nothing is done to it."""
    CASES.append((name, description, event, [], shaped, marks if shaped is None else None))


def no(name, description, event, *errors):
    CASES.append((name, description, event, list(errors), None, None))


def with_(members):
    """A whole event around what a case is about."""
    return '{"action":"thing.done",' + members + "}"


def actor(members):
    return with_('"actor":{"type":"user","id":"u1",' + members + "}")


def context(members):
    return with_('"context":{' + members + "}")


def target(members):
    return with_('"targets":[{' + members + "}]")


def change(members):
    return with_('"changes":[{' + members + "}]")


def whole(text):
    """The mark of a text that was cut."""
    return {"length": len(text.encode()), "sha256": base64url(hashlib.sha256(text.encode()).digest())}


README = """{
  "id": "0199f3c8-7a10-7c44-9d3b-5a2f3f9f6c01",
  "occurred_at": "2026-11-21T09:30:00.123456Z",
  "action": "user.role_changed",
  "category": "admin",
  "description": "Promoted after the spring review",
  "actor": { "type": "user", "id": "u1", "name": "Example Owner", "email": "owner@example.com", "phone": "+15550100", "role": "Facility Admin",
             "on_behalf_of": { "type": "user", "id": "CORP\\\\jdoe" } },
  "targets": [ { "type": "user", "id": "u2", "name": "Example Member" } ],
  "outcome": { "result": "success", "code": "200", "error": null },
  "duration": 118,
  "reason": "ticket 4711",
  "context": { "source": "Back Office", "ip": "192.0.2.7", "user_agent": "Mozilla/5.0", "request_id": "req-1",
               "trace_id": "4bf92f3577b34da6a3ce929d0e0e4736", "session_id": "s-81", "operation_id": null },
  "changes": [ { "path": "/role", "before": "user", "after": "operator" } ],
  "metadata": { "ticket": 4711, "sponsor": "Example Sponsor" },
  "personal": [ { "path": "/metadata/sponsor", "subject": { "type": "user", "id": "u9" } } ]
}"""
SUBJECT = '"subject":{"type":"user","id":"u9"}'


def personal(*paths, members='"description":"d","reason":"r","metadata":{"a":{"b":1,"c":[1,2]},"ab":2,"n":null,"t":"text"}'):
    return with_(members + ',"personal":[' + ",".join('{"path":' + quote(path) + "," + SUBJECT + "}" for path in paths) + "]")


# Whole documents

ok("minimal", "Only the action is required", '{"action":"thing.done"}', '{"action":"thing.done"}')
ok("readme", "The example of event.md", README)
ok("whitespace", "All four kinds of JSON whitespace around everything", ' \t\r\n{ "action"\t:\r\n"thing.done" } \n', '{"action":"thing.done"}')
ok("escaped-spelling", "Names and values may be escaped", '{"\\u0061ction":"th\\u0069ng.done","reason":"a\\/b \\ud83d\\ude00"}',
   '{"action":"thing.done","reason":"a/b 😀"}')
ok("nulls", "A member that is null is the same as an absent one", with_(
    '"id":null,"occurred_at":null,"category":null,"description":null,"actor":null,"targets":null,"outcome":null,"duration":null,"reason":null,'
    '"context":null,"changes":null,"metadata":null,"personal":null'), '{"action":"thing.done"}')
ok("nulls-inside", "The same within objects", with_(
    '"actor":{"type":"user","id":null,"name":null,"email":null,"phone":null,"role":null,"on_behalf_of":null},'
    '"targets":[{"type":"page","id":"p1","name":null}],"outcome":{"result":null,"code":null,"error":null},'
    '"context":{"source":null,"ip":null,"user_agent":null,"request_id":null,"trace_id":null,"session_id":null,"operation_id":null},'
    '"changes":[{"path":null,"before":null}]'),
   '{"action":"thing.done","actor":{"type":"user"},"targets":[{"type":"page","id":"p1"}],"changes":[{"path":"","before":null}]}')
ok("empty-collections", "Empty arrays and objects are the same as absent ones",
   with_('"targets":[],"outcome":{},"context":{},"changes":[],"metadata":{},"personal":[]'), '{"action":"thing.done"}')
ok("empty-parties", "A party that is there says at least that its type is unknown; an actor of which nobody knows anything is absent",
   with_('"actor":{},"targets":[{}]'), with_('"targets":[{"type":"unknown"}]'))
ok("empty-on-behalf-of", "On behalf of somebody unknown", with_('"actor":{"on_behalf_of":{}}'),
   with_('"actor":{"type":"unknown","on_behalf_of":{"type":"unknown"}}'))
ok("order", "Cairn's spelling has one order", """{"personal":[{"subject":{"id":"u9","type":"user"},"path":"/reason"}],"metadata":{"b":1,"a":2},
  "changes":[{"after":2,"before":1,"path":"/n"}],"context":{"operation_id":"o","session_id":"s","trace_id":"t","request_id":"r","user_agent":"u","ip":"i","source":"c"},
  "reason":"r","duration":1,"outcome":{"error":"e","code":"c","result":"denied"},"targets":[{"name":"n","id":"p1","type":"page"}],
  "actor":{"on_behalf_of":{"id":"u7","type":"user"},"role":"o","phone":"p","email":"e","name":"n","id":"u1","type":"user"},"description":"d","category":"c",
  "action":"thing.done","occurred_at":"2026-11-21T09:30:00Z","id":"0199f3c8-7a10-7c44-9d3b-5a2f3f9f6c01"}""",
   '{"action":"thing.done","id":"0199f3c8-7a10-7c44-9d3b-5a2f3f9f6c01","occurred_at":"2026-11-21T09:30:00.000000Z","category":"c","description":"d",'
   '"actor":{"type":"user","id":"u1","name":"n","email":"e","phone":"p","role":"o","on_behalf_of":{"type":"user","id":"u7"}},'
   '"targets":[{"type":"page","id":"p1","name":"n"}],"outcome":{"result":"denied","code":"c","error":"e"},"duration":1,"reason":"r",'
   '"context":{"source":"c","ip":"i","user_agent":"u","request_id":"r","trace_id":"t","session_id":"s","operation_id":"o"},'
   '"changes":[{"path":"/n","before":1,"after":2}],"metadata":{"b":1,"a":2},"personal":[{"path":"/reason","subject":{"type":"user","id":"u9"}}]}')
SPACES = 64 * 1024 * 1024 - len('{"action":"thing.done"}')
ok("size-64-mib", "67,108,864 bytes", '{"action":"thing.done"}' + " " * SPACES, '{"action":"thing.done"}')
no("size-above-64-mib", "67,108,865 bytes: whitespace counts", '{"action":"thing.done"}' + " " * (SPACES + 1), "")

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
    no(f"number-{name}" if name not in ("undefined", "true") else f"literal-{name}", f"{number} is no JSON", with_(f'"metadata":{{"n":{number}}}'),
        "")
no("not-utf-8-outside", "A byte that is not UTF-8 outside of a string is no JSON", b'{"action":"thing.done",\xff"reason":"r"}', "")
no("utf-16", "UTF-16 is no JSON", '{"action":"thing.done"}'.encode("utf-16-le"), "")
no("several", "Everything that is wrong is named at once",
   '{"id":"1","action":"done","actor":{"id":1.5},"targets":[{"type":7}],"surprise":true}', "id", "action", "actor.id", "targets[0].type", "surprise")

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
no("shaped", "What Cairn writes is unknown from outside", with_('"shaped":{}'), "shaped")
no("shaped-null", "Also when it is null", with_('"shaped":null'), "shaped")
no("twice-shape", "Also where the two do not have one type", with_('"metadata":{},"metadata":[]'), "metadata")
ok("same-name-elsewhere", "The same name in different objects is no duplicate", with_('"metadata":{"a":{"a":[{"a":1},{"a":1}]}}'))
no("no-action", "The action is required", "{}", "action")
no("null-action", "null is absent", '{"action":null}', "action")
ok("missing", "Nothing else is required", with_('"actor":{"on_behalf_of":{}},"targets":[{}],"changes":[{}],"personal":[{}]'),
   with_('"actor":{"type":"unknown","on_behalf_of":{"type":"unknown"}},"targets":[{"type":"unknown"}],"changes":[{"path":""}],"shaped":{"/personal":{"ignored":1}}'))

no("type-top", "A wrong type for every member of the event",
   '{"id":7,"occurred_at":1795253400,"action":["thing.done"],"category":1,"description":{},"actor":"user:u1","targets":{"type":"page","id":"p1"},'
   '"outcome":"success","duration":"118","reason":false,"context":[],"changes":{},"metadata":"none","personal":"/reason"}',
   *"id occurred_at action category description actor targets outcome duration reason context changes metadata personal".split())
no("type-actor", "A wrong type for every member of the actor",
   with_('"actor":{"type":1,"id":false,"name":["x"],"email":{},"phone":15550100,"role":true,"on_behalf_of":"user:u7"}'),
   *[f"actor.{name}" for name in "type id name email phone role on_behalf_of".split()])
no("type-on-behalf-of", "… and of whom it acts for", actor('"on_behalf_of":{"type":1,"id":[7]}'), "actor.on_behalf_of.type", "actor.on_behalf_of.id")
no("type-target", "… of a target", target('"type":1,"id":{},"name":3'), "targets[0].type", "targets[0].id", "targets[0].name")
no("type-outcome", "… of the outcome", with_('"outcome":{"result":true,"code":200,"error":{"message":"x"}}'),
   "outcome.result", "outcome.code", "outcome.error")
no("type-context", "… of the context",
   context('"source":1,"ip":3221225985,"user_agent":[],"request_id":1,"trace_id":1,"session_id":81,"operation_id":1'),
   *[f"context.{name}" for name in "source ip user_agent request_id trace_id session_id operation_id".split()])
no("type-change", "… of a change", with_('"changes":[{"path":["role"],"after":1}]'), "changes[0].path")
no("type-personal", "… of what is personal", with_('"personal":[{"path":1,"subject":"user:u9"}]'), "personal[0].path", "personal[0].subject")
no("type-subject", "… of a subject", with_('"reason":"r","personal":[{"path":"/reason","subject":{"type":1,"id":true}}]'),
   "personal[0].subject.type", "personal[0].subject.id")
no("type-elements", "Elements that are no objects",
   with_('"targets":["page:p1",{"type":"page","id":"p1"},null],"changes":[["/a",1]],"personal":["/reason"]'),
   "targets[0]", "targets[2]", "changes[0]", "personal[0]")
no("type-metadata-array", "Metadata is an object", with_('"metadata":[1]'), "metadata")

# Ids, times, durations

ID = "0199f3c8-7a10-7c44-9d3b-5a2f3f9f6c01"
ok("id", "A UUID of version 7", with_(f'"id":"{ID}"'))
for name, id in {"version-4": ID.replace("-7c44", "-4c44"), "version-1": ID.replace("-7c44", "-1c44"), "version-8": ID.replace("-7c44", "-8c44"),
                 "version-0": ID.replace("-7c44", "-0c44"), "upper-case": ID.upper(), "variant": ID.replace("-9d3b", "-cd3b"),
                 "no-hyphens": ID.replace("-", ""),
                 "no-hyphens-upper-case": ID.replace("-", "").upper(), "all-ones": "f" * 32, "one": "0" * 31 + "1"}.items():
    kept = id.lower().replace("-", "")
    ok(f"id-{name}", "A UUID of any version, in either spelling", with_('"id":' + quote(id)),
       '{"action":"thing.done","id":"' + "-".join((kept[:8], kept[8:12], kept[12:16], kept[16:20], kept[20:])) + '"}')
for name, id in {"nil": "00000000-0000-0000-0000-000000000000", "nil-no-hyphens": "0" * 32}.items():
    ok(f"id-{name}", "All zero: as if absent", with_(f'"id":"{id}"'), '{"action":"thing.done"}')
for name, id in {"braces": "{" + ID + "}", "urn": "urn:uuid:" + ID, "short": ID[:-1], "long": ID + "0", "no-hyphens-short": "f" * 31,
    "no-hyphens-long": "f" * 33,
                 "empty": "", "newline": ID + "\n", "space-first": " " + ID, "not-hexadecimal": ID[:-1] + "g",
                 "moved-hyphen": "0199f3c87-a10-7c44-9d3b-5a2f3f9f6c01",
                 "some-hyphens": "0199f3c8-7a107c449d3b5a2f3f9f6c01", "full-width": ID[:-1] + "１", "base64url": "AZnzyHoQfESdO1ovP59sAQ"}.items():
    no(f"id-{name}", "Not a UUID", with_('"id":' + quote(id)), "id")

for name, time, kept, why in (
        ("offset", "2026-11-21T10:30:00+01:00", "2026-11-21T09:30:00.000000Z",
         "With an offset"),
        ("negative-offset", "2026-11-20T23:00:00-10:30", "2026-11-21T09:30:00.000000Z",
         "With an offset to the west"),
        ("largest-offset", "2026-11-21T10:30:00+23:59", "2026-11-20T10:31:00.000000Z",
         "RFC 3339 offsets go up to 23:59"),
        ("unknown-offset", "2026-11-21T09:30:00-00:00", "2026-11-21T09:30:00.000000Z",
         "RFC 3339 §4.3: UTC, the local offset is unknown"),
        ("long-fraction", "2026-11-21T09:30:00.1234567891234567891234567891Z", "2026-11-21T09:30:00.123456Z",
         "Later digits are dropped, never refused"),
        ("one-digit", "2026-11-21T09:30:00.1Z", "2026-11-21T09:30:00.100000Z",
         "One digit of a fraction is enough"),
        ("first", "1970-01-01T00:00:00Z", "1970-01-01T00:00:00.000000Z",
         "The first moment"),
        ("first-by-offset", "1969-12-31T23:30:00-00:30", "1970-01-01T00:00:00.000000Z",
         "Years count in UTC: this is the first moment"),
        ("last", "9999-12-31T23:59:59.999999999Z", "9999-12-31T23:59:59.999999Z",
         "The last moment"),
        ("leap-day", "2028-02-29T12:00:00Z", "2028-02-29T12:00:00.000000Z",
         "A leap day")):
    ok(f"occurred-at-{name}", why, with_(f'"occurred_at":"{time}"'), with_(f'"occurred_at":"{kept}"'))
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

ok("duration", "Milliseconds", with_('"duration":118'))
ok("duration-zero", "Zero is a duration", with_('"duration":0'))
ok("duration-minus-zero", "There is no sign before zero", with_('"duration":-0'), '{"action":"thing.done"}')
ok("duration-negative", "Below zero: as if absent", with_('"duration":-1'), '{"action":"thing.done"}')
ok("duration-largest", "29,000 years", with_('"duration":922337203685477'))
ok("duration-above", "A millisecond more: as if absent", with_('"duration":922337203685478'), '{"action":"thing.done"}')
ok("duration-huge", "Far more", with_('"duration":123456789012345678901234567890'), '{"action":"thing.done"}')
for name, duration in {"fraction": "1.5", "fraction-zero": "1.0", "exponent": "1e3", "text": '"118"', "true": "true"}.items():
    no(f"duration-{name}", "An integer", with_(f'"duration":{duration}'), "duration")

# Actions and results

for name, action in {"longest": "a." + "b" * 94, "three-parts": "a1_.b_2.c3", "cairns": "cairns.stacked",
    "cairn-inside": "stone.cairn.built"}.items():
    ok(f"action-{name}", "noun.verb, at most 96 characters; only cairn.* is reserved", '{"action":' + quote(action) + "}")
for name, action, why in (
        ("97", "a." + "b" * 95, "At most 96 characters"), ("empty", "", "noun.verb"),
        ("reserved", "cairn.entries_expired", "cairn.* is reserved"), ("reserved-new", "cairn.anything.else", "All of cairn.*"),
        ("one-part", "done", "noun.verb"), ("upper-case", "Thing.Done", "Lower case"), ("hyphen", "thing.was-done", "No hyphen"),
        ("digit-first", "thing.2done", "A part begins with a letter"), ("underscore-first", "thing._done", "A part begins with a letter"),
        ("empty-part", "thing..done", "No part is empty"), ("dot-first", ".thing.done", "No part is empty"),
        ("dot-last", "thing.done.", "No part is empty"), ("space", "thing.done now", "No space"), ("newline", "thing.done\n", "Nothing after it"),
        ("non-ascii", "thing.dоne", "A Cyrillic letter")):
    no(f"action-{name}", why, '{"action":' + quote(action) + "}", "action")
no("action-surrogate", "Malformed text makes no name", '{"action":"thing.\\ud800"}', "action")
ok("result-success", "A success with nothing else is what an absent outcome means", with_('"outcome":{"result":"success"}'),
    '{"action":"thing.done"}')
ok("result-default", "It is what an absent result means", with_('"outcome":{"code":"200"}'), with_('"outcome":{"result":"success","code":"200"}'))
for result in ("failure", "denied", "unfinished"):
    ok(f"result-{result}", "One of four", with_(f'"outcome":{{"result":"{result}"}}'))
for name, result in {"unknown": "partial", "upper-case": "Success", "space": "success ", "empty": "", "newline": "success\\n"}.items():
    no(f"result-{name}", "One of four, in one spelling", with_(f'"outcome":{{"result":"{result}"}}'), "outcome.result")

# What people and other systems control: taken as it comes

ODD = {"space": "u 1", "quote": 'u"1', "backslash": "CORP\\jdoe", "distinguished-name": "CN=Jörg Example,OU=Sales,DC=example,DC=com",
"control": "a\x00\x01\x1b\x7f\x85b",
       "lines": "one\ntwo\r\n\tthree\u2028\u2029", "bidi": "\u202eabc\u2066", "full-width": "ｕ１", "tilde": "~AAECAwQFBgcICQoLDA0ODw",
       "circumflex": "^AAECAwQFBgcICQoLDA0ODw",
       "percent": "100%25", "astral": "😀", "decomposed": "jo\u0308rg", "spaces-around": " u1 ", "email": "owner@example.com", "phone": "+15550100",
       "path": "/home/müller/Q3 report.xlsx", "not-a-character": "\ufdd0\uffff\ufffd"}
for name, text in ODD.items():
    odd = quote(text)
    ok(f"any-{name}", "Ids, types, words and texts are any text", with_(
        f'"category":{odd},"description":{odd},"actor":{{"type":{odd},"id":{odd},"name":{odd},"email":{odd},"phone":{odd},"role":{odd},"on_behalf_of":{{"type":{odd},"id":{odd}}}}},'
        f'"targets":[{{"type":{odd},"id":{odd},"name":{odd}}}],"outcome":{{"result":"failure","code":{odd},"error":{odd}}},"reason":{odd},'
        f'"context":{{"source":{odd},"ip":{odd},"user_agent":{odd},"request_id":{odd},"trace_id":{odd},"session_id":{odd},"operation_id":{odd}}},'
        f'"changes":[{{"path":"/a","before":{odd},"after":{{{odd}:[{odd}]}}}}],"metadata":{{{odd}:{odd}}},'
        f'"personal":[{{"path":"/reason","subject":{{"type":{odd},"id":{odd}}}}}]'))
ok("empty-ids", "Empty ids, types and words count as absent", with_(
    '"category":"","actor":{"type":"","id":"","name":"n","role":"","on_behalf_of":{"type":"","id":""}},"targets":[{"type":"","id":""}],'
    '"outcome":{"code":""},"context":{"source":"","request_id":"","trace_id":"","operation_id":""}'),
   with_('"actor":{"type":"unknown","name":"n","on_behalf_of":{"type":"unknown"}},"targets":[{"type":"unknown"}]'))
ok("empty-texts", "Empty texts are kept", with_(
    '"description":"","actor":{"type":"user","id":"u1","name":"","email":"","phone":""},"targets":[{"type":"page","id":"p1","name":""}],'
    '"outcome":{"result":"success","error":""},"reason":"","context":{"ip":"","user_agent":"","session_id":""}'))
ok("escapes", "Cairn escapes the quotation mark, the backslash and U+0000 to U+001F, in short forms where JSON has them",
   with_('"reason":"\\u0000\\u0008\\u0009\\u000a\\u000b\\u000c\\u000d\\u001f\\u007f\\u0085\\u2028\\/\\"\\\\"'),
   with_('"reason":"\\u0000\\b\\t\\n\\u000B\\f\\r\\u001F\x7f\x85\u2028/\\"\\\\"'))
for name, ip in {"v4": "192.0.2.7", "v6": "2001:db8::1", "v6-long": "2001:0DB8:0000:0000:0000:0000:0000:0001", "v6-mapped": "::ffff:192.0.2.7",
    "v6-zone": "fe80::1%eth0",
                 "v4-port": "192.0.2.7:443", "v4-leading-zero": "192.0.02.1", "v6-brackets": "[2001:db8::1]:443", "network": "192.0.2.0/24",
                 "two": "192.0.2.7, 198.51.100.1", "name": "localhost", "space": " 192.0.2.7 "}.items():
    ok(f"ip-{name}", "An address, or what came for one, is kept as it came", context(f'"ip":"{ip}"'))

for name, number in {"integer": "4711", "zero": "0", "negative": "-5", "minus-zero": "-0", "long": "123456789012345678901234567890"}.items():
    ok(f"ids-{name}", "An integer is kept as its digits, wherever an id stands", with_(
        f'"actor":{{"type":"user","id":{number},"on_behalf_of":{{"type":"user","id":{number}}}}},"targets":[{{"type":"page","id":{number}}}],"reason":"r",'
        f'"personal":[{{"path":"/reason","subject":{{"type":"user","id":{number}}}}}]'), with_(
        f'"actor":{{"type":"user","id":"{number}","on_behalf_of":{{"type":"user","id":"{number}"}}}},"targets":[{{"type":"page","id":"{number}"}}],"reason":"r",'
        f'"personal":[{{"path":"/reason","subject":{{"type":"user","id":"{number}"}}}}]'))
for name, number in {"fraction": "1.0", "exponent": "1e3", "true": "true", "object": "{}"}.items():
    no(f"ids-{name}", "A text or an integer, wherever an id stands", with_(
        f'"actor":{{"type":"user","id":{number},"on_behalf_of":{{"type":"user","id":{number}}}}},"targets":[{{"type":"page","id":{number}}}],"reason":"r",'
        f'"personal":[{{"path":"/reason","subject":{{"type":"user","id":{number}}}}}]'),
       "actor.id", "actor.on_behalf_of.id", "targets[0].id", "personal[0].subject.id")

# Step 1: malformed text

for name, text, kept, count in (
        ("high", "a\\ud800b", "a\ufffdD800b", 1), ("low", "a\\udfffb", "a\ufffdDFFFb", 1), ("swapped", "\\ude00\\ud83d", "\ufffdDE00\ufffdD83D", 2),
        ("two-high", "\\ud83d\\ud83d\\ude00", "\ufffdD83D😀", 1), ("only", "\\uDABC", "\ufffdDABC", 1)):
    ok(f"malformed-{name}", "An unpaired surrogate", with_(f'"reason":"{text}"'),
        with_(f'"reason":"{kept}","shaped":{{"/reason":{{"malformed":{count}}}}}'))
ok("malformed-everywhere", "Wherever text stands, names too; marks ascend as bytes of UTF-8", with_(
    '"category":"\\ud800","description":"\\ud800","actor":{"type":"\\ud800","id":"\\ud800","name":"\\ud800","email":"\\ud800","phone":"\\ud800","role":"\\ud800",'
    '"on_behalf_of":{"type":"\\ud800","id":"\\ud800"}},"targets":[{"type":"\\ud800","id":"\\ud800","name":"\\ud800"}],'
    '"outcome":{"result":"failure","code":"\\ud800","error":"\\ud800"},"reason":"\\ud800",'
    '"context":{"source":"\\ud800","ip":"\\ud800","user_agent":"\\ud800","request_id":"\\ud800","trace_id":"\\ud800","session_id":"\\ud800","operation_id":"\\ud800"},'
    '"changes":[{"path":"/\\ud800","before":"\\ud800","after":[{"\\ud800":1}]}],"metadata":{"\\ud800\\ud800":"\\ud800","a":{"b/~":["\\ud800"]}},'
    '"personal":[{"path":"/metadata/\\ud800\\ud800","subject":{"type":"\\ud800","id":"\\ud800"}}]'),
   marks={place: {"malformed": count} for place, count in {
       **{f"/{name}": 1 for name in "category description actor/type actor/id actor/name actor/email actor/phone actor/role actor/on_behalf_of/type "
          "actor/on_behalf_of/id targets/0/type targets/0/id targets/0/name outcome/code outcome/error reason context/source context/ip context/user_agent "
          "context/request_id context/trace_id context/session_id context/operation_id changes/0/path changes/0/before changes/0/after/0/\ufffdD800 "
          "metadata/a/b~1~0/0 personal/0/subject/type personal/0/subject/id".split()},
       "/metadata/\ufffdD800\ufffdD800": 3, "/personal/0/path": 2}.items()})
for name, data, kept, count in (
        ("latin-1", b"J\xf6rg", "J\ufffdDCF6rg", 1), ("truncated", b"a\xe2\x82", "a\ufffdDCE2\ufffdDC82", 2), ("truncated-inside", b"\xe2\x82a",
        "\ufffdDCE2\ufffdDC82a", 2),
        ("overlong", b"\xc0\xaf", "\ufffdDCC0\ufffdDCAF", 2), ("surrogate", b"\xed\xa0\x80", "\ufffdDCED\ufffdDCA0\ufffdDC80", 3),
        ("beyond", b"\xf4\x90\x80\x80", "\ufffdDCF4\ufffdDC90\ufffdDC80\ufffdDC80", 4), ("five", b"\xf8\x88\x80\x80\x80",
        "\ufffdDCF8\ufffdDC88\ufffdDC80\ufffdDC80\ufffdDC80", 5),
        ("continuation", b"\x80\xbf", "\ufffdDC80\ufffdDCBF", 2), ("between", "é".encode() + b"\xff" + "😀".encode(), "é\ufffdDCFF😀", 1),
        ("after-high", b"\\ud83d\xde\x00".replace(b"\x00", b"x"), "\ufffdD83D\ufffdDCDEx", 2)):
    ok(f"bytes-{name}", "Bytes that are not UTF-8", b'{"action":"thing.done","reason":"' + data + b'"}',
       with_(f'"reason":"{kept}","shaped":{{"/reason":{{"malformed":{count}}}}}'))
ok("bytes-in-name", "… in a name", b'{"action":"thing.done","metadata":{"\xff":1,"a":{"\xfe":"\xfd"}}}', with_(
    '"metadata":{"\ufffdDCFF":1,"a":{"\ufffdDCFE":"\ufffdDCFD"}},"shaped":{"/metadata/a/\ufffdDCFE":{"malformed":2},"/metadata/\ufffdDCFF":{"malformed":1}}'))
ok("bytes-noncharacter", "Well-formed: U+FFFF and U+10FFFF", '{"action":"thing.done","reason":"\uffff\U0010ffff"}')

# Step 2: names

ok("names-twice", "A name again", with_('"metadata":{"a":1,"a":2,"a":3}'), with_(
    '"metadata":{"a":1,"a#2":2,"a#3":3},"shaped":{"/metadata/a#2":{"renamed":true},"/metadata/a#3":{"renamed":true}}'))
ok("names-taken", "A name that comes later is taken too", with_('"metadata":{"a":1,"a":2,"a#2":3,"a":4}'), with_(
    '"metadata":{"a":1,"a#3":2,"a#2":3,"a#4":4},"shaped":{"/metadata/a#3":{"renamed":true},"/metadata/a#4":{"renamed":true}}'))
ok("names-numbered-twice", "A numbered name again", with_('"metadata":{"a#2":1,"a#2":2}'), with_(
    '"metadata":{"a#2":1,"a#2#2":2},"shaped":{"/metadata/a#2#2":{"renamed":true}}'))
ok("names-escaped", "Two spellings of one name", with_('"metadata":{"ab":1,"\\u0061b":2}'), with_(
    '"metadata":{"ab":1,"ab#2":2},"shaped":{"/metadata/ab#2":{"renamed":true}}'))
ok("names-malformed-twice", "Two that are one after step 1", with_('"metadata":{"\\ud800":1,"\ufffdD800":2}'), with_(
    '"metadata":{"\ufffdD800":1,"\ufffdD800#2":2},"shaped":{"/metadata/\ufffdD800":{"malformed":1},"/metadata/\ufffdD800#2":{"renamed":true}}'))
ok("names-empty", "An empty name is a name", with_('"metadata":{"":1,"":2}'),
    with_('"metadata":{"":1,"#2":2},"shaped":{"/metadata/#2":{"renamed":true}}'))
ok("names-inside", "At any depth, in changes too", with_(
    '"changes":[{"path":"","before":{"a":{"b":1,"b":2}},"after":[{"b":1,"b":{"c":1,"c":2}}]}],"metadata":{"list":[0,{"b":1,"b":1}]}'),
   marks={"/changes/0/before/a/b#2": {"renamed": True}, "/changes/0/after/0/b#2": {"renamed": True}, "/changes/0/after/0/b#2/c#2": {"renamed": True},
          "/metadata/list/1/b#2": {"renamed": True}})
ok("names-reserved", "The names of RFC 9901", with_('"metadata":{"_sd":1,"_sd_alg":2,"...":3,"a":[{"_sd":null}]},"changes":[{"path":"","before":{"...":[]}}]'), with_(
    '"changes":[{"path":"","before":{"...#1":[]}}],"metadata":{"_sd#1":1,"_sd_alg#1":2,"...#1":3,"a":[{"_sd#1":null}]},"shaped":{"/changes/0/before/...#1":{"renamed":true},'
    '"/metadata/...#1":{"renamed":true},"/metadata/_sd#1":{"renamed":true},"/metadata/_sd_alg#1":{"renamed":true},"/metadata/a/0/_sd#1":{"renamed":true}}'))
ok("names-reserved-twice", "Twice, in another spelling, and one taken", with_('"metadata":{"_sd":1,"\\u005fsd":2,"_sd#1":3}'), with_(
    '"metadata":{"_sd#2":1,"_sd#3":2,"_sd#1":3},"shaped":{"/metadata/_sd#2":{"renamed":true},"/metadata/_sd#3":{"renamed":true}}'))
ok("names-reserved-neighbours", "Other names, and the same text as a value",
    with_('"metadata":{"_SD":1,"_sd_":2,"sd":3,"..":4,"....":5,"a":["_sd","_sd_alg","..."]}'))
no("names-reserved-outside", "Elsewhere they are unknown", with_('"_sd":[]'), "_sd")
ok("names-any", "Any other name", with_('"metadata":{"":1," ":2,"A\\tB\\n":3,"例":4,"a.b[0]":5,"action":6,"__proto__":7,"$ref":8,"shaped":{},"a#2":9}'))
ok("names-order", "All members are kept, in their order", with_('"metadata":{"z":1,"a":2,"z":3,"b":4}'), with_(
    '"metadata":{"z":1,"a":2,"z#2":3,"b":4},"shaped":{"/metadata/z#2":{"renamed":true}}'))
ok("numbers", "Numbers of any size keep their spelling", with_('"metadata":{"n":[0,-0,1.0,1e3,1E+3,-1.5e-7,12345678901234567890,1e400,0.10]}'))

# Step 3: depth

ok("depth-32", "The event, its metadata and 30 arrays", with_('"metadata":{"a":' + "[" * 30 + "]" * 30 + "}"))
ok("depth-33", "The 31st array is kept as text", with_('"metadata":{"a":' + "[" * 31 + "]" * 31 + "}"), with_(
    '"metadata":{"a":' + "[" * 30 + '"[]"' + "]" * 30 + '},"shaped":{"/metadata/a' + "/0" * 30 + '":{"json":true}}'))
ok("depth-32-in-changes", "The event, changes, one change and 29 objects", change('"path":"","after":' + '{"a":' * 29 + "1" + "}" * 29))
ok("depth-33-in-changes", "The 30th object is kept as text", change('"path":"","after":' + '{"a":' * 30 + "1" + "}" * 30), with_(
    '"changes":[{"path":"","after":' + '{"a":' * 29 + '"{\\"a\\":1}"' + "}" * 29 + '}],"shaped":{"/changes/0/after' + "/a" * 29 + '":{"json":true}}'))
ok("depth-as-it-came", "White space, escapes, names that come twice: the text as it came, with nothing shaped in it", with_(
    '"metadata":{"a":' + "[" * 30 + '{ "b" :\t1.0,\n"b":"\\u0061\\ud800","_sd":[ ] } , 2' + "]" * 30 + "}"), with_(
    '"metadata":{"a":' + "[" * 30 + '"{ \\"b\\" :\\t1.0,\\n\\"b\\":\\"\\\\u0061\\\\ud800\\",\\"_sd\\":[ ] }",2' + "]" * 30
    + '},"shaped":{"/metadata/a' + "/0" * 30
    + '":{"json":true}}'))
ok("depth-bytes", "Only bytes that are not UTF-8 are replaced in it", ('{"action":"thing.done","metadata":{"a":' + "[" * 30 + '{"b":"').encode()
    + b"\xff"
   + ('"}' + "]" * 30 + "}}").encode(), with_('"metadata":{"a":' + "[" * 30 + '"{\\"b\\":\\"\ufffdDCFF\\"}"' + "]" * 30 + '},"shaped":{"/metadata/a'
   + "/0" * 30
                                              + '":{"malformed":1,"json":true}}'))
ok("depth-20000", "Far too deep: nothing overflows", with_('"metadata":{"a":' + "[" * 20000 + "1" + "]" * 20000 + "}"), marks={"/metadata/a"
    + "/0" * 30: {"json": True}})
ok("depth-20000-objects", "The same of objects", with_('"metadata":{"a":' + '{"a":' * 20000 + "1" + "}" * 20000 + "}"), marks={"/metadata/a"
    + "/a" * 30: {"json": True}})
no("depth-unclosed", "Far too deep, and no JSON", with_('"metadata":{"a":' + "[" * 20000 + "1}"), "")
no("depth-malformed", "A fault beyond level 32 is one", with_('"metadata":{"a":' + "[" * 40 + "01" + "]" * 40 + "}"), "")
no("depth-mismatched", "So is a bracket of the other kind", with_('"metadata":{"a":' + "[" * 40 + "}" + "]" * 39 + "}"), "")
no("depth-trailing-comma", "And a trailing comma", with_('"metadata":{"a":' + "[" * 40 + "1," + "]" * 40 + "}"), "")

# Step 4: paths of changes

ok("change-pointers", "Pointers: escapes, empty names, spaces, anything", with_(
    '"changes":[' + ",".join('{"path":' + quote(p) + ',"after":0}' for p in ("", "/a~1b/m~0n", "/", "//", "/ /\t", "/0/-", "/~01", "/例", "/_sd/...",
    "/\x00")) + "]"))
for name, path, kept in (("name", "role", "/role"), ("fragment", "#/role", "/#~1role"), ("dots", "a.b[0]", "/a.b[0]"), ("tilde-2", "/a~2b",
    "/~1a~02b"),
                         ("tilde-last", "/a~", "/~1a~0"), ("tilde", "~", "/~0"), ("space-first", " /a", "/ ~1a"), ("slash-last", "a/", "/a~1")):
    ok(f"change-path-{name}", "No JSON Pointer: taken for the name of one member", change(f'"path":{quote(path)},"after":1'),
       with_(f'"changes":[{{"path":{quote(kept)},"after":1}}],"shaped":{{"/changes/0/path":{{"pointer":true}}}}'))
ok("change-path-malformed", "Steps 1 and 4 leave one object of marks", change('"path":"\\ud800","after":1'), with_(
    '"changes":[{"path":"/\ufffdD800","after":1}],"shaped":{"/changes/0/path":{"malformed":1,"pointer":true}}'))
for name, members in {"created": '"path":"/a","after":1', "deleted": '"path":"/a","before":1', "null": '"path":"/a","before":null',
    "no-side": '"path":"/a"',
                      "nulls": '"path":"/a","before":null,"after":null', "root": '"path":"","before":{"a":1},"after":[]'}.items():
    ok(f"change-{name}", "A side that is absent is not a side that is null", change(members))

# Step 6: long texts

TEXT = 262144


def cut_to(place, text, kept, **before):
    return {place: {**before, **whole(text)}}


for name, member, place in (("description", '"description":%s', "/description"), ("actor-name", '"actor":{"type":"user","name":%s}', "/actor/name"),
                            ("ip", '"context":{"ip":%s}', "/context/ip"), ("metadata", '"metadata":{"a":[%s]}', "/metadata/a/0"),
                            ("side", '"changes":[{"path":"/a","before":{"b":%s}}]', "/changes/0/before/b")):
    at, above = "x" * TEXT, "x" * (TEXT + 1)
    ok(f"text-{name}-at-limit", "262,144 bytes", with_(member % quote(at)))
    ok(f"text-{name}-above", "A byte more", with_(member % quote(above)), with_(member % quote(at) + ',"shaped":{' + quote(place) + ":"
       + f'{{"length":262145,"sha256":"{whole(above)["sha256"]}"}}}}'))
ok("text-bytes", "Bytes of UTF-8 are counted, not characters; it ends with a whole one", with_('"reason":' + quote("x" + "😀" * 65536)), with_(
    '"reason":' + quote("x" + "😀" * 65535) + f',"shaped":{{"/reason":{{"length":262145,"sha256":"{whole("x" + "😀" * 65536)["sha256"]}"}}}}'))
ok("text-malformed", "The length is that of the text after step 1: a surrogate is seven bytes there", with_('"reason":"\\ud800' + "x" * (TEXT - 6)
    + '"'), with_(
    '"reason":' + quote("\ufffdD800" + "x" * (TEXT - 7)) + ',"shaped":{"/reason":{"malformed":1,'
    + f'"length":262145,"sha256":"{whole(chr(0xfffd) + "D800" + "x" * (TEXT - 6))["sha256"]}"}}}}'))
ok("text-escapes", "Escapes in JSON do not count", with_('"reason":' + quote("\x01" * 100000)))
ok("text-path", "A path of a change is a text; it is not cut within an escape", change('"path":' + quote("/" + "x" * (TEXT - 2) + "~0y")
    + ',"after":1'), with_(
    '"changes":[{"path":' + quote("/" + "x" * (TEXT - 2)) + ',"after":1}],"shaped":{"/changes/0/path":'
    + f'{{"length":262146,"sha256":"{whole("/" + "x" * (TEXT - 2) + "~0y")["sha256"]}"}}}}'))
ok("text-as-json", "Text that step 3 made is cut, too", with_('"metadata":{"a":' + "[" * 31 + '"' + "x" * TEXT + '"' + "]" * 31 + "}"), with_(
    '"metadata":{"a":' + "[" * 30 + quote('["' + "x" * (TEXT - 2)) + "]" * 30 + '},"shaped":{"/metadata/a' + "/0" * 30 + '":{"json":true,'
    + f'"length":262148,"sha256":"{whole(chr(91) + chr(34) + "x" * TEXT + chr(34) + chr(93))["sha256"]}"}}}}'))


def words(text, kind):
    """An event with that text wherever a word stands, or an id, or a type."""
    it = quote(text)
    if kind == "word":
        return (f'"category":{it},"actor":{{"type":"user","role":{it}}},"outcome":{{"result":"success","code":{it}}},'
                f'"context":{{"source":{it},"request_id":{it},"trace_id":{it},"operation_id":{it}}}')
    party = f'"type":{it},"id":"u1"' if kind == "type" else f'"type":"user","id":{it}'
    return (f'"actor":{{{party},"on_behalf_of":{{{party}}}}},"targets":[{{{party}}}],"reason":"r",'
            f'"personal":[{{"path":"/reason","subject":{{{party}}}}}]')


PLACES = {"word": ["/category", "/actor/role", "/outcome/code", "/context/source", "/context/request_id", "/context/trace_id",
"/context/operation_id"],
          "id": ["/actor/id", "/actor/on_behalf_of/id", "/targets/0/id", "/personal/0/subject/id"],
          "type": ["/actor/type", "/actor/on_behalf_of/type", "/targets/0/type", "/personal/0/subject/type"]}
for kind, at, above, kept in (
        ("word", "w" * 1024, "w" * 1025, "w" * 1024), ("id", "i" * 1024, "i" * 1025, "i" * 1024), ("type", "t" * 192, "t" * 193, "t" * 192),
        ("word", "😀" * 1024, "😀" * 1025, "😀" * 1024), ("id", "😀" * 1024, "😀" * 1025, "😀" * 1024), ("type", "é" * 96, "x" + "é" * 96, "x" + "é" * 95)):
    name = f"{kind}-astral" if at[0] == "😀" else f"{kind}-bytes" if at[0] == "é" else kind
    limit = "192 bytes" if kind == "type" else "1,024 characters"
    ok(f"{name}-at-limit", f"{limit}", with_(words(at, kind)))
    ok(f"{name}-above", f"More than {limit}", with_(words(above, kind)), with_(words(kept, kind) + ',"shaped":{' + ",".join(
        f'"{place}":{{"length":{whole(above)["length"]},"sha256":"{whole(above)["sha256"]}"}}' for place in sorted(PLACES[kind])) + "}"))
ok("ids-long-integer", "An integer of 1,025 digits is cut as a text", target('"type":"page","id":' + "7" * 1025), with_(
    '"targets":[{"type":"page","id":"' + "7" * 1024 + f'"}}],"shaped":{{"/targets/0/id":{{"length":1025,"sha256":"{whole("7" * 1025)["sha256"]}"}}}}'))


def short(name):
    return name[:1000] + "#" + base64url(hashlib.sha256(name.encode()).digest()[:16])


LONG = "n" * 1025
ok("name-at-limit", "A name of 1,024 characters", with_('"metadata":{' + quote("n" * 1024) + ":1}"))
ok("name-above", "A name of 1,025 characters: its first 1,000, and 22 of its hash", with_('"metadata":{' + quote(LONG)
    + ':1},"changes":[{"path":"","after":{' + quote(LONG) + ":2}}]"),
   with_('"changes":[{"path":"","after":{' + quote(short(LONG)) + ':2}}],"metadata":{' + quote(short(LONG)) + ':1},"shaped":{' + ",".join(
       f'"{place}/{short(LONG)}":{{"length":1025,"sha256":"{whole(LONG)["sha256"]}"}}' for place in ("/changes/0/after", "/metadata")) + "}"))
ok("name-astral", "Characters are counted", with_('"metadata":{' + quote("😀" * 1024) + ":1," + quote("😀" * 1025) + ":2}"), marks=cut_to(
    "/metadata/" + short("😀" * 1025), "😀" * 1025, None))
ok("name-twice", "A long name again: step 2 comes first", with_('"metadata":{' + quote(LONG) + ":1," + quote(LONG) + ":2}"), marks={
    "/metadata/" + short(LONG): whole(LONG), "/metadata/" + short(LONG + "#2"): {"renamed": True, **whole(LONG + "#2")}})
ok("name-taken", "The short name is there already: the name is shortened as if #2 stood behind it", with_('"metadata":{' + quote(short(LONG)) + ":1,"
    + quote(LONG) + ":2}"), marks={
    "/metadata/" + short(LONG + "#2"): whole(LONG)})
ok("name-and-value", "Name and value are both cut: the mark is the value's", with_('"metadata":{' + quote(LONG) + ":" + quote("x" * (TEXT + 1))
    + "}"), marks=cut_to(
    "/metadata/" + short(LONG), "x" * (TEXT + 1), None))

# Step 7: long lists

PAGE, CHANGE, PART = '{"type":"page","id":"p1"}', '{"path":"/a","after":1}', '{"path":"/metadata/m/%d",' + SUBJECT + "}"


def many(count, wrong=0):
    return with_('"metadata":{"m":[' + ",".join("0" * count) + ']},"personal":[' + ",".join(PART % at for at in range(count)) + "]")


ok("targets-32", "As many as stand in the leaf", with_('"targets":[' + ",".join([PAGE] * 32) + "]"))
ok("targets-33", "One more: kept, and counted", with_('"targets":[' + ",".join([PAGE] * 33) + "]"), with_(
    '"targets":[' + ",".join([PAGE] * 33) + '],"shaped":{"/targets":{"count":33}}'))
ok("changes-1024", "1,024 changes", with_('"changes":[' + ",".join([CHANGE] * 1024) + "]"))
ok("changes-1025", "One more", with_('"changes":[' + ",".join([CHANGE] * 1025) + "]"), with_('"changes":[' + ",".join([CHANGE] * 1025)
    + '],"shaped":{"/changes":{"count":1025}}'))
ok("personal-64", "64 parts", many(64))
ok("personal-65", "One more", many(65), marks={"/personal": {"count": 65}})
ok("personal-65-ignored", "Counted before parts are left out", many(65).replace('/metadata/m/7"', '/metadata/m/70"'),
    marks={"/personal": {"count": 65, "ignored": 1}})

# Step 8: large events

MIB = 1048576


def sized(members, size):
    """An event of exactly that size: `@` in it becomes as many x as it takes."""
    text = with_(members)
    return text.replace("@", "x" * (size - len(text) + 1))


FILL = ",".join(quote(f"f{at}") + ":" + quote("x" * TEXT) for at in range(3))
ok("size-at-limit", "1,048,576 bytes", sized('"metadata":{' + FILL + ',"f3":"@"}', MIB))
ok("size-above", "A byte more: the largest value is cut, of equal ones the first", sized('"metadata":{' + FILL + ',"f3":"@"}', MIB + 1),
    marks=cut_to("/metadata/f0", "x" * TEXT, None))
ok("size-in-bytes", "Bytes count, not characters", with_('"metadata":{' + ",".join(quote(f"f{at}") + ":" + quote("é" * (TEXT // 2))
    for at in range(4)) + "}"),
   marks=cut_to("/metadata/f0", "é" * (TEXT // 2), None))
ok("size-in-escapes", "What counts is the event as JSON: a control character is six bytes there", with_('"reason":' + quote("\x01" * 180000)),
   with_('"reason":' + quote("\x01" * 1024) + f',"shaped":{{"/reason":{{"length":180000,"sha256":"{whole(chr(1) * 180000)["sha256"]}"}}}}'))
MARKED = '"metadata":{' + FILL + ',"f3":"@","r":1,"r#2":2},"shaped":{"/metadata/r#2":{"renamed":true}}'
ok("size-with-marks", "Marks count", sized(MARKED, MIB).replace('"r#2":2},"shaped":{"/metadata/r#2":{"renamed":true}}', '"r":2}'), sized(MARKED, MIB))
ok("size-with-marks-above", "One byte more with its marks", sized(MARKED, MIB + 1).replace('"r#2":2},"shaped":{"/metadata/r#2":{"renamed":true}}',
    '"r":2}'),
   marks={"/metadata/f0": whole("x" * TEXT), "/metadata/r#2": {"renamed": True}})
IGNORED = '"metadata":{' + FILL + ',"f3":"@"},"personal":[{"path":"/reason",' + SUBJECT + "}]"
ok("size-mark-of-personal", "All but the mark at /personal, which comes after; its parts count before they are left out", sized(IGNORED, MIB),
    marks={"/personal": {"ignored": 1}})
ok("size-personal-above", "A byte more, though the part is left out after", sized(IGNORED, MIB + 1), marks={"/metadata/f0": whole("x" * TEXT),
    "/personal": {"ignored": 1}})
OBJECT = '{"b":"' + "x" * 600000 + '","c":[' + ",".join(["1.0"] * 10) + "]}"
ok("size-object", "Of an object or array the JSON text is cut; marks of what was in it go, those of its place stay", with_(
    '"changes":[{"path":"/a","before":' + '{"b":[' + ",".join(['"' + "x" * 200000 + '"'] * 3) + '],"b":1},"after":"' + "y" * 200000
    + '"}],"description":"' + "d" * TEXT
    + '","metadata":{"m":1,"m":[1,{"n":1,"n":"' + "z" * 5000 + '"}]}'),
   marks={"/changes/0/before": whole('{"b":[' + ",".join(['"' + "x" * 200000 + '"'] * 3) + '],"b#2":1}'), "/metadata/m#2": {"renamed": True},
   "/metadata/m#2/1/n#2": {"renamed": True}})
ok("size-cut-twice", "A text that step 6 has cut keeps the mark of the whole", with_(
    '"description":"' + "d" * (TEXT + 1) + '","reason":"' + "r" * TEXT + '","metadata":{' + ",".join(f'"f{at}":"' + "x" * 200000 + '"'
    for at in range(3)) + "}"),
   marks=cut_to("/description", "d" * (TEXT + 1), None))
ok("size-several", "One after the other, the largest first", with_(
    '"actor":{"type":"user","name":"' + "n" * 250000 + '"},"reason":"' + "r" * 250001 + '","context":{"user_agent":"' + "u" * 250002
    + '"},"metadata":{'
    + ",".join(f'"f{at}":"' + "x" * 200000 + '"' for at in range(5)) + "}"),
   marks={"/context/user_agent": whole("u" * 250002), "/reason": whole("r" * 250001), "/actor/name": whole("n" * 250000)})
SMALL = '{"path":"/a","after":"' + "x" * 2000 + '"}'
ok("size-changes-left-out", "Nothing is larger than 2,048 bytes: members of metadata are left out, then changes, from the end", with_(
    '"changes":[' + ",".join([SMALL] * 520) + '],"metadata":{"a":1,"b":"' + "y" * 2000 + '"}'), marks={"/changes": {"count": 520},
    "/metadata": {"count": 2}})
ok("size-metadata-left-out", "Only as many as it takes", with_(
    '"changes":[' + ",".join([SMALL] * 516) + '],"metadata":{"a":1,"b":"' + "y" * 2000 + '","c":"' + "y" * 2000 + '"}'),
    marks={"/metadata": {"count": 3}})
ok("size-2048", "A value of 2,046 letters is 2,048 bytes of JSON: it is not cut", with_(
    '"changes":[' + ",".join(['{"path":"","after":"' + "x" * 2046 + '"}'] * 508) + "]"), marks={"/changes": {"count": 508}})
ok("size-2049", "A byte more: it is", with_('"changes":[' + ",".join(['{"path":"","after":"' + "x" * 2047 + '"}'] * 508) + "]"),
   marks={f"/changes/{at}/after": whole("x" * 2047) for at in range(4)})
ok("size-controls", "A text of 1,024 bytes is short enough, however long its JSON: no value is cut for ever", with_(
    '"changes":[' + ",".join(['{"path":"","after":"' + "\\u0001" * 1024 + '"}'] * 171) + "]"), marks={"/changes": {"count": 171}})
NAMED = '{"type":"page","id":"p1","name":"' + "n" * 2000 + '"}'
ok("size-targets-left-out", "Then targets beyond 32", with_('"targets":[' + ",".join([NAMED] * 530) + "]"), marks={"/targets": {"count": 530}})
ok("size-personal-left-out", "Then parts of personal", with_('"reason":"r","personal":[' + ",".join(
    ['{"path":"/reason","subject":{"type":"user","id":"' + "i" * 1000 + '"}}'] * 1100) + "]"), marks={"/personal": {"count": 1100, "ignored": 994}})
del OBJECT

# Step 9: what is personal

ok("personal", "One of each place", with_(
    '"description":"d","targets":[{"type":"page","id":"p1"},{"type":"page","id":"p2","name":"n"}],"outcome":{"result":"failure","error":"e"},"reason":"r",'
    '"changes":[{"path":"/a","before":null,"after":[1]}],"metadata":{"a":1},"personal":['
    + ",".join('{"path":"%s",%s}' % (path, SUBJECT) for path in ("/description", "/reason", "/outcome/error", "/changes/0/before",
    "/changes/0/after/0",
                                                              "/metadata/a", "/targets/1/name")) + "]"))
ok("personal-whole", "All of changes and all of metadata", personal("/changes", "/metadata",
    members='"changes":[{"path":"","after":1}],"metadata":{"a":1}'))
ok("personal-whole-change", "A whole change", personal("/changes/0", members='"changes":[{"path":"","after":1}]'))
ok("personal-neighbours", "A common beginning is no overlap", personal("/metadata/a", "/metadata/ab"))
ok("personal-siblings", "Two elements of one array", personal("/metadata/a/c/0", "/metadata/a/c/1"))
ok("personal-null-value", "A null inside metadata is there", personal("/metadata/n"))
ok("personal-empty-text", "So is an empty text", personal("/reason", members='"reason":""'))
ok("personal-empty-inside", "So are empty objects and arrays inside", personal("/metadata/a", "/metadata/b", members='"metadata":{"a":{},"b":[]}'))
ok("personal-escapes", "~1 is a slash, ~0 a tilde", personal("/metadata/a~1b", "/metadata/m~0n", "/metadata/~01", "/metadata/",
                                                             members='"metadata":{"a/b":1,"m~n":2,"~1":3,"":4}'))
ok("personal-into-text", "A path into a string is shortened to it", personal("/metadata/t/0/x"), personal("/metadata/t"))
ok("personal-into-json", "Into a string that step 3 made", personal("/metadata/a" + "/0" * 35, members='"metadata":{"a":' + "[" * 40 + "1" + "]" * 40
    + "}"),
   personal("/metadata/a" + "/0" * 30, members='"metadata":{"a":' + "[" * 30 + '"' + "[" * 10 + "1" + "]" * 10 + '"' + "]" * 30 + "}")[:-1]
   + ',"shaped":{"/metadata/a' + "/0" * 30 + '":{"json":true}}}')
ok("personal-renamed", "A path names the members as they are after step 2", personal("/metadata/a#2", "/metadata/a",
    members='"metadata":{"a":1,"a":2}'),
   marks={"/metadata/a#2": {"renamed": True}})
LONG_PATH = "/metadata/" + "p" * 1014
ok("personal-path-1024", "A path of 1,024 characters", personal(LONG_PATH, members='"metadata":{' + quote("p" * 1014) + ":1}"))


def ignored(name, description, members, *parts, kept=()):
    """`parts` are sent, `kept` are left."""
    def of(list_):
        return members + (',"personal":[' + ",".join(list_) + "]" if list_ else "")
    ok(f"personal-{name}", description, with_(of(parts)), with_(of(kept) + f',"shaped":{{"/personal":{{"ignored":{len(parts) - len(kept)}}}}}'))


def part(path, subject=SUBJECT):
    return '{"path":' + quote(path) + "," + subject + "}"


HERE = '"reason":"r","metadata":{"a":{"b":1,"c":[1,2]},"ab":2}'
for name, path, why in (
        ("nowhere", "/metadata/x", "No such member"), ("nowhere-deep", "/metadata/ab/x", "Nothing lies within a number"),
        ("nowhere-index", "/metadata/a/c/2", "Beyond the end of the array"), ("nowhere-dash", "/metadata/a/c/-",
        "The element after the last is not there"),
        ("index-zero", "/metadata/a/c/01", "An index has no leading zero"), ("index-sign", "/metadata/a/c/+1", "… and no sign"),
        ("index-text", "/metadata/a/c/b", "An array has no names"), ("index-huge", "/metadata/a/c/99999999999999999999", "… and may be of any size"),
        ("nowhere-slash", "/metadata/a/", "The empty name is a name"), ("absent", "/outcome/error", "It is not there"), ("absent-text",
        "/description", "It is not there"),
        ("absent-changes", "/changes/0", "There are no changes"), ("absent-all-changes", "/changes", "There are no changes"),
        ("absent-target", "/targets/0/name", "There are no targets"), ("absent-target-huge", "/targets/99999999999999999999/name",
        "There is no such target"),
        ("case", "/metadata/A", "Names have one case"), ("long", "/metadata/" + "p" * 1015, "Longer than 1,024 characters")):
    ignored(name, why, HERE if name != "long" else '"metadata":{' + quote("p" * 1015)[:-1] + '":1}', part(path))
ignored("null", "A member that is null is absent", '"description":"d"', part("/reason"))
ignored("target-no-name", "A target without a name", '"targets":[{"type":"page","id":"p1"}]', part("/targets/0/name"))
ignored("unescaped", "A slash in a name must be escaped", '"metadata":{"a/b":1}', part("/metadata/a/b"))
ignored("no-subject", "Without a subject, with a null one, without an id", HERE, '{"path":"/reason"}', '{"path":"/reason","subject":null}',
'{"path":"/reason","subject":{"type":"user","id":""}}',
        '{"subject":{"type":"user","id":"u9"}}', part("/reason"), kept=[part("/reason")])
ignored("inside", "Within another", HERE, part("/metadata/a"), part("/metadata/a/b"), kept=[part("/metadata/a")])
ignored("inside-first", "Within a later one", HERE, part("/metadata/a/c/0"), part("/metadata/a"), kept=[part("/metadata/a")])
ignored("inside-all", "Within all of metadata", HERE, part("/metadata"), part("/metadata/ab"), part("/metadata/a"), kept=[part("/metadata")])
ignored("twice", "The same path again, whoever it is about", HERE, part("/reason"), part("/reason", '"subject":{"type":"user","id":"u8"}'),
kept=[part("/reason")])
ok("personal-shortened-twice", "The same after it was shortened", personal("/metadata/t/x", "/metadata/t/y"), personal("/metadata/t")[:-1]
    + ',"shaped":{"/personal":{"ignored":1}}}')
ok("personal-marks-move", "Marks of later parts move with them", with_(
    '"reason":"r","personal":[' + part("/metadata/x") + ',{"path":"/reason","subject":{"type":"user","id":"\\ud800"}}]'), with_(
    '"reason":"r","personal":[{"path":"/reason","subject":{"type":"user","id":"\ufffdD800"}}],"shaped":{"/personal":{"ignored":1},"/personal/0/subject/id":{"malformed":1}}'))
ok("personal-cut-value", "A path into a value that step 8 cut is shortened to it", with_(
    '"metadata":{"a":{"b":[' + ",".join(['"' + "x" * 200000 + '"'] * 6) + ']}},"personal":[' + part("/metadata/a/b/1") + ","
    + part("/metadata/a/b/2") + "]"), with_(
    '"metadata":{"a":' + quote('{"b":["' + "x" * 1017) + '},"personal":[' + part("/metadata/a") + '],"shaped":{"/metadata/a":'
    + f'{{"length":1200025,"sha256":"{whole(chr(123) + quote("b") + ":[" + ",".join([quote("x" * 200000)] * 6) + "]}")["sha256"]}"}},"/personal":{{"ignored":1}}}}'))

for name, path, why in (
        ("root", "", "Not the whole event"), ("action", "/action", "Not one of the places"), ("actor", "/actor/name", "Not one of the places"),
        ("outcome", "/outcome", "Not one of the places"), ("ip", "/context/ip", "Not one of the places"),
        ("personal", "/personal/0/path", "Not one of the places"), ("begins-with", "/metadatax", "Whole tokens"), ("into-reason", "/reason/0",
        "Whole paths"),
        ("no-slash", "metadata/a", "Not a pointer"), ("fragment", "#/metadata/a", "Not a pointer"), ("tilde-2", "/metadata/~2", "Not a pointer"),
        ("tilde-last", "/metadata/a~", "Not a pointer"), ("target", "/targets/0", "Only names"), ("targets", "/targets", "Only names"),
        ("target-id", "/targets/0/id", "Only names"), ("target-zero", "/targets/00/name", "An index has no leading zero"), ("target-dash",
        "/targets/-/name", "Not an index"),
        ("change-path", "/changes/0/path", "A change keeps its path"), ("change-path-inside", "/changes/0/path/x", "A change keeps its path"),
        ("change-unknown", "/changes/0/x", "Of a change only its sides")):
    no(f"personal-{name}", why, with_(HERE + ',"targets":[{"type":"page","id":"p1","name":"n"}],"changes":[{"path":"/a","after":1}],"personal":['
        + part(path) + "]"), "personal[0].path")
ignored("inside-ignored", "Within one that is left out itself: it stays", HERE, part("/metadata", '"subject":{"type":"user"}'), part("/metadata/a"),
kept=[part("/metadata/a")])
