"""The events to seal. `sealed` seals one and files what comes out; what matters in it is asserted here, by hand."""
import base64
import hashlib

from oracle.seal import Sealed, base64url
from oracle.text import Number, Object, read, write
from cases.event import README

CASES = []
SECRET = bytes(range(32))
OTHER_SECRET = bytes(range(255, 223, -1))
RECORDED_AT = "2026-11-21T09:30:01.000250Z"


def sixteen(what):
    return base64url(hashlib.sha256(what.encode()).digest()[:16])


def salts(name):
    at = 0
    while True:
        yield sixteen(f"salt {name} {at}")
        at += 1


def sealed(name, description, event, *pseudonyms, secret=SECRET, recorded_at=RECORDED_AT, producer=None, seq=None):
    """`pseudonyms`: the persons, as type:identifier, for whom one is at hand; all of them must be used."""
    event = read(event)
    id = event.get("id") or "0199f3c8-7a10-7c44-9d3b-" + hashlib.sha256(name.encode()).hexdigest()[:12]
    known = {person: "~" + sixteen("pseudonym " + person) for person in pseudonyms}
    out = Sealed(event, secret, id, recorded_at, salts(name), known, producer, Number(seq) if seq else None)
    assert {f'{row["type"]}:{row["identifier"]}' for row in out.lookup} == set(known), name
    seal = {"secret": secret.hex(), "id": id, "recorded_at": recorded_at}
    if producer:
        seal |= {"producer": producer, "seq": Number(seq)}
    seal |= {"salts": [read(one["json"])[0] for one in out.disclosures], "pseudonyms": known}
    assert all(identifier_of(person) not in out.leaf for person in known)
    CASES.append((name, {
        "description": description, "event": event, "seal": seal, "log_id": out.log_id, "leaf": out.leaf,
        "leaf_hash": base64.b64encode(out.leaf_hash).decode(),
        "disclosures": [{key: one[key] for key in ("name", "class", "subject", "json", "digest")} for one in out.disclosures],
        "replay_digest": base64url(out.replay_digest), "lookup": out.lookup}))
    return out


def identifier_of(person):
    return person.split(":", 1)[1]


def values(out):
    """The disclosures' values as JSON text, each after its name."""
    return [f'{one["name"]} {one["value"]}' for one in out.disclosures]


def with_(members):
    return '{"action":"thing.done",' + members + "}"


def subject(id, type="user"):
    return '"subject":' + write(Object([("type", type), ("id", id)]))


def tilde(person):
    return "~" + sixteen("pseudonym " + person)


# The whole

minimal = sealed("minimal", "An action and nothing else: no disclosure, no _sd", '{"action":"thing.done"}')
assert minimal.leaf.endswith('"action":"thing.done","category":"general","actor":{"type":"system"},"outcome":{"result":"success"}}')
readme = sealed("readme", "The example of event.md", README)
assert [one["name"] for one in readme.disclosures] == ["actor", "actor.contact", "network", "targets", "content", "content"]
assert values(readme)[4:] == [
    'content {"subject":"user:u2","description":"Promoted after the spring review","reason":"ticket 4711",'
    '"changes":[{"path":"/role","before":"user","after":"operator"}],"metadata":{"ticket":4711}}',
    'content {"subject":"user:u9","values":{"/metadata/sponsor":"Example Sponsor"}}']
sealed("other-log", "The example in another log: another log id, and another replay digest", README, secret=OTHER_SECRET)
again = sealed("minimal-again", "The minimal event, sealed later by a producer: the replay digest is the same", '{"action":"thing.done"}',
               recorded_at="2026-11-22T00:00:00.000000Z", producer="p1", seq="1")
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
  "description": "A page was printed",
  "category": "print",
  "action": "page.printed",
  "occurred_at": "2026-11-21T09:30:00.123456Z",
  "id": "0199f3c8-7a10-7c44-9d3b-5a2f3f9f6c02"
}""", producer="spool7", seq="9007199254740991")
nulls = sealed("nulls", "Members that are null, empty arrays, empty objects: as if absent", with_(
    '"reason":null,"actor":null,"targets":[],"outcome":{"result":null},"context":{"ip":null},"changes":[],"metadata":{},"personal":[]'))
assert nulls.replay_digest == minimal.replay_digest

# Time

late = sealed("time-offset", "An offset and nine digits: UTC to the microsecond, later digits dropped",
              with_('"occurred_at":"2026-11-21T10:30:00.123456999+01:00"'))
assert '"occurred_at":"2026-11-21T09:30:00.123456Z"' in late.leaf
no_fraction = sealed("time-no-fraction", "Always six digits; the offset moves it into the year before", with_('"occurred_at":"2026-01-01T00:30:00+05:45"'))
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
out = sealed("id-from-phone", "An actor without an id, with a phone number: that stands for the id", with_(f'"actor":{{"type":"customer","phone":"{PHONE}"}}'),
             f"customer:{PHONE}")
assert values(out) == [f'actor.contact {{"subject":"customer:{tilde("customer:" + PHONE)}","phone":"{PHONE}"}}']
sealed("id-from-email", "… with an e-mail address, of another script", with_('"actor":{"type":"customer","name":"Example Customer","email":"почта@example.com"}'),
       "customer:почта@example.com")
sealed("id-from-phone-and-email", "… with both: the phone number", with_(f'"actor":{{"type":"customer","email":"{MAIL}","phone":"{PHONE}"}}'), f"customer:{PHONE}")
sealed("id-from-phone-any-text", "… whatever it looks like", with_('"actor":{"type":"customer","phone":"ask the \\"desk\\""}'), 'customer:ask the "desk"')
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
sealed("id-system-actor", "A system with an id is a subject like any other actor", with_('"actor":{"type":"system","id":"nightly"},"context":{"ip":"192.0.2.7"}'))

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
out = sealed("personal-only-member", "Also when metadata itself is empty then", with_(f'"metadata":{{"a":1}},"personal":[{{"path":"/metadata/a",{subject("u9")}}}]'))
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

# Text, numbers, addresses

out = sealed("text", "Only quotation mark, backslash and controls are escaped, in short forms; names too; the order of members stays", with_(
    '"actor":{"type":"user","id":"u1","name":"Пример 例 😀 \\u00e9\\/<>&\'+\\"\\\\"},'
    '"reason":"one\\ntwo\\r\\n\\tthree \\u2028\\u2029\\u202e\\u0022","metadata":{"z\\n\\u00e9":"\\ud83d\\ude00","a":{"b":1,"\\u0061\\u0062":2},"":null}'))
assert values(out) == ['actor {"subject":"user:u1","name":"Пример 例 😀 é/<>&\'+\\"\\\\"}',
                       'content {"reason":"one\\ntwo\\r\\n\\tthree \u2028\u2029\u202e\\"","metadata":{"z\\né":"😀","a":{"b":1,"ab":2},"":null}}']
out = sealed("numbers", "Numbers keep their spelling", with_(
    '"changes":[{"path":"/n","before":1.0,"after":1.00}],"metadata":{"n":[0,-0,-0.0,1e3,1E+3,1e400,0.10,-1.5e-07,12345678901234567890,123456789012345678901234567890.5]}'))
assert values(out) == ['content {"changes":[{"path":"/n","before":1.0,"after":1.00}],'
                       '"metadata":{"n":[0,-0,-0.0,1e3,1E+3,1e400,0.10,-1.5e-07,12345678901234567890,123456789012345678901234567890.5]}}']
sealed("empty-texts", "An empty line or free text is a value; an empty phone number stands for no id", with_(
    '"description":"","actor":{"type":"user","name":"","phone":""},"targets":[{"type":"page","id":"p1","name":""}],"context":{"user_agent":""}'))
for name, given, kept in (("v6", "2001:0DB8:0000:0000:0001:0:0:1", "2001:db8::1:0:0:1"), ("v6-one-zero", "2001:db8:0:1:1:1:1::", "2001:db8:0:1:1:1:1:0"),
                          ("v6-mapped", "0:0:0:0:0:FFFF:C000:0207", "::ffff:192.0.2.7"), ("v6-dotted", "::192.0.2.7", "::c000:207"),
                          ("v6-dotted-64", "64:ff9b::192.0.2.7", "64:ff9b::c000:207"), ("v6-longest", "1:0:0:2:0:0:0:3", "1:0:0:2::3")):
    out = sealed(f"ip-{name}", f"{given} is kept as {kept}", with_(f'"context":{{"ip":"{given}"}}'))
    assert values(out) == [f'network {{"ip":"{kept}"}}']
