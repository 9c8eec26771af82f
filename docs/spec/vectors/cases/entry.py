"""The events to seal. `sealed` seals one and files what comes out; what matters in it is asserted here, by hand."""
import base64
import hashlib
import hmac

from cases.event import README
from oracle.event import judge
from oracle.forms import type_form
from oracle.seal import Sealed
from oracle.shaping import base64url, marks_of
from oracle.text import quote, read, shortened, spelling_of

CASES = []
SECRET = bytes(range(32))
OTHER_SECRET = bytes(range(255, 223, -1))
LOOKUP_KEY, REPLAY_KEY = bytes(range(32, 64)), bytes(range(64, 96))
RECORDED_AT = "2026-11-21T09:30:01.000250Z"


def sixteen(what):
    return base64url(hashlib.sha256(what.encode()).digest()[:16])


def salts(name):
    at = 0
    while True:
        yield sixteen(f"salt {name} {at}")
        at += 1


def sealed(name, description, event, *pseudonyms, secret=SECRET, lookup=(1, LOOKUP_KEY), replay=(2, REPLAY_KEY), recorded_at=RECORDED_AT,
producer=None, seq=None,
           declared=None):
    """`pseudonyms`: the persons, as type:identifier, for whom one is at hand; all of them must be used."""
    errors, shaped = judge(event.encode())
    assert errors == [], (name, errors)
    id = shaped.get("id").text if "id" in shaped else "0199f3c8-7a10-7c44-9d3b-" + hashlib.sha256(name.encode()).hexdigest()[:12]
    known = {person: "~" + sixteen("pseudonym " + person) for person in pseudonyms}
    place = {"id": id, "recorded_at": recorded_at}
    place |= {"producer": producer, "seq": seq} if producer else {}
    place |= {"declared": declared} if declared else {}
    out = Sealed(shaped, {"secret": secret, "lookup_key": lookup[1], "replay_key": replay[1], **place}, salts(name), known)
    assert {f'{row["type"]}:{row["identifier"]}' for row in out.lookup} == set(known), (name, out.lookup)
    seal = {"secret": secret.hex(), "lookup_key_id": lookup[0], "lookup_key": lookup[1].hex(), "replay_key_id": replay[0],
    "replay_key": replay[1].hex(), **place}
    seal |= {"salts": [read(one["json"].encode()).items[0].text for one in out.disclosures], "pseudonyms": known}
    assert all(identifier_of(person) not in out.leaf for person in known)
    placed = {place for one in out.disclosures for place, _ in marks_in(one)}
    assert placed == set(marks_of(shaped)) and sum(len(marks_in(one)) for one in out.disclosures) == len(placed), name
    vector = {"description": description, **spelling_of("event", event), "seal": seal, "log_id": out.log_id, "leaf": out.leaf,
              "leaf_hash": base64.b64encode(out.leaf_hash).decode(), "disclosures": []}
    for one in out.disclosures:
        text, repeats = shortened(one["json"])
        vector["disclosures"].append({"name": one["name"], "class": one["class"], "subject": one["subject"], "json": text,
                                      **({"json_repeat": repeats} if repeats else {}), "digest": one["digest"]})
    vector |= {"replay_digest": base64url(out.replay_digest), "lookup": out.lookup, "aliases": out.aliases, "network": out.network}
    CASES.append((name, vector))
    return out


def marks_in(disclosure):
    shaped = read(disclosure["value"].encode()).get("shaped")
    return shaped.items if shaped else []


def identifier_of(person):
    return person.split(":", 1)[1]


def values(out):
    """The disclosures' values as JSON text, each after its name."""
    return [f'{one["name"]} {one["value"]}' for one in out.disclosures]


def with_(members):
    return '{"action":"thing.done",' + members + "}"


def subject(id, type="user"):
    return f'"subject":{{"type":{quote(type)},"id":{quote(id)}}}'


def tilde(person):
    return "~" + sixteen("pseudonym " + person)


# The whole

minimal = sealed("minimal", "An action and nothing else: no disclosure, no _sd", '{"action":"thing.done"}')
assert minimal.leaf.endswith('"action":"thing.done","category":"general","actor":{"type":"unknown"},"outcome":{"result":"success"}}')
readme = sealed("readme", "The example of event.md", README)
assert '"role":"Facility%20Admin","on_behalf_of":{"type":"user","id":"^' in readme.leaf and '"source":"Back%20Office"' in readme.leaf and '"duration":118' in readme.leaf
assert [one["name"] for one in readme.disclosures] == ["actor", "actor", "actor.contact", "network", "targets", "content", "content"]
assert values(readme)[5:] == [
    'content {"subject":"user:u2","description":"Promoted after the spring review","reason":"ticket 4711",'
    '"changes":[{"path":"/role","before":"user","after":"operator"}],"metadata":{"ticket":4711}}',
    'content {"subject":"user:u9","values":{"/metadata/sponsor":"Example Sponsor"}}']
sealed("other-log", "The example in another log: another log id, and another replay digest", README, secret=OTHER_SECRET)
again = sealed("minimal-again", "The minimal event, sealed later by a producer: the replay digest is the same", '{"action":"thing.done"}',
               recorded_at="2026-11-22T00:00:00.000000Z", producer="p1", seq=1)
assert again.replay_digest == minimal.replay_digest and again.leaf_hash != minimal.leaf_hash
sealed("every-member", "Every member of an event, a producer and a sequence number", """{
  "personal": [ { "subject": { "id": "u9", "type": "user" }, "path": "/outcome/error" } ],
  "metadata": { "z": 1, "a": [ true, false, null, {} , [] ] },
  "changes": [ { "after": 2, "before": 1, "path": "/n" }, { "path": "/created", "after": {} }, { "path": "/deleted", "before": null } ],
  "context": { "operation_id": "op-1", "session_id": "s-81", "trace_id": "4bf92f3577b34da6a3ce929d0e0e4736", "request_id": "req-1",
               "user_agent": "Mozilla/5.0", "ip": "192.0.2.7", "source": "backoffice" },
  "reason": "a reason",
  "outcome": { "error": "no paper", "code": "E-17", "result": "failure" },
  "targets": [ { "name": "Example Page", "id": "p1", "type": "page" }, { "id": "u2", "type": "user" } ],
  "actor": { "on_behalf_of": { "id": "u7", "type": "user" }, "role": "owner", "phone": "+15550100", "email": "owner@example.com",
             "name": "Example Owner", "id": "u1", "type": "user" },
  "duration": 9000,
  "description": "A page was printed",
  "category": "print",
  "action": "page.printed",
  "occurred_at": "2026-11-21T09:30:00.123456Z",
  "id": "0199f3c8-7a10-7c44-9d3b-5a2f3f9f6c02"
}""", producer="spool7", seq=9007199254740991, declared="AAECAwQFBgcICQoL")
nulls = sealed("nulls", "Members that are null, empty arrays, empty objects: as if absent", with_(
    '"reason":null,"actor":null,"targets":[],"outcome":{"result":null},"context":{"ip":null},"changes":[],"metadata":{},"personal":[]'))
assert nulls.replay_digest == minimal.replay_digest

# Time

late = sealed("time-offset", "An offset and nine digits: UTC to the microsecond, later digits dropped",
              with_('"occurred_at":"2026-11-21T10:30:00.123456999+01:00"'))
assert '"occurred_at":"2026-11-21T09:30:00.123456Z"' in late.leaf
no_fraction = sealed("time-no-fraction", "Always six digits; the offset moves it into the year before",
with_('"occurred_at":"2026-01-01T00:30:00+05:45"'))
assert '"occurred_at":"2025-12-31T18:45:00.000000Z"' in no_fraction.leaf
same = sealed("time-equal", "A stated time equal to the time of recording: recorded_at moves on by a microsecond, so that the stated time still counts",
              with_(f'"occurred_at":"{RECORDED_AT}"'))
assert '"recorded_at":"2026-11-21T09:30:01.000251Z","occurred_at":"2026-11-21T09:30:01.000250Z"' in same.leaf
assert same.replay_digest != minimal.replay_digest
other = sealed("time-equal-again", "The same event, recorded at another time: the same replay digest", with_(f'"occurred_at":"{RECORDED_AT}"'),
               recorded_at="2026-11-21T09:30:02.000000Z")
assert other.replay_digest == same.replay_digest
carried = sealed("time-equal-carried", "The microsecond carries, and equality is found after offset and dropped digits",
                 with_('"occurred_at":"2027-01-01T00:59:59.9999999+01:00"'), recorded_at="2026-12-31T23:59:59.999999Z")
assert '"recorded_at":"2027-01-01T00:00:00.000000Z","occurred_at":"2026-12-31T23:59:59.999999Z"' in carried.leaf

# Personal ids

PHONE, MAIL = "+15550100", "owner@example.com"
out = sealed("id-actor-phone", "An actor of type phone: its id is personal by type", with_('"actor":{"type":"phone","id":"0100"}'), "phone:0100")
assert values(out) == [f'actor {{"subject":"phone:{tilde("phone:0100")}","id":"0100"}}']
out = sealed("id-target-email", "A target of type email: its id is personal by type, so it is a person: its own subject, and the content's",
             with_('"reason":"r","targets":[{"type":"email","id":"list@example.com","name":"Example List"}]'), "email:list@example.com")
LIST = f'email:{tilde("email:list@example.com")}'
assert values(out) == [f'targets {{"subject":"{LIST}","ids":{{"0":"list@example.com"}},"names":{{"0":"Example List"}}}}',
                       f'content {{"subject":"{LIST}","reason":"r"}}']
sealed("id-looks-like-email", "An actor's id that looks like an e-mail address",
       with_(f'"actor":{{"type":"user","id":"{MAIL}","name":"Example Owner","role":"owner"}}'), f"user:{MAIL}")
out = sealed("id-looks-like-phone", "A person-typed target whose id looks like a phone number: its own subject, and the content's",
             with_(f'"reason":"r","targets":[{{"type":"member","id":"{PHONE}","name":"Example Member"}}]'), f"member:{PHONE}")
assert [one["subject"] for one in out.disclosures] == [f'member:{tilde("member:" + PHONE)}'] * 2
sealed("id-shortest-longest-phone", "7 and 15 digits look like a phone number; the shortest e-mail address",
       with_('"targets":[{"type":"page","id":"+1234567"},{"type":"page","id":"+123456789012345"},{"type":"page","id":"a@b.c"}]'),
       "page:+1234567", "page:+123456789012345", "page:a@b.c")
out = sealed("id-near-misses", "6 and 16 digits, no plus, a digit too few, no dot, nothing before or after: none of them is personal",
             with_('"targets":[' + ",".join(f'{{"type":"page","id":"{id}"}}' for id in (
                 "+123456", "+1234567890123456", "15550100", "+1555-0100", "a@b", "a@b.", "a@.c", "@b.c", "a@b@c.d", "tel:+15550100")) + "]"))
assert not out.disclosures
out = sealed("id-from-phone", "An actor without an id, with a phone number: that stands for the id",
    with_(f'"actor":{{"type":"customer","phone":"{PHONE}"}}'),
             f"customer:{PHONE}")
assert values(out) == [f'actor.contact {{"subject":"customer:{tilde("customer:" + PHONE)}","phone":"{PHONE}"}}']
sealed("id-from-email", "… with an e-mail address, of another script",
    with_('"actor":{"type":"customer","name":"Example Customer","email":"почта@example.com"}'),
       "customer:почта@example.com")
sealed("id-from-phone-and-email", "… with both: the phone number", with_(f'"actor":{{"type":"customer","email":"{MAIL}","phone":"{PHONE}"}}'),
    f"customer:{PHONE}")
sealed("id-from-phone-any-text", "… whatever it looks like", with_('"actor":{"type":"customer","phone":"ask the \\"desk\\""}'),
    'customer:ask the "desk"')
out = sealed("id-and-contact", "An actor with an id of its own: phone number and e-mail address stand for nothing",
             with_(f'"actor":{{"type":"user","id":"u1","email":"{MAIL}","phone":"{PHONE}"}}'))
assert not out.lookup
out = sealed("id-on-behalf-of", "On behalf of somebody whose id is personal: a disclosure of its own, of that person", with_(
    f'"actor":{{"type":"employee","id":"e1","name":"Example Employee","on_behalf_of":{{"type":"customer","id":"{MAIL}"}}}}'), f"customer:{MAIL}")
assert values(out) == [f'actor {{"subject":"customer:{tilde("customer:" + MAIL)}","id":"{MAIL}"}}',
                       'actor {"subject":"employee:e1","name":"Example Employee"}']
out = sealed("id-on-behalf-of-self", "On behalf of oneself: no two disclosures have the same name and subject, so it is one", with_(
    f'"actor":{{"type":"user","id":"{MAIL}","name":"Example Owner","on_behalf_of":{{"type":"user","id":"{MAIL}"}}}}'), f"user:{MAIL}")
assert values(out) == [f'actor {{"subject":"user:{tilde("user:" + MAIL)}","id":"{MAIL}","name":"Example Owner"}}']
out = sealed("id-on-behalf-of-by-system", "A nameless system on behalf of somebody: the only actor disclosure is that person's", with_(
    f'"actor":{{"type":"system","on_behalf_of":{{"type":"page","id":"{PHONE}"}}}},"context":{{"ip":"192.0.2.7"}}'), f"page:{PHONE}")
assert values(out) == [f'actor {{"subject":"page:{tilde("page:" + PHONE)}","id":"{PHONE}"}}', 'network {"ip":"192.0.2.7"}']
out = sealed("id-everywhere", "One person in every place, and the same identifier under another type: two pseudonyms, each looked up once", with_(
    f'"actor":{{"type":"user","id":"{MAIL}","on_behalf_of":{{"type":"user","id":"{MAIL}"}}}},'
    f'"targets":[{{"type":"user","id":"{MAIL}"}},{{"type":"customer","id":"{MAIL}"}}],"reason":"r",'
    f'"personal":[{{"path":"/reason",{subject(MAIL, "customer")}}}]'), f"user:{MAIL}", f"customer:{MAIL}")
assert len(out.lookup) == 2
out = sealed("id-subject", "A subject whose id is personal: a pseudonym, and a disclosure of its own that tells the id",
             with_(f'"reason":"r","personal":[{{"path":"/reason",{subject(PHONE)}}}]'), f"user:{PHONE}")
assert values(out) == [f'actor {{"subject":"user:{tilde("user:" + PHONE)}","id":"{PHONE}"}}',
                       f'content {{"subject":"user:{tilde("user:" + PHONE)}","values":{{"/reason":"r"}}}}']
sealed("id-unknown-actor", "An actor without an id: no subject", with_(
    '"actor":{"type":"anonymous","name":"Example Guest","role":"guest"},"context":{"ip":"192.0.2.7"}'))
sealed("id-system-actor", "A system with an id is a subject like any other actor",
    with_('"actor":{"type":"system","id":"nightly"},"context":{"ip":"192.0.2.7"}'))

# Targets

out = sealed("targets", "Nobody's, three persons', one person twice: a disclosure for each subject, nobody's first", with_(
    '"reason":"r","targets":[{"type":"page","id":"p1","name":"Example Page"},{"type":"user","id":"u3","name":"Example Third"},'
    f'{{"type":"member","id":"{PHONE}"}},{{"type":"user","id":"u2"}},{{"type":"user","id":"u3","name":"Example Third again"}},'
    '{"type":"page","id":"list@example.com"}]'), f"member:{PHONE}", "page:list@example.com")
assert values(out) == ['targets {"names":{"0":"Example Page"}}',
                       f'targets {{"subject":"member:{tilde("member:" + PHONE)}","ids":{{"2":"{PHONE}"}}}}',
                       f'targets {{"subject":"page:{tilde("page:list@example.com")}","ids":{{"5":"list@example.com"}}}}',
                       'targets {"subject":"user:u3","names":{"1":"Example Third","4":"Example Third again"}}',
                       'content {"subject":"user:u3","reason":"r"}']
sealed("targets-eleven", "Positions ascend as numbers: 10 after 9",
       with_('"targets":[' + ",".join(f'{{"type":"page","id":"p{at}","name":"Example Page {at}"}}' for at in range(11)) + "]"))
sealed("targets-types", "The types of persons; types have one case", with_(
    '"targets":[' + ",".join(f'{{"type":"{type}","id":"x","name":"Example {type}"}}' for type in (
        "page", "contact", "employee", "customer", "patient", "person", "member", "user", "User", "users")) + "]"))
out = sealed("targets-subject-order", "Subjects ascend as bytes of type:id", with_(
    '"targets":[' + ",".join(f'{{"type":"user","id":"{id}","name":"n"}}' for id in ("b", "a", "B", "a1", "10", "9")) + "]"))
assert [one["subject"] for one in out.disclosures] == ["user:10", "user:9", "user:B", "user:a", "user:a1", "user:b"]

# Another subject

out = sealed("personal-metadata", "A member of metadata is left out", with_(
    f'"metadata":{{"a":1,"deep":{{"x":"Example Sponsor","y":2}}}},"personal":[{{"path":"/metadata/deep/x",{subject("u9")}}}]'))
assert values(out) == ['content {"metadata":{"a":1,"deep":{"y":2}}}', 'content {"subject":"user:u9","values":{"/metadata/deep/x":"Example Sponsor"}}']
out = sealed("personal-element", "An array element becomes null", with_(
    f'"metadata":{{"list":["a",{{"b":1}},"c"]}},"personal":[{{"path":"/metadata/list/1",{subject("u9")}}}]'))
assert values(out)[0] == 'content {"metadata":{"list":["a",null,"c"]}}'
out = sealed("personal-changes", "One side of a change, a part of a side, a whole change", with_(
    '"changes":[{"path":"/owner","before":"Example Owner","after":null},{"path":"","before":{"a":1,"b":[1,2]},"after":{"a":2}},{"path":"/c","after":3}],'
    f'"personal":[{{"path":"/changes/2",{subject("u8")}}},{{"path":"/changes/0/after",{subject("u9")}}},{{"path":"/changes/0/before",{subject("u9")}}},'
    f'{{"path":"/changes/1/before/b/0",{subject("u9")}}}]'))
assert values(out) == [
    'content {"changes":[{"path":"/owner"},{"path":"","before":{"a":1,"b":[null,2]},"after":{"a":2}},null]}',
    'content {"subject":"user:u8","values":{"/changes/2":{"path":"/c","after":3}}}',
    'content {"subject":"user:u9","values":{"/changes/0/after":null,"/changes/0/before":"Example Owner","/changes/1/before/b/0":1}}']
out = sealed("personal-target-name", "A name moves to another subject; the id stays with the target", with_(
    f'"targets":[{{"type":"page","id":"p1","name":"Example Page"}},{{"type":"member","id":"{PHONE}","name":"Example Member"}}],'
    f'"personal":[{{"path":"/targets/0/name",{subject("u9")}}},{{"path":"/targets/1/name",{subject("u9")}}}]'), f"member:{PHONE}")
assert values(out) == [f'targets {{"subject":"member:{tilde("member:" + PHONE)}","ids":{{"1":"{PHONE}"}}}}',
                       'targets {"subject":"user:u9","names":{"0":"Example Page","1":"Example Member"}}']
sealed("personal-target-name-to-target", "A name moves to another target's subject and joins what is there", with_(
    '"targets":[{"type":"user","id":"u2","name":"Example Second"},{"type":"user","id":"u3","name":"Example Third"}],'
    f'"personal":[{{"path":"/targets/0/name",{subject("u3")}}}]'))
out = sealed("personal-default", "What is said to be about the default subject stays where it is", with_(
    '"reason":"r","targets":[{"type":"user","id":"u2","name":"Example Second"}],"metadata":{"a":1,"b":2},'
    f'"personal":[{{"path":"/metadata/a",{subject("u2")}}},{{"path":"/targets/0/name",{subject("u2")}}},{{"path":"/metadata/b",{subject("u9")}}}]'))
assert values(out)[1] == 'content {"subject":"user:u2","reason":"r","metadata":{"a":1}}'
out = sealed("personal-all", "Everything is about others: no first content disclosure is left", with_(
    '"description":"d","reason":"r","outcome":{"error":"e"},"changes":[{"path":"","after":1}],"metadata":{"a":1},"personal":['
    + ",".join(f'{{"path":"{path}",{subject("u9")}}}' for path in ("/reason", "/outcome/error", "/metadata", "/description", "/changes")) + "]"))
assert values(out) == ['content {"subject":"user:u9","values":{"/changes":[{"path":"","after":1}],"/description":"d","/metadata":{"a":1},'
                       '"/outcome/error":"e","/reason":"r"}}']
out = sealed("personal-last-member", "What surrounded it stays, even empty, so that it can be put back", with_(
    f'"metadata":{{"a":{{"b":1}}}},"personal":[{{"path":"/metadata/a/b",{subject("u9")}}}]'))
assert values(out)[0] == 'content {"metadata":{"a":{}}}'
out = sealed("personal-only-member", "Also when metadata itself is empty then",
    with_(f'"metadata":{{"a":1}},"personal":[{{"path":"/metadata/a",{subject("u9")}}}]'))
assert values(out)[0] == 'content {"metadata":{}}'
sealed("personal-deepest", "An event may be 32 deep; its disclosure is then 34 deep, because a value taken out stands within three more", with_(
    '"metadata":{"a":' + "[" * 30 + "]" * 30 + f'}},"personal":[{{"path":"/metadata",{subject("u9")}}}]'))
out = sealed("personal-before-default", "Another subject may come before the default one: the list is by subject", with_(
    f'"reason":"r","metadata":{{"a":1}},"targets":[{{"type":"user","id":"u5"}}],"personal":[{{"path":"/metadata/a",{subject("u4")}}}]'))
assert [one["subject"] for one in out.disclosures] == ["user:u4", "user:u5"]
out = sealed("personal-pointer-order", "Pointers ascend as bytes of UTF-8: 10 before 2, U+FF5E before U+1F600", with_(
    '"metadata":{"list":[0,1,2,3,4,5,6,7,8,9,10],"😀":1,"～":2,"Z":3,"a/b":4,"a~b":5,"a":6},"personal":['
    + ",".join(f'{{"path":"/metadata/{path}",{subject("u9")}}}' for path in ("list/2", "list/10", "😀", "～", "Z", "a~1b", "a~0b", "a")) + "]"))
assert values(out)[1] == ('content {"subject":"user:u9","values":{"/metadata/Z":3,"/metadata/a":6,"/metadata/a~0b":5,"/metadata/a~1b":4,'
                          '"/metadata/list/10":10,"/metadata/list/2":2,"/metadata/～":2,"/metadata/😀":1}}')

# Text, numbers

out = sealed("text", "Only quotation mark, backslash and controls are escaped, in short forms; names too; the order of members stays", with_(
    '"actor":{"type":"user","id":"u1","name":"Пример 例 😀 \\u00e9\\/<>&\'+\\"\\\\"},'
    '"reason":"one\\ntwo\\r\\n\\tthree \\u2028\\u2029\\u202e\\u0022","metadata":{"z\\n\\u00e9":"\\ud83d\\ude00","a":{"b":1,"\\u0061\\u0062":2},"":null}'))
assert values(out) == ['actor {"subject":"user:u1","name":"Пример 例 😀 é/<>&\'+\\"\\\\"}',
                       'content {"reason":"one\\ntwo\\r\\n\\tthree \u2028\u2029\u202e\\"","metadata":{"z\\né":"😀","a":{"b":1,"ab":2},"":null}}']
out = sealed("numbers", "Numbers keep their spelling", with_(
    '"changes":[{"path":"/n","before":1.0,"after":1.00}],"metadata":{"n":[0,-0,-0.0,1e3,1E+3,1e400,0.10,-1.5e-07,12345678901234567890,123456789012345678901234567890.5]}'))
assert values(out) == ['content {"changes":[{"path":"/n","before":1.0,"after":1.00}],'
                       '"metadata":{"n":[0,-0,-0.0,1e3,1E+3,1e400,0.10,-1.5e-07,12345678901234567890,123456789012345678901234567890.5]}}']
sealed("empty-texts", "An empty text is a value; an empty phone number stands for no id, and gives no alias", with_(
    '"description":"","actor":{"type":"user","name":"","phone":""},"targets":[{"type":"page","id":"p1","name":""}],"context":{"user_agent":""}'))

# Stand-ins

STAND_IN_KEY = hmac.new(SECRET, b"cairn/stand-in/v1", hashlib.sha256).digest()


def caret(before, text):
    return "^" + base64url(hmac.new(STAND_IN_KEY, before.encode() + b"\0" + text.encode(), hashlib.sha256).digest()[:16])


def caret_of_cut(before, text):
    digest = hashlib.sha256(text.encode()).digest()
    return "^" + base64url(hmac.new(STAND_IN_KEY, before.encode() + b"\1" + digest, hashlib.sha256).digest()[:16])


def cut_mark(text):
    return f'{{"length":{len(text.encode())},"sha256":"{base64url(hashlib.sha256(text.encode()).digest())}"}}'


for name, id, why in (("space", "u 1", "A space"), ("backslash", "CORP\\jdoe", "A directory name"), ("non-ascii", "jörg", "Another script"),
    ("control", "a\x00b", "A control character"),
                      ("129", "i" * 129, "129 leaf characters"), ("1024", "i" * 1024, "1,024 characters"), ("tilde", "~AAECAwQFBgcICQoLDA0ODw",
                      "What a pseudonym looks like"),
                      ("circumflex", "^AAECAwQFBgcICQoLDA0ODw", "What a stand-in looks like"), ("email-1025-not", "a@" + "b" * 1020 + ".c",
                      "1,024 characters that look like an e-mail address: a pseudonym")):
    if name == "email-1025-not":
        out = sealed("id-email-1024", why, with_(f'"actor":{{"type":"user","id":{quote(id)}}}'), f"user:{id}")
        continue
    out = sealed(f"stand-in-{name}", f"{why}: a stand-in in the leaf, the id in a disclosure of that subject",
        with_(f'"actor":{{"type":"user","id":{quote(id)},"name":"Example Owner"}}'))
    assert f'"actor":{{"type":"user","id":"{caret("user", id)}"}}' in out.leaf
    assert values(out) == [f'actor {{"subject":"user:{caret("user", id)}","id":{quote(id)},"name":"Example Owner"}}'] and not out.lookup
sealed("id-128", "128 leaf characters stand in the leaf", with_('"actor":{"type":"user","id":"' + "i" * 128 + '"}'))
LONG = "i" * 1025
out = sealed("stand-in-cut", "An id of 1,025 characters: the stand-in is of the whole, the disclosure has the beginning and the mark",
    with_(f'"actor":{{"type":"user","id":"{LONG}"}}'))
assert values(out) == [f'actor {{"subject":"user:{caret_of_cut("user", LONG)}","id":"{LONG[:-1]}","shaped":{{"/actor/id":{cut_mark(LONG)}}}}}']
BIG_MAIL = "a@" + "b" * 1021 + ".c"
out = sealed("stand-in-cut-email", "What looks like an e-mail address in 1,025 characters looks like none",
    with_(f'"actor":{{"type":"user","id":"{BIG_MAIL}"}}'))
assert f'"id":"{caret_of_cut("user", BIG_MAIL)}"' in out.leaf
out = sealed("id-phone-cut", "A personal type, and too long: a pseudonym, looked up by the whole", with_(f'"actor":{{"type":"phone","id":"{LONG}"}}'),
    f"phone:{LONG[:-1]}")
assert out.lookup[0]["hash"] == base64url(hmac.new(LOOKUP_KEY, b"phone\1" + hashlib.sha256(LONG.encode()).digest(), hashlib.sha256).digest())
out = sealed("stand-in-everywhere", "On behalf of, targets, subjects of personal: persons or not, whoever has a stand-in is a subject; the content is nobody's, for a page is no person", with_(
    '"actor":{"type":"user","id":"u1","on_behalf_of":{"type":"user","id":"o 1"}},"targets":[{"type":"page","id":"p 1","name":"Example Page"},{"type":"page","id":"p2","name":"Another"}],'
    f'"description":"d","reason":"r","personal":[{{"path":"/reason",{subject("s 1", "my type")}}}]'))
assert values(out) == [
    f'actor {{"subject":"my%20type:{caret("my%20type", "s 1")}","id":"s 1"}}', f'actor {{"subject":"user:{caret("user", "o 1")}","id":"o 1"}}',
    'targets {"names":{"1":"Another"}}', f'targets {{"subject":"page:{caret("page", "p 1")}","ids":{{"0":"p 1"}},"names":{{"0":"Example Page"}}}}',
    'content {"description":"d"}', f'content {{"subject":"my%20type:{caret("my%20type", "s 1")}","values":{{"/reason":"r"}}}}']
out = sealed("stand-in-person", "A person's type and a stand-in: the content's default subject",
    with_('"reason":"r","targets":[{"type":"user","id":"u 2"}]'))
assert values(out)[1] == f'content {{"subject":"user:{caret("user", "u 2")}","reason":"r"}}'
out = sealed("stand-in-other-log", "In another log an id has another stand-in", with_('"actor":{"type":"user","id":"u 1"}'), secret=OTHER_SECRET)
assert caret("user", "u 1") not in out.leaf
same = [sealed(f"stand-in-{name}", "Whatever the other keys are, an id has one stand-in; the replay digest has its own key",
with_('"id":"0199f3c8-7a10-7c44-9d3b-5a2f3f9f6c03","actor":{"type":"user","id":"u 1"}'),
               lookup=(lookup, bytes([lookup]) * 32), replay=(replay, bytes([replay]) * 32)) for name, lookup, replay in (("keys", 7, 9),
               ("keys-rotated", 8, 10))]
assert same[0].leaf[:-60] == same[1].leaf[:-60] and same[0].replay_digest != same[1].replay_digest
out = sealed("types", "A type is percent-encoded, in leaf, subjects and keyed hashes", with_(
    '"actor":{"type":"Geschäftsführer","id":"g 1"},"targets":[{"type":"2nd page","id":"p1"},{"type":"_x","id":"owner@example.com"},{"type":"user:x","id":"x"}]'), "%5Fx:owner@example.com")
assert '"targets":[{"type":"%32nd%20page","id":"p1"},{"type":"%5Fx","id":"~' in out.leaf and f'"Gesch%C3%A4ftsf%C3%BChrer","id":"{caret("Gesch%C3%A4ftsf%C3%BChrer", "g 1")}"' in out.leaf
out = sealed("type-cut", "A type is cut and then encoded; its mark stands where the party's id would stand", with_(
    '"actor":{"type":"' + "t" * 193 + '","id":"a1"},"targets":[{"type":"' + "é" * 97 + '","id":"p1"},{"type":"' + "t" * 193 + '"}]'))
assert values(out) == [f'actor {{"subject":"{"t" * 192}:a1","shaped":{{"/actor/type":{cut_mark("t" * 193)}}}}}',
                       f'targets {{"shaped":{{"/targets/0/type":{cut_mark("é" * 97)},"/targets/1/type":{cut_mark("t" * 193)}}}}}']

# Words in the leaf

for name, text, form in (("encoded", "Facility Admin 100% ^é\x00\"\\", "Facility%20Admin%20100%25%20^%C3%A9%00%22%5C"), ("192", "r" * 192, "r" * 192),
    ("192-bytes", "é" * 96, "%C3%A9" * 96),
                         ("circumflex", "^a^", "%5Ea^"), ("tilde", "~a", "~a")):
    it = quote(text)
    out = sealed(f"words-{name}", "Role, source and code: percent-encoded, in no disclosure", with_(
        f'"actor":{{"type":"user","id":"u1","role":{it}}},"outcome":{{"result":"failure","code":{it}}},"context":{{"source":{it}}}'))
    assert f'"role":"{form}"' in out.leaf and f'"code":"{form}"' in out.leaf and f'"source":"{form}"' in out.leaf and not out.disclosures
for name, text in (("193", "r" * 193), ("193-bytes", "x" + "é" * 96), ("email", "owner@example.com"), ("phone", "+15550100")):
    it = quote(text)
    out = sealed(f"words-{name}", "Stand-ins, and the words behind them in the disclosures", with_(
        f'"category":{it},"actor":{{"type":"user","id":"u1","role":{it}}},"outcome":{{"result":"failure","code":{it}}},'
        f'"context":{{"source":{it},"request_id":{it},"trace_id":{it},"operation_id":{it}}}'))
    for member in "role source code category request_id trace_id operation_id".split():
        assert f'"{member}":"{caret(":" + member, text)}"' in out.leaf
    assert values(out) == [f'actor {{"subject":"user:u1","role":{it}}}',
        f'network {{"subject":"user:u1","source":{it},"request_id":{it},"trace_id":{it},"operation_id":{it}}}',
                           f'content {{"category":{it},"code":{it}}}'] and not out.lookup
WORD = "w" * 1025
out = sealed("words-cut", "Words of 1,025 characters: stand-ins of the whole, and marks beside the words", with_(
    f'"category":"{WORD}","actor":{{"type":"user","id":"u1","role":"{WORD}"}},"outcome":{{"result":"failure","code":"{WORD}"}},'
    f'"context":{{"source":"{WORD}","request_id":"{WORD}","trace_id":"{WORD}","operation_id":"{WORD}"}}'))
assert f'"role":"{caret_of_cut(":role", WORD)}"' in out.leaf and values(out)[0].endswith(f'"role":"{WORD[:-1]}","shaped":{{"/actor/role":{cut_mark(WORD)}}}}}')
assert [place for one in out.disclosures for place, _ in marks_in(one)] == [
    "/actor/role", "/context/operation_id", "/context/request_id", "/context/source", "/context/trace_id", "/category", "/outcome/code"]
for name, members in (("category", '"category":"Patient Records"'), ("category-33", '"category":"c' + "9" * 32 + '"'), ("request-id",
    '"context":{"request_id":"req 1"}'),
                      ("request-id-65", '"context":{"request_id":"' + "r" * 65 + '"}'), ("request-id-circumflex", '"context":{"request_id":"^r"}'),
                      ("trace-id", '"context":{"trace_id":"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"}'), ("trace-id-zero",
                      '"context":{"trace_id":"' + "0" * 32 + '"}'),
                      ("trace-id-upper-case", '"context":{"trace_id":"4BF92F3577B34DA6A3CE929D0E0E4736"}'), ("operation-id",
                      '"context":{"operation_id":"é"}')):
    out = sealed(f"form-{name}", "Not of the leaf's form: a stand-in", with_(members))
    assert len(out.disclosures) == 1 and '":"^' in out.leaf
out = sealed("form-fits", "Of the leaf's form: as they are", with_('"category":"c' + "9" * 31 + '","context":{"request_id":"~%41^","operation_id":"'
    + "o" * 64 + '"}'))
assert not out.disclosures and '"request_id":"~%41^"' in out.leaf
sealed("duration", "A duration, zero too, stands in the leaf", with_('"duration":0'))

# Who has no id

out = sealed("no-ids", "Targets and others without an id are nobody: a person's type does not make a subject", with_(
    '"actor":{"type":"user","name":"Example Owner","on_behalf_of":{"type":"user"}},"targets":[{"type":"user","name":"Example Second"},{"type":"user","id":"u3"}],"reason":"r"'))
assert values(out) == ['actor {"name":"Example Owner"}', 'targets {"names":{"0":"Example Second"}}', 'content {"subject":"user:u3","reason":"r"}']
out = sealed("id-phone-too-long", "A phone number of 1,025 characters stands for no id: the e-mail address does", with_(
    '"actor":{"type":"customer","phone":"' + "5" * 1025 + f'","email":"{MAIL}"}}'), f"customer:{MAIL}")
out = sealed("id-contact-too-long", "Nor does an e-mail address of 1,025", with_('"actor":{"type":"customer","phone":"' + "5" * 1025 + '","email":"'
    + "e" * 1025 + '"}'))
assert '"actor":{"type":"customer"}' in out.leaf and out.disclosures[0]["subject"] is None and not out.aliases
out = sealed("id-phone-1024", "One of 1,024 does", with_('"actor":{"type":"customer","phone":"' + "5" * 1024 + '"}'), "customer:" + "5" * 1024)

# Long lists

out = sealed("targets-33", "The 33rd target stands in the content, as the event has it, even a person", with_('"targets":[' + ",".join(
    ['{"type":"page","id":"p1","name":"Example Page"}'] * 32) + f',{{"type":"my user","id":"{MAIL}","name":"Example Member"}}]'))
assert values(out)[-1] == f'content {{"more_targets":{{"count":1,"list":[{{"type":"my user","id":"{MAIL}","name":"Example Member"}}]}},"shaped":{{"/targets":{{"count":33}}}}}}'
out = sealed("targets-40-people", "Only the first 32 are looked at for whom the content is about; their ids and names are looked up nowhere",
    with_('"reason":"r","targets":[' + ",".join(
    ['{"type":"page","id":"p1"}'] * 32 + [f'{{"type":"user","id":"u {at}","name":"Example {at}"}}' for at in range(8)]) + "]"))
assert [one["subject"] for one in out.disclosures] == [None] and not out.aliases
out = sealed("targets-33-personal", "The name of the 33rd is another's: it moves to the targets disclosure of that subject", with_('"targets":['
    + ",".join(
    ['{"type":"page","id":"p1"}'] * 32) + f',{{"type":"page","id":"p33","name":"Example Sponsor"}}],"personal":[{{"path":"/targets/32/name",{subject("u9")}}}]'))
assert values(out) == ['targets {"subject":"user:u9","names":{"32":"Example Sponsor"}}',
                       'content {"more_targets":{"count":1,"list":[{"type":"page","id":"p33"}]},"shaped":{"/targets":{"count":33}}}']
out = sealed("targets-33-personal-default", "… unless the content is that subject's", with_('"targets":[{"type":"user","id":"u9"},' + ",".join(
    ['{"type":"page","id":"p1"}'] * 31) + f',{{"type":"page","id":"p33","name":"Example Sponsor"}}],"personal":[{{"path":"/targets/32/name",{subject("u9")}}}]'))
assert '"list":[{"type":"page","id":"p33","name":"Example Sponsor"}]' in values(out)[0]
out = sealed("targets-left-out", "Targets that did not fit are counted", with_('"targets":[' + ",".join(['{"type":"page","id":"p1","name":"'
    + "n" * 2000 + '"}'] * 530) + "]"))
assert '"more_targets":{"count":498,"list":[' in values(out)[-1]
out = sealed("targets-marks", "Marks of targets: in the leaf's 32 with the target, beyond them with the list", with_('"targets":[' + ",".join(
    ['{"type":"page","id":"\\ud800","name":"\\ud800"}'] * 33) + "]"))
assert [place for place, _ in marks_in(out.disclosures[-1])] == ["/targets", "/targets/32/id", "/targets/32/name"]
MANY = '"metadata":{"m":[' + ",".join(str(at) for at in range(66)) + ']},"personal":[' + ",".join(f'{{"path":"/metadata/m/{at}",{subject(f"u{at}")}}}' for at in range(66)) + "]"
out = sealed("personal-66", "The 65th and 66th part: listed, and what they point to stays", with_(MANY))
assert len(out.disclosures) == 65 and f'"more_personal":{{"count":2,"list":[{{"path":"/metadata/m/64",{subject("u64")}}},{{"path":"/metadata/m/65",{subject("u65")}}}]}}' in values(out)[0]
assert "null,64,65]" in values(out)[0]
out = sealed("personal-66-ignored", "Parts that are left out are not counted there", with_(MANY.replace('"/metadata/m/0"', '"/metadata/x"')))
assert '"more_personal":{"count":1,' in values(out)[0] and '"/personal":{"count":66,"ignored":1}' in values(out)[0]
out = sealed("personal-65-ignored", "64 are left: each has its disclosure", with_(MANY.replace('"/metadata/m/0"',
    '"/metadata/x"').replace('"/metadata/m/1"', '"/metadata/x"')))
assert "more_personal" not in values(out)[0] and len(out.disclosures) == 65

# Marks

out = sealed("marks", "Every mark stands with what it speaks of", with_(
    '"category":"\\ud800","description":"\\ud800","actor":{"type":"\\ud800","id":"\\ud800","name":"\\ud800","email":"\\ud800","phone":"\\ud800","role":"\\ud800",'
    '"on_behalf_of":{"type":"\\ud800","id":"b1"}},"targets":[{"type":"\\ud800","id":"t1","name":"\\ud800"},{"type":"user","id":"u2","name":"\\ud800"}],'
    '"outcome":{"result":"failure","code":"\\ud800","error":"\\ud800"},"reason":"\\ud800",'
    '"context":{"source":"\\ud800","ip":"\\ud800","user_agent":"\\ud800","request_id":"\\ud800","trace_id":"\\ud800","session_id":"\\ud800","operation_id":"\\ud800"},'
    '"changes":[{"path":"\\ud800","before":"\\ud800","after":[{"\\ud800":1}]}],"metadata":{"a":1,"a":2,"b":{"_sd":[]}},'
    f'"personal":[{{"path":"/metadata/b",{subject("u9")}}},{{"path":"/reason","subject":{{"type":"\\ud800","id":"u8"}}}},{{"path":"/changes/0/\\ud800",{subject("u7")}}}]'.replace("/changes/0/\\ud800", "/metadata/\\ud800")))
REPLACED = "%EF%BF%BDD800"
assert [(one["name"], one["subject"], [place for place, _ in marks_in(one)]) for one in out.disclosures] == [
    ("actor", f'{REPLACED}:{caret(REPLACED, chr(0xfffd) + "D800")}', ["/actor/id", "/actor/name", "/actor/type"]),
    ("actor", f"{REPLACED}:b1", ["/actor/on_behalf_of/type"]), ("actor", f"{REPLACED}:u8", ["/personal/1/subject/type"]),
    ("actor.contact", f'{REPLACED}:{caret(REPLACED, chr(0xfffd) + "D800")}', ["/actor/email", "/actor/phone"]),
    ("network", f'{REPLACED}:{caret(REPLACED, chr(0xfffd) + "D800")}', ["/context/ip", "/context/operation_id", "/context/request_id",
    "/context/session_id", "/context/trace_id", "/context/user_agent"]),
    ("targets", None, ["/targets/0/name", "/targets/0/type"]), ("targets", "user:u2", ["/targets/1/name"]),
    ("content", f"{REPLACED}:u8", ["/reason"]),
    ("content", "user:u2", ["/actor/role", "/category", "/changes/0/after/0/\ufffdD800", "/changes/0/before", "/changes/0/path", "/context/source",
    "/description", "/metadata/a#2",
                            "/outcome/code", "/outcome/error", "/personal"]),
    ("content", "user:u9", ["/metadata/b/_sd#1"])]
out = sealed("marks-alone", "A disclosure that has nothing but a mark", with_(f'"personal":[{{"path":"/reason",{subject("u9")}}}]'))
assert values(out) == ['content {"shaped":{"/personal":{"ignored":1}}}']
out = sealed("marks-moved-name", "The mark of a target's name moves with it", with_(
    f'"targets":[{{"type":"user","id":"u2","name":"\\ud800"}}],"personal":[{{"path":"/targets/0/name",{subject("u9")}}}]'))
assert values(out) == ['targets {"subject":"user:u9","names":{"0":"\ufffdD800"},"shaped":{"/targets/0/name":{"malformed":1}}}']
out = sealed("marks-list-moved", "Changes are all another's: their number stands in the content of the default subject", with_(
    '"changes":[' + ",".join(['{"path":"/a","after":1}'] * 1025) + f'],"personal":[{{"path":"/changes",{subject("u9")}}}]'))
assert values(out)[0] == 'content {"shaped":{"/changes":{"count":1025}}}'
out = sealed("marks-text", "A text that was cut stands with its mark", with_('"reason":"' + "r" * 262145 + '"'))
assert values(out)[0].endswith(f'rrr","shaped":{{"/reason":{cut_mark("r" * 262145)}}}}}')
out = sealed("marks-replay", "What was shaped is replayed as what it was shaped to, marks included", with_('"reason":"\\ud800"'))
assert out.replay_digest != sealed("marks-replay-plain", "The same text, not shaped", with_('"reason":"\ufffdD800"')).replay_digest

# Aliases

out = sealed("aliases", "Names, e-mail addresses and phone numbers of those who are subjects", with_(
    '"actor":{"type":"user","id":"u1","name":"Example OWNER","email":"Owner@Example.COM","phone":"+1 (555) 01-00"},"targets":[{"type":"user","id":"u2","name":"ÄRGER Example"},'
    '{"type":"page","id":"p1","name":"Example Page"},{"type":"page","id":"p 2","name":"Example Second Page"}]'))


def alias(kind, text):
    return base64url(hmac.new(LOOKUP_KEY, f"{kind}\0{text}".encode(), hashlib.sha256).digest()[:16])


assert [(row["kind"], row["subject"], row["identifier"]) for row in out.aliases] == [
    ("name", "user:u1", alias("name", "example owner")), ("email", "user:u1", alias("email", "owner@example.com")), ("phone", "user:u1",
    alias("phone", "+15550100")),
    ("name", f'page:{caret("page", "p 2")}', alias("name", "example second page")), ("name", "user:u2", alias("name", "Ärger example"))]
out = sealed("aliases-once", "A name is a row once for each subject", with_(
    '"actor":{"type":"user","id":"u1","name":"Example"},"targets":[{"type":"user","id":"u1","name":"EXAMPLE"},{"type":"user","id":"u1","name":"Example"},{"type":"user","id":"u2","name":"example"}]'))
assert [(row["text"], row["subject"]) for row in out.aliases] == [("Example", "user:u1"), ("example", "user:u2")]
out = sealed("aliases-none", "No row of an empty text, of a phone number without digits, of nobody, of a text that was cut", with_(
    '"actor":{"type":"user","id":"u1","name":"","email":"' + "e" * 262145
    + '","phone":"ask the desk"},"targets":[{"type":"page","id":"p1","name":"Example Page"}]'))
assert not out.aliases
out = sealed("aliases-nobody", "An actor without an id is no subject", with_('"actor":{"type":"user","name":"Example Owner"}'))
assert not out.aliases
out = sealed("aliases-phones", "Of a phone number a + at the beginning and the digits 0 to 9 are kept",
    with_('"targets":[],"actor":{"type":"user","id":"u1","phone":" +49 30/123+٤5"}'))
assert out.aliases[0]["identifier"] == alias("phone", "49301235")
out = sealed("aliases-personal", "The phone number that stands for the id is an alias too; a moved name is of the subject it moved to", with_(
    f'"actor":{{"type":"customer","phone":"{PHONE}"}},"targets":[{{"type":"user","id":"u2","name":"Example Second"}}],"personal":[{{"path":"/targets/0/name",{subject("u9")}}}]'), f"customer:{PHONE}")
assert [(row["kind"], row["subject"]) for row in out.aliases] == [("phone", f'customer:{tilde("customer:" + PHONE)}'), ("name", "user:u9")]

# Addresses

for name, ip, part in (("v4", "192.0.2.7", "c00002"), ("v4-neighbour", "192.0.2.255", "c00002"), ("v6", "2001:DB8:1:2:3:4:5:6", "20010db800010002"),
    ("v6-neighbour", "2001:db8:1:2::", "20010db800010002"),
                       ("v6-mapped", "0:0:0:0:0:FFFF:C000:0207", "c00002"), ("v6-dotted", "::192.0.2.7", "0000000000000000"), ("v6-zone",
                       "fe80::1%eth0", "fe80000000000000"),
                       ("v6-mapped-zone", "::ffff:192.0.2.7%1", "c00002"), ("v4-zone", "192.0.2.7%1", None), ("zone-empty", "fe80::1%", None),
                       ("v4-leading-zero", "192.0.02.7", None), ("v4-port", "192.0.2.7:443", None),
                       ("v4-number", "3221225991", None), ("v4-short", "192.2.7", None), ("brackets", "[2001:db8::1]", None), ("network",
                       "192.0.2.0/24", None), ("name", "localhost", None), ("empty", "", None),
                       ("two", "192.0.2.7, 198.51.100.1", None), ("space", " 192.0.2.7", None), ("other-digits", "１９２.0.2.7", None)):
    out = sealed(f"ip-{name}", f"{ip} is kept as it came" + ("; it gives a row" if part else "; it is no address and gives no row"),
        with_(f'"context":{{"ip":{quote(ip)}}}'))
    assert values(out) == [f'network {{"ip":{quote(ip)}}}'] and bool(out.network) == bool(part), (ip, out.network)
    if part:
        keyed = hmac.new(LOOKUP_KEY, b"network\0" + bytes.fromhex(part), hashlib.sha256).digest()
        assert out.network == {"ip": ip, "row": int.from_bytes(keyed[:8], "big", signed=True)}
