"""Leaves, as text. `no` takes a good leaf and changes one thing in it."""
import hashlib

from oracle.seal import log_id
from oracle.shaping import base64url
from oracle.text import write

CASES = []


def digest(at):
    return base64url(hashlib.sha256(f"digest {at}".encode()).digest())


def digests(count):
    return sorted(map(digest, range(count)))


ONE, TWO, THREE = digests(3)
HEAD = ('{"v":1,"id":"0199f3c8-7a10-7c44-9d3b-5a2f3f9f6c01","log":"' + log_id(bytes(range(32))) + '","recorded_at":"2026-11-21T09:30:01.000250Z",')
MINIMAL = (HEAD + '"occurred_at":"2026-11-21T09:30:01.000250Z","action":"thing.done","category":"general","actor":{"type":"system"},'
           '"outcome":{"result":"success"}}')
FULL = (HEAD + '"producer":"spool7","seq":41,"declared":"AAECAwQFBgcICQoL","occurred_at":"2026-11-21T09:30:00.123456Z","action":"user.role_changed","category":"admin",'
        '"actor":{"type":"user","id":"u1","role":"owner","on_behalf_of":{"type":"user","id":"u7"}},'
        '"targets":[{"type":"user","id":"u2"},{"type":"page","id":"p1"}],"outcome":{"result":"failure","code":"E-17"},"duration":118,"source":"backoffice",'
        '"request_id":"req-1","trace_id":"4bf92f3577b34da6a3ce929d0e0e4736","operation_id":"op-1",'
        f'"_sd":["{ONE}","{TWO}","{THREE}"]}}')
OWN = (HEAD + '"occurred_at":"2026-11-21T09:30:01.000250Z","action":"cairn.entries_expired","category":"cairn",'
       f'"actor":{{"type":"system","id":"cairn"}},"outcome":{{"result":"success"}},"manifest":"{ONE}"}}')


def changed(leaf, old, new):
    assert leaf.count(old) == 1 and old != new, (old, leaf.count(old))
    return leaf.replace(old, new)


def case(name, description, leaf, accepted):
    CASES.append((name, {"description": description, "leaf": leaf, "accepted": accepted}))


def ok(name, description, old=None, new=None, leaf=FULL):
    case(name, description, changed(leaf, old, new) if old else leaf, True)


def no(name, description, old, new, leaf=FULL):
    case(name, description, changed(leaf, old, new), False)


def largest():
    """Every member there, each as long as it may be: every byte of a text takes three characters."""
    text = "%C3%A9" * 96
    most = {"type": text, "id": "i" * 128}
    return write({
        "v": 1, "id": "0199f3c8-7a10-7c44-9d3b-5a2f3f9f6c01", "log": log_id(bytes(range(32))),
        "recorded_at": "2026-11-21T09:30:01.000250Z", "producer": "p" * 32, "seq": 2 ** 53 - 1, "declared": "d" * 16,
        "occurred_at": "2026-11-21T09:30:00.123456Z", "action": "thing." + "a" * 90, "category": "c" * 32,
        "actor": {**most, "role": text, "on_behalf_of": most}, "targets": [most] * 32, "outcome": {"result": "unfinished", "code": text},
        "duration": 2 ** 53 - 1, "source": text, "request_id": "r" * 64, "trace_id": "f" * 32, "operation_id": "o" * 64, "_sd": digests(256)})


ok("minimal", "The members every leaf has", leaf=MINIMAL)
ok("full", "Every member of an application's leaf")
ok("own", "An entry of Cairn's own, with a manifest", leaf=OWN)
ok("largest", "The largest leaf of an application", leaf=largest())
assert len(largest()) < 60000
ok("one-digest", "One digest is enough", f',"{TWO}","{THREE}"]', "]")
ok("seq-first", "The first sequence number", '"seq":41', '"seq":1')
ok("seq-last", "The last one, 2^53-1", '"seq":41', '"seq":9007199254740991')
ok("pseudonym", "A pseudonym is ~ and 16 bytes", '"id":"u1"', '"id":"~AAECAwQFBgcICQoLDA0ODw"')
ok("time-first", "The first moment", "2026-11-21T09:30:00.123456Z", "1970-01-01T00:00:00.000000Z")
ok("time-last", "The last moment", "2026-11-21T09:30:00.123456Z", "9999-12-31T23:59:59.999999Z")
ok("result-unfinished", "One of four results", '"failure"', '"unfinished"')
ok("same-target-twice", "Targets are kept as they were sent", '{"type":"page","id":"p1"}', '{"type":"user","id":"u2"}')

# One spelling

no("empty", "No leaf", MINIMAL, "", MINIMAL)
no("array", "Not an object", MINIMAL, "[" + MINIMAL + "]", MINIMAL)
no("truncated", "The last byte is missing", '"success"}}', '"success"}', MINIMAL)
no("newline-after", "Nothing after it", '"success"}}', '"success"}}\n', MINIMAL)
no("space-before", "Nothing before it", '{"v"', ' {"v"')
no("byte-order-mark", "Nothing before it", '{"v"', '\ufeff{"v"')
no("space-after-colon", "No insignificant whitespace", '"v":1', '"v": 1')
no("space-in-array", "No insignificant whitespace", '},{"type":"page"', '}, {"type":"page"')
no("comma-last", "No trailing comma", '"success"}}', '"success"},}', MINIMAL)
no("order-top", "The members have one order", '"action":"thing.done","category":"general"', '"category":"general","action":"thing.done"', MINIMAL)
no("order-sd", "_sd is the last", f'"operation_id":"op-1","_sd":["{ONE}","{TWO}","{THREE}"]',
    f'"_sd":["{ONE}","{TWO}","{THREE}"],"operation_id":"op-1"')
no("order-actor", "… also within", '"actor":{"type":"user","id":"u1"', '"actor":{"id":"u1","type":"user"')
no("order-target", "… of a target", '{"type":"page","id":"p1"}', '{"id":"p1","type":"page"}')
no("order-outcome", "… of the outcome", '"result":"failure","code":"E-17"', '"code":"E-17","result":"failure"')
no("unknown", "An unknown member", '"source":"backoffice",', '"source":"backoffice","region":"eu",')
no("unknown-in-actor", "… within the actor", '"role":"owner"', '"role":"owner","name":"Example Owner"')
no("unknown-in-target", "… within a target", '"id":"p1"}', '"id":"p1","name":"Example Page"}')
no("twice", "A duplicate member", '"source":"backoffice"', '"source":"backoffice","source":"backoffice"')
no("twice-in-outcome", "… within", '"result":"failure"', '"result":"failure","result":"failure"')
no("null", "Absent members are left out, never null", '"source":"backoffice"', '"source":null')
no("null-in-actor", "… within", '"role":"owner"', '"role":null')
no("escape-in-value", "No escapes: one event has one spelling", '"source":"backoffice"', '"source":"b\\u0061ckoffice"')
no("escape-in-name", "… in names", '"action"', '"\\u0061ction"')
no("escape-slash", "… of a slash", '"source":"backoffice"', '"source":"back\\/office"')
no("non-ascii", "Only ASCII", '"source":"backoffice"', '"source":"bäckoffice"')
no("non-ascii-id", "Only ASCII", '"id":"u1"', '"id":"ü1"')
for name in ("v", "id", "log", "recorded_at", "occurred_at", "action", "category", "actor", "outcome"):
    end = MINIMAL.index(',"', MINIMAL.index(f'"{name}"')) + 1 if name != "outcome" else -1
    gone = MINIMAL[MINIMAL.index(f'"{name}"'):end]
    no(f"missing-{name.replace('_', '-')}", "Every leaf has it", "," + gone if name == "outcome" else gone, "", MINIMAL)

# Forms

for name, text in {"2": "2", "0": "0", "string": '"1"', "fraction": "1.0", "exponent": "1e0", "minus": "-1"}.items():
    no(f"v-{name}", "v is 1", '"v":1', f'"v":{text}')
UUID = "0199f3c8-7a10-7c44-9d3b-5a2f3f9f6c01"
for name, id in {"version-4": UUID.replace("-7c44", "-4c44"), "version-8": UUID.replace("-7c44", "-8c44"), "variant": UUID.replace("-9d3b", "-1d3b"),
                 "all-ones": "ffffffff-ffff-ffff-ffff-ffffffffffff"}.items():
    ok(f"id-{name}", "A UUID of any version", UUID, id)
for name, id in {"upper-case": UUID.upper(), "no-hyphens": UUID.replace("-", ""), "nil": "00000000-0000-0000-0000-000000000000", "short": UUID[:-1],
                 "braces": "{" + UUID + "}"}.items():
    no(f"id-{name}", "A UUID with hyphens, lower case, not all zero", UUID, id)
LOG = log_id(bytes(range(32)))
for name, log, why in (("upper-case", LOG.upper(), "Lower case"), ("short", LOG[:-1], "26 characters"), ("padded", LOG + "======", "Unpadded"),
                       ("alphabet", "1" + LOG[1:], "Base32 has no 1"), ("stray-bits", LOG[:-1] + "b", "The last two bits are zero"), ("tenant",
                       "default", "Not the tenant")):
    no(f"log-{name}", why, LOG, log)
AT = "2026-11-21T09:30:00.123456Z"
for name, time, why in (("five-digits", "2026-11-21T09:30:00.12345Z", "Six digits"), ("seven-digits", "2026-11-21T09:30:00.1234567Z", "Six digits"),
                        ("no-fraction", "2026-11-21T09:30:00Z", "Six digits"), ("offset", "2026-11-21T09:30:00.123456+00:00", "Z, never an offset"),
                        ("lower-case", "2026-11-21t09:30:00.123456z", "T and Z"), ("space", "2026-11-21 09:30:00.123456Z", "T and Z"),
                        ("leap-second", "2016-12-31T23:59:60.000000Z", "No leap second"), ("feb-30", "2026-02-30T09:30:00.123456Z", "No such day"),
                        ("hour-24", "2026-11-21T24:00:00.000000Z", "No such hour"), ("year-1969", "1969-12-31T23:59:59.999999Z",
                        "Years 1970 to 9999"),
                        ("year-10000", "10000-01-01T00:00:00.000000Z", "Years 1970 to 9999")):
    no(f"time-{name}", why, AT, time)
no("recorded-at-feb-30", "Both times are checked", "2026-11-21T09:30:01.000250Z", "2026-02-30T09:30:01.000250Z")
no("seq-alone", "seq only with producer", '"producer":"spool7",', "")
no("producer-alone", "producer only with seq", '"seq":41,', "")
for name, seq in {"zero": "0", "leading-zeros": "007", "2-53": "9007199254740992", "huge": "18446744073709551617", "negative": "-1", "plus": "+41",
    "fraction": "41.0",
                  "exponent": "41e0", "string": '"41"'}.items():
    no(f"seq-{name}", "1 to 2^53-1, in one spelling", '"seq":41', f'"seq":{seq}')
for name, producer in {"upper-case": "Spool7", "hyphen": "spool-7", "empty": "", "33": "p" * 33}.items():
    no(f"producer-{name}", "1 to 32 of a to z and 0 to 9", '"spool7"', f'"{producer}"')
no("action-one-part", "The alphabet of actions", '"user.role_changed"', '"changed"')
no("action-97", "At most 96 characters", '"user.role_changed"', '"user.' + "a" * 92 + '"')
no("category-upper-case", "The alphabet of categories", '"admin"', '"Admin"')
no("category-empty", "Never empty", '"admin"', '""')
no("actor-text", "The actor is an object", '"actor":{"type":"system"}', '"actor":"system"', MINIMAL)
no("actor-empty", "An actor has a type", '{"type":"system"}', "{}", MINIMAL)
no("actor-id-129", "At most 128 characters", '"id":"u1"', '"id":"' + "i" * 129 + '"')
no("actor-id-empty", "Never empty", '"id":"u1"', '"id":""')
no("actor-id-number", "A string", '"id":"u1"', '"id":1')
no("actor-id-space", "No space", '"id":"u1"', '"id":"u 1"')
ok("on-behalf-of-no-id", "An id is optional", '"on_behalf_of":{"type":"user","id":"u7"}', '"on_behalf_of":{"type":"user"}')
no("on-behalf-of-no-type", "A type is not", '"on_behalf_of":{"type":"user","id":"u7"}', '"on_behalf_of":{"id":"u7"}')
no("on-behalf-of-empty", "Never empty", '"on_behalf_of":{"type":"user","id":"u7"}', '"on_behalf_of":{}')
for name, id in {"short": "~AAECAwQFBgcICQoLDA0OD", "long": "~AAECAwQFBgcICQoLDA0ODwA", "alone": "~", "stray-bits": "~AAECAwQFBgcICQoLDA0ODx",
    "alphabet": "~AAECAwQFBgcICQoLDA0+Dw"}.items():
    no(f"pseudonym-{name}", "An id beginning with ~ is ~ and 22 characters of base64url, no stray bits", '"id":"u1"', f'"id":"{id}"')
TARGETS = '"targets":[{"type":"user","id":"u2"},{"type":"page","id":"p1"}]'
no("targets-empty", "Never empty", TARGETS, '"targets":[]')
no("targets-33", "At most 32", TARGETS, '"targets":[' + ",".join(['{"type":"page","id":"p1"}'] * 33) + "]")
no("targets-object", "An array", TARGETS, '"targets":{"type":"page","id":"p1"}')
ok("target-no-id", "An id is optional", '{"type":"page","id":"p1"}', '{"type":"page"}')
no("target-no-type", "A type is not", '{"type":"page","id":"p1"}', '{"id":"p1"}')
no("target-id-null", "Never null", '{"type":"page","id":"p1"}', '{"type":"page","id":null}')
no("target-null", "Never null", '{"type":"page","id":"p1"}', "null")
for name, result in {"unknown": "partial", "upper-case": "Failure", "empty": ""}.items():
    no(f"result-{name}", "One of four", '"failure"', f'"{result}"')
no("outcome-empty", "An outcome has a result", '{"result":"success"}', "{}", MINIMAL)
no("outcome-code-number", "A string", '"code":"E-17"', '"code":17')
no("operation-id-65", "At most 64 characters", '"op-1"', '"' + "o" * 65 + '"')
for name, trace in {"zero": "0" * 32, "upper-case": "4BF92F3577B34DA6A3CE929D0E0E4736", "short": "4bf92f3577b34da6a3ce929d0e0e473"}.items():
    no(f"trace-id-{name}", "32 lower-case hexadecimal digits, not all zero", "4bf92f3577b34da6a3ce929d0e0e4736", trace)
no("manifest-of-an-application", "A manifest only in cairn.* entries", '"operation_id":"op-1",', f'"operation_id":"op-1","manifest":"{ONE}",')
no("own-without-manifest", "cairn.* entries have one", f',"manifest":"{ONE}"', "", OWN)
no("own-manifest-short", "43 characters", f'"manifest":"{ONE}"', f'"manifest":"{ONE[:-1]}"', OWN)
no("own-actor", "Cairn's own actor", '"actor":{"type":"system","id":"cairn"}', '"actor":{"type":"user","id":"u1"}', OWN)
no("own-category", "Cairn's own category", '"category":"cairn"', '"category":"admin"', OWN)
SD = f'["{ONE}","{TWO}","{THREE}"]'
no("sd-empty", "Never empty", SD, "[]")
ok("sd-256", "256 digests", SD, write(digests(256)))
no("sd-257", "At most 256", SD, write(digests(257)))
no("sd-text", "An array", SD, f'"{ONE}"')
no("sd-unsorted", "Ascending", SD, f'["{TWO}","{ONE}","{THREE}"]')
no("sd-twice", "No two equal", SD, f'["{ONE}","{TWO}","{TWO}"]')
no("sd-number", "Strings", SD, "[1]")
no("sd-short", "43 characters", SD, f'["{ONE[:-1]}"]')
no("sd-long", "43 characters", SD, f'["{ONE}A"]')
no("sd-padded", "Unpadded", SD, f'["{ONE}="]')
no("sd-alphabet", "base64url, not base64", SD, f'["{"+/" + ONE[2:]}"]')
STRAY = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
no("sd-stray-bits", "The last two bits are zero", SD, f'["{ONE[:-1] + STRAY[STRAY.index(ONE[-1]) + 1]}"]')

# Percent-encoding: a text of 1 to 192 bytes has one spelling

TYPE, ROLE = '"targets":[{"type":"user","id":"u2"},{"type":"page"', '"role":"owner"'


def type_(name, why, form, good):
    (ok if good else no)(f"type-{name}", why, TYPE, TYPE[:-6] + '"' + form + '"')


def token(name, why, form, good):
    for place, old in (("role", ROLE), ("code", '"code":"E-17"'), ("source", '"source":"backoffice"')):
        if place == "role" or name in ("percent", "non-ascii", "192", "193", "lower-hexadecimal", "circumflex-plain", "stand-in", "empty"):
            (ok if good else no)(f"{place}-{name}", why, old, old[:old.index(":")] + ':"' + form + '"')


for name, why, form in (("alphabet", "Letters, digits, _, . and - stand for themselves", "Az_0.-"), ("space", "Every other byte is encoded",
    "a%20page"),
                        ("non-ascii", "… each of a character", "pag%C3%A9"), ("astral", "… each of four", "%F0%9F%98%80"), ("colon", "A colon, too",
                        "a%3Apage"), ("percent", "And the percent sign", "%25"),
                        ("digit-first", "A first character that is no letter is encoded", "%31page"), ("underscore-first", "… an underscore too",
                        "%5Fpage"),
                        ("dot-first", "… a dot too", "%2E-_"), ("control", "Any character may be encoded", "%00%0A%7F"), ("replacement",
                        "U+FFFD is a character", "%EF%BF%BDD800"),
                        ("192", "192 bytes of plain letters", "t" * 192), ("192-bytes", "96 characters of two bytes", "%C3%A9" * 96)):
    type_(name, why, form, True)
for name, why, form in (("empty", "Never empty", ""), ("193", "193 bytes", "t" * 193), ("193-bytes", "193 bytes", "t" + "%C3%A9" * 96),
    ("digit-first-plain", "A first digit does not stand for itself", "1page"),
                        ("underscore-first-plain", "Nor an underscore", "_page"), ("dot-first-plain", "Nor a dot", ".page"), ("hyphen-first-plain",
                        "Nor a hyphen", "-page"),
                        ("needless", "What stands for itself is not encoded", "p%61ge"), ("needless-first", "… a first letter", "%70age"),
                        ("needless-digit", "… a later digit", "page%31"),
                        ("lower-hexadecimal", "Upper-case digits", "pag%c3%a9"), ("space-plain", "Encoded", "a page"), ("colon-plain", "Encoded",
                        "a:page"),
                        ("slash-plain", "Encoded", "a/page"), ("tilde-plain", "Encoded", "a~page"), ("percent-last", "Two digits", "page%"),
                        ("one-digit", "Two digits", "page%2"), ("not-hexadecimal", "Two digits", "page%G0"),
                        ("not-utf-8", "The bytes of a text", "page%FF"), ("truncated-utf-8", "The bytes of a text", "page%C3"), ("overlong",
                        "The bytes of a text", "page%C0%AF"),
                        ("surrogate", "The bytes of a text", "page%ED%A0%80"), ("beyond-unicode", "The bytes of a text", "page%F4%90%80%80"),
                        ("stand-in", "A type has none", "^AAECAwQFBgcICQoLDA0ODw")):
    type_(name, why, form, False)
MARKS = "".join(chr(code) for code in range(0x21, 0x7F) if chr(code) not in '"%\\')
for name, why, form in (("alphabet", "Leaf characters but % stand for themselves, ^ too where it is not the first", MARKS), ("space",
    "Every other byte is encoded", "Facility%20Admin"),
                        ("percent", "The percent sign too", "100%25"), ("quote", "What JSON would escape", "%22%5C"), ("non-ascii",
                        "Each byte of a character", "%C3%A9t%C3%A9"),
                        ("circumflex", "A first ^ is encoded", "%5Ea^"), ("tilde-first", "A first ~ is not", "~a"), ("control",
                        "Any character may be encoded", "%00%1B%7F%C2%85"),
                        ("192", "192 bytes", "r" * 192), ("192-bytes", "192 bytes", "%C3%A9" * 96), ("stand-in", "A stand-in",
                        "^AAECAwQFBgcICQoLDA0ODw")):
    token(name, why, form, True)
for name, why, form in (("empty", "Never empty", ""), ("193", "193 bytes", "r" * 193), ("193-bytes", "193 bytes", "%C3%A9" * 96 + "r"),
    ("space-plain", "Encoded", "Facility Admin"), ("percent-plain", "Encoded", "100%"),
                        ("percent-one-digit", "Two digits", "100%2"), ("lower-hexadecimal", "Upper-case digits", "%c3%a9"), ("needless",
                        "What stands for itself is not encoded", "%6Fwner"),
                        ("needless-circumflex", "… nor is a later ^", "a%5E"), ("needless-tilde", "… nor a first ~", "%7Ea"), ("circumflex-plain",
                        "A first ^ begins a stand-in, and this is none", "^a"),
                        ("not-utf-8", "The bytes of a text", "a%80"), ("surrogate", "The bytes of a text", "%ED%BF%BF"), ("stand-in-short",
                        "22 characters", "^AAECAwQFBgcICQoLDA0OD"),
                        ("stand-in-stray-bits", "No stray bits", "^AAECAwQFBgcICQoLDA0ODx"), ("pseudonym-like",
                        "A ~ and anything is no more than a text", "~A%2")):
    token(name, why, form, False)

# Stand-ins

STAND_IN = "^AAECAwQFBgcICQoLDA0ODw"
for name, old in {"actor-id": '"id":"u1"', "on-behalf-of-id": '"id":"u7"', "target-id": '"id":"p1"', "category": '"category":"admin"',
    "request-id": '"request_id":"req-1"',
                  "trace-id": '"trace_id":"4bf92f3577b34da6a3ce929d0e0e4736"', "operation-id": '"operation_id":"op-1"'}.items():
    member = old[:old.index(":") + 1]
    ok(f"stand-in-{name}", "A stand-in is ^ and 16 bytes", old, member + f'"{STAND_IN}"')
    for wrong, form in {"short": STAND_IN[:-1], "stray-bits": STAND_IN[:-1] + "x"}.items():
        no(f"stand-in-{name}-{wrong}", "^ and 22 characters of base64url, no stray bits", old, member + f'"{form}"')
for name, id in {"long": STAND_IN + "A", "alone": "^", "alphabet": "^AAECAwQFBgcICQoLDA0+Dw"}.items():
    no(f"stand-in-{name}", "An id beginning with ^ is a stand-in", '"id":"u1"', f'"id":"{id}"')
ok("actor-id-alphabet", "All leaf characters", '"id":"u1"', '"id":"' + MARKS + '%"')
ok("actor-id-128", "128 characters", '"id":"u1"', '"id":"' + "i" * 128 + '"')
ok("actor-no-id", "An id is optional", '{"type":"user","id":"u1",', '{"type":"user",')
no("actor-no-type", "A type is not", '{"type":"user","id":"u1",', '{"id":"u1",')
ok("request-id-64", "64 characters", '"req-1"', '"' + "r" * 64 + '"')
ok("request-id-marks", "Leaf characters as they are, % too, and a first ~", '"req-1"', '"~%41^"')
no("request-id-65", "At most 64", '"req-1"', '"' + "r" * 65 + '"')
no("request-id-space", "No space", '"req-1"', '"req 1"')
no("request-id-empty", "Never empty", '"req-1"', '""')
ok("category-32", "32 characters", '"admin"', '"c' + "9" * 31 + '"')
no("category-33", "At most 32", '"admin"', '"c' + "9" * 32 + '"')

# Declarations and durations

DECLARED = '"declared":"AAECAwQFBgcICQoL"'
for name, declared in {"short": "AAECAwQFBgcICQo", "long": "AAECAwQFBgcICQoLD", "empty": "", "alphabet": "AAECAwQFBgcICQo+"}.items():
    no(f"declared-{name}", "16 characters of base64url", DECLARED, f'"declared":"{declared}"')
ok("declared-any", "Any 16 characters of base64url: a digest's beginning has no stray bits", DECLARED, '"declared":"-_-_-_-_-_-_-_-_"')
no("declared-number", "A text", DECLARED, '"declared":1')
no("declared-order", "After seq", '"seq":41,' + DECLARED, DECLARED + ',"seq":41')
no("declared-own", "Cairn's own actions are not declared", '"occurred_at"', DECLARED + ',"occurred_at"', OWN)
ok("declared-no-producer", "It does not need a producer", '"producer":"spool7","seq":41,', "")
for name, duration in {"zero": "0", "last": "9007199254740991"}.items():
    ok(f"duration-{name}", "0 to 2^53-1", '"duration":118', f'"duration":{duration}')
for name, duration in {"2-53": "9007199254740992", "negative": "-1", "minus-zero": "-0", "fraction": "118.0", "exponent": "1e2",
    "leading-zero": "0118", "string": '"118"', "null": "null"}.items():
    no(f"duration-{name}", "0 to 2^53-1, in one spelling", '"duration":118', f'"duration":{duration}')
no("duration-order", "After the outcome", '"outcome":{"result":"failure","code":"E-17"},"duration":118',
    '"duration":118,"outcome":{"result":"failure","code":"E-17"}')
