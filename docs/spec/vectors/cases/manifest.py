"""Manifests, as text. `no` takes a good one and changes one thing in it."""
import hashlib

from oracle.manifest import set_text
from oracle.shaping import base64url
from oracle.text import quote, write

CASES = []
RUN = "AAECAwQFBgcICQoLDA0ODw"
TIME = "2026-11-21T09:30:00.123456Z"
ORIGIN = "cairn.internal/xhw47ml6h7helktl6ea2cyen2y"
ROOT = "SBNJTRN+FjG7owHVrKtue7eqdM4RhdRWVl71HXN2d7I="
# The key pair is the first of RFC 8032 §7.1.
VKEY = ORIGIN + "+c8a1a3ce+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea"
NOTE = (f"{ORIGIN}\n1234\n{ROOT}\n\n— {ORIGIN} "
        "yKGjzparO83+GoUKctJGLMYRQoMaKHlBWKSEa5MOaRmqAU6hrYOdVpA9GEoX2E42gj6BvN/AwmhCkDkYWma0/NptJA4=\n")
RANGES, BITS = '{"ranges":[[3,1000],[2000,2000]]}', '{"first":3,"bits":"oA"}'


def digests(count):
    return sorted(base64url(hashlib.sha256(f"digest {at}".encode()).digest()) for at in range(count))


ONE, TWO, THREE = digests(3)
GOOD = {
    "continued": f'{{"v":1,"kind":"continued","reason":"restored","origin":"{ORIGIN}","vkey":"{VKEY}","checkpoint":{quote(NOTE)},"size":1234,"root":"{ROOT}"}}',
    "expiry-planned": f'{{"v":1,"kind":"expiry_planned","run":"{RUN}","part":1,"parts":2,"policy":17,"not_before":"{TIME}","set":{RANGES}}}',
    "expired": f'{{"v":1,"kind":"expired","run":"{RUN}","part":2,"parts":2,"plan":18,"count":999,"held":{BITS}}}',
    "erased": f'{{"v":1,"kind":"erased","run":"{RUN}","part":1,"parts":1,"digests":["{ONE}","{TWO}","{THREE}"]}}',
    "hold-placed": f'{{"v":1,"kind":"hold_placed","hold":"{RUN}","part":1,"parts":1,"until":"{TIME}","set":{BITS}}}',
    "hold-lifted": f'{{"v":1,"kind":"hold_lifted","hold":"{RUN}"}}',
    "policy-set": f'{{"v":1,"kind":"policy_set","from":"{TIME}","days":90,"rules":[{{"category":"admin","days":3650}},{{"action":"user.role_changed","days":null}}],"notice_days":7}}',
    "key-changed": '{"v":1,"kind":"key_changed","purpose":"lookup","old":"1","new":"2"}',
    "action-declared": '{"v":1,"kind":"action_declared","name":"invoice.paid","category":"billing","sentences":{"":"{actor} paid {target}","de":"{actor} hat {target} bezahlt",'
                       '"pt-BR":"{actor} pagou {target}"},"metadata":{"amount":"number","lines":"array","ticket":"integer"}}',
    "log-moved": '{"v":1,"kind":"log_moved","to":"the second database","size":1234}',
    "dropped": '{"v":1,"kind":"dropped","producer":"spool7","ranges":[[3,5],[9,9]],"count":4,"why":"spool_full"}',
}


def case(name, description, manifest, accepted):
    CASES.append((name, description, manifest, accepted))


def changed(kind, old, new):
    assert GOOD[kind].count(old) == 1 and old != new, (kind, old)
    return GOOD[kind].replace(old, new)


def ok(kind, name, description, old, new):
    case(f"{kind}-{name}", description, changed(kind, old, new), True)


def no(kind, name, description, old, new):
    case(f"{kind}-{name}", description, changed(kind, old, new), False)


for kind in GOOD:
    case(kind, "As the table says", GOOD[kind], True)
    no(kind, "v-2", "Version 1", '"v":1', '"v":2')
    no(kind, "v-text", "A number", '"v":1', '"v":"1"')
    no(kind, "kind-first", "Members have one order", f'"v":1,"kind":"{kind.replace("-", "_")}"', f'"kind":"{kind.replace("-", "_")}","v":1')
    no(kind, "unknown-member", "No other members", '{"v":1,', '{"v":1,"who":"Example Owner",')
    no(kind, "space", "No insignificant whitespace", '"v":1,', '"v":1, ')
    case(f"{kind}-no-last", "Its last part is missing", GOOD[kind][:GOOD[kind].rindex(',"')] + "}", False)
    case(f"{kind}-newline", "Nothing after it", GOOD[kind] + "\n", False)

case("empty", "No manifest", "", False)
case("array", "Not an object", "[" + GOOD["hold-lifted"] + "]", False)
case("truncated", "The last byte is missing", GOOD["hold-lifted"][:-1], False)
case("kind-unknown", "A kind that the table does not have", f'{{"v":1,"kind":"viewed","hold":"{RUN}"}}', False)
case("kind-of-action", "The kind is not the action", f'{{"v":1,"kind":"cairn.hold_lifted","hold":"{RUN}"}}', False)
case("kind-of-another", "The members of another kind", f'{{"v":1,"kind":"hold_placed","hold":"{RUN}"}}', False)
case("kind-null", "Not null", f'{{"v":1,"kind":null,"hold":"{RUN}"}}', False)
case("kind-absent", "Every manifest has one", f'{{"v":1,"hold":"{RUN}"}}', False)
case("twice", "A duplicate member", f'{{"v":1,"kind":"hold_lifted","hold":"{RUN}","hold":"{RUN}"}}', False)
case("escaped", "One spelling", f'{{"v":1,"kind":"hold\\u005flifted","hold":"{RUN}"}}', False)

# Runs, parts, holds

for kind in ("expiry-planned", "expired", "erased"):
    for name, run in {"short": RUN[:-1], "long": RUN + "A", "stray-bits": RUN[:-1] + "x", "alphabet": RUN[:-1] + "+", "empty": ""}.items():
        no(kind, f"run-{name}", "22 characters of base64url, no stray bits", f'"run":"{RUN}"', f'"run":"{run}"')
no("hold-placed", "hold-short", "22 characters of base64url", RUN, RUN[:-1])
no("hold-lifted", "hold-stray-bits", "No stray bits", RUN, RUN[:-1] + "x")
no("hold-lifted", "hold-null", "Not null", f'"{RUN}"', "null")
PARTS = '"part":1,"parts":2'
for name, parts in {"zero": '"part":0,"parts":2', "above": '"part":3,"parts":2', "none": '"part":0,"parts":0', "text": '"part":"1","parts":2',
    "fraction": '"part":1.0,"parts":2',
                    "leading-zero": '"part":01,"parts":2', "swapped": '"parts":2,"part":1', "negative": '"part":-1,"parts":2'}.items():
    no("expiry-planned", f"parts-{name}", "Part 1 to n of n", PARTS, parts)
ok("expiry-planned", "parts-last", "The last part", PARTS, '"part":1000,"parts":1000')
no("hold-placed", "parts-above", "Part 1 to n of n", '"part":1,"parts":1', '"part":2,"parts":1')

# Each kind

for reason in ("forked", "key_lost", "memory_lost", "planted"):
    ok("continued", reason.replace("_", "-"), "One of four reasons", '"restored"', f'"{reason}"')
no("continued", "reason-unknown", "One of four reasons", '"restored"', '"bored"')
ok("continued", "unknown", "Neither key nor checkpoint is known", f'"vkey":"{VKEY}","checkpoint":{quote(NOTE)}', '"vkey":null,"checkpoint":null')
ok("continued", "size-zero", "Nothing was found: the root of an empty tree", f'"size":1234,"root":"{ROOT}"',
    '"size":0,"root":"47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="')
no("continued", "origin-null", "There is an old origin", f'"origin":"{ORIGIN}"', '"origin":null')
no("continued", "vkey-hash", "The key hash is that of name and key", "+c8a1a3ce+", "+c8a1a3cf+")
no("continued", "vkey-text", "A verifier key", f'"vkey":"{VKEY}"', '"vkey":"none"')
no("continued", "root-base64url", "base64 with padding", f'"root":"{ROOT}"', '"root":"' + ROOT.replace("+", "-") + '"')
no("continued", "root-short", "32 bytes", f'"root":"{ROOT}"', '"root":"' + ROOT[:-4] + '"')
no("continued", "size-negative", "From 0", '"size":1234', '"size":-1')
no("continued", "size-text", "A number", '"size":1234', '"size":"1234"')
ok("expiry-planned", "nulls", "No policy, at once", f'"policy":17,"not_before":"{TIME}"', '"policy":null,"not_before":null')
ok("expiry-planned", "bits", "A set as bits", RANGES, BITS)
ok("expiry-planned", "policy-zero", "The first entry of a log may be the policy's", '"policy":17', '"policy":0')
no("expiry-planned", "policy-negative", "An index", '"policy":17', '"policy":-1')
no("expiry-planned", "set-null", "A set", RANGES, "null")
for name, time in {"no-fraction": "2026-11-21T09:30:00Z", "offset": "2026-11-21T09:30:00.123456+00:00", "feb-30": "2026-02-30T09:30:00.123456Z",
    "date": "2026-11-21", "empty": ""}.items():
    no("expiry-planned", f"time-{name}", "A time as in a leaf", f'"{TIME}"', f'"{time}"')
    no("hold-placed", f"time-{name}", "A time as in a leaf", f'"{TIME}"', f'"{time}"')
    no("policy-set", f"time-{name}", "A time as in a leaf", f'"{TIME}"', f'"{time}"')
ok("expired", "nothing-held", "No hold kept anything", BITS, "null")
ok("expired", "count-zero", "A hold kept everything", '"count":999', '"count":0')
no("expired", "count-negative", "From 0", '"count":999', '"count":-1')
no("expired", "plan-null", "Every run has its plan", '"plan":18', '"plan":null')
LIST = f'["{ONE}","{TWO}","{THREE}"]'
ok("erased", "one", "One digest", LIST, f'["{ONE}"]')
ok("erased", "1024", "1,024 digests", LIST, write(digests(1024)))
no("erased", "1025", "One more", LIST, write(digests(1025)))
for name, list_ in {"none": "[]", "unsorted": f'["{TWO}","{ONE}"]', "twice": f'["{ONE}","{ONE}"]', "short": f'["{ONE[:-1]}"]', "null": "null",
    "number": "[1]", "text": f'"{ONE}"'}.items():
    no("erased", f"digests-{name}", "1 to 1,024 digests, ascending", LIST, list_)
ok("hold-placed", "for-ever", "Until it is lifted", f'"{TIME}"', "null")
ok("hold-placed", "ranges", "A set as ranges", BITS, RANGES)
no("hold-placed", "set-list", "A set, not a list", BITS, "[3,5]")
RULES = GOOD["policy-set"][GOOD["policy-set"].index('"rules":') + 8:GOOD["policy-set"].index(',"notice')]
ok("policy-set", "for-ever", "Everything is kept for ever", '"days":90', '"days":null')
ok("policy-set", "days-100000", "100,000 days", '"days":90', '"days":100000')
no("policy-set", "days-100001", "One more", '"days":90', '"days":100001')
no("policy-set", "notice-100001", "100,001 days", '"notice_days":7', '"notice_days":100001')
no("policy-set", "rules-100001", "100,001 days", '"days":3650', '"days":100001')
ok("policy-set", "no-rules", "No rules", RULES, "[]")
ok("policy-set", "stand-in", "A category as in a leaf: a stand-in", '"category":"admin"', f'"category":"^{RUN}"')
for name, rules in {"null": "null", "both": '[{"category":"admin","action":"user.role_changed","days":1}]', "neither": '[{"days":1}]',
    "no-days": '[{"category":"admin"}]',
                    "order": '[{"days":1,"category":"admin"}]', "category": '[{"category":"Admin","days":1}]',
                    "action": '[{"action":"changed","days":1}]', "fraction": '[{"category":"admin","days":1.5}]',
                    "negative": '[{"category":"admin","days":-1}]', "text": '[{"category":"admin","days":"1"}]'}.items():
    no("policy-set", f"rules-{name}", "Each rule has a category or an action, and days", RULES, rules)
no("policy-set", "days-negative", "Days or null", '"days":90', '"days":-1')
no("policy-set", "notice-null", "Days", '"notice_days":7', '"notice_days":null')
no("policy-set", "from-null", "From a time on", f'"from":"{TIME}"', '"from":null')
ok("key-changed", "first", "There was none before", '"old":"1"', '"old":null')
ok("key-changed", "replay", "The replay key", '"lookup"', '"replay"')
ok("key-changed", "signing", "Signing keys by their verifier keys", '"purpose":"lookup","old":"1","new":"2"',
    f'"purpose":"signing","old":null,"new":"{VKEY}"')
ok("key-changed", "master", "A master key has a name of leaf characters", '"purpose":"lookup","old":"1","new":"2"',
    '"purpose":"master","old":null,"new":"' + "k" * 256 + '"')
no("key-changed", "master-257", "At most 256", '"purpose":"lookup","old":"1","new":"2"', '"purpose":"master","old":null,"new":"' + "k" * 257 + '"')
no("key-changed", "master-space", "No space", '"purpose":"lookup","old":"1","new":"2"', '"purpose":"master","old":null,"new":"a key"')
no("key-changed", "same", "Old and new differ", '"new":"2"', '"new":"1"')
no("key-changed", "purpose-unknown", "One of four", '"lookup"', '"naming"')
no("key-changed", "new-null", "There is a new one", '"new":"2"', '"new":null')
no("key-changed", "number", "A key id is spelled as a text", '"new":"2"', '"new":2')
no("key-changed", "leading-zero", "One spelling", '"new":"2"', '"new":"02"')
no("key-changed", "zero", "From 1", '"old":"1"', '"old":"0"')
no("key-changed", "lookup-vkey", "A look-up key has a key id", '"new":"2"', f'"new":"{VKEY}"')
no("key-changed", "signing-id", "A signing key has a verifier key", '"lookup"', '"signing"')
SENTENCES = GOOD["action-declared"][GOOD["action-declared"].index('{"":'):GOOD["action-declared"].index(',"metadata"')]
METADATA = GOOD["action-declared"][GOOD["action-declared"].index('{"amount"'):-1]
ok("action-declared", "no-shape", "The application does not say its metadata", METADATA, "null")
ok("action-declared", "default-only", "One sentence", SENTENCES, '{"":"{actor} paid"}')
ok("action-declared", "text", "Any text, in the spelling of disclosures", SENTENCES, '{"":"Paid \\"{target}\\"\\n\\\\ é 例 😀"}')
ok("action-declared", "types", "Every type; any name, ascending as bytes of UTF-8", METADATA,
   '{"":"any","A b":"string","a":"integer","b":"number","c":"boolean","d":"object","e":"array","～":"any","😀":"any"}')
ok("action-declared", "largest", "65,536 bytes", SENTENCES, '{"":"' + "x" * (65536 - len(GOOD["action-declared"]) + len(SENTENCES) - 7) + '"}')
no("action-declared", "above", "65,537 bytes", SENTENCES, '{"":"' + "x" * (65537 - len(GOOD["action-declared"]) + len(SENTENCES) - 7) + '"}')
for name, sentences in {"none": "{}", "no-default": '{"de":"bezahlt"}', "order": '{"de":"bezahlt","":"paid"}',
    "order-2": '{"":"paid","pt":"pagou","de":"bezahlt"}', "twice": '{"":"paid","":"paid"}', "number": '{"":1}',
                        "null": "null", "null-sentence": '{"":null}', "culture": '{"":"paid","de DE":"bezahlt"}', "escape": '{"":"p\\u0061id"}',
                        "lower-hexadecimal": '{"":"\\u001f"}', "slash": '{"":"\\/"}',
                        "surrogate": '{"":"\\ud800"}', "text": '"paid"'}.items():
    no("action-declared", f"sentences-{name}", "A default, others by culture, ascending; one spelling", SENTENCES, sentences)
for name, metadata in {"order": '{"b":"any","a":"any"}', "twice": '{"a":"any","a":"any"}', "type": '{"a":"text"}', "upper-case": '{"a":"String"}',
    "null-type": '{"a":null}', "array": "[]"}.items():
    no("action-declared", f"metadata-{name}", "Names ascending, each with its type", METADATA, metadata)
no("action-declared", "name-one-part", "noun.verb", '"invoice.paid"', '"paid"')
no("action-declared", "category-upper-case", "As in a leaf", '"billing"', '"Billing"')
ok("log-moved", "spaces", "Spaces are allowed", '"the second database"', '" a  b "')
ok("log-moved", "256", "256 characters", '"the second database"', '"' + "p" * 256 + '"')
for name, to in {"257": '"' + "p" * 257 + '"', "empty": '""', "null": "null", "quote": '"a\\"b"', "backslash": '"a\\\\b"', "non-ascii": '"é"',
    "newline": '"a\\nb"'}.items():
    no("log-moved", f"to-{name}", "1 to 256 leaf characters, spaces allowed", '"the second database"', to)
no("log-moved", "size-negative", "From 0", '"size":1234', '"size":-1')
for why in ("disk_failed", "quarantined", "quarantine_full", "rejected", "duplicate"):
    ok("dropped", why.replace("_", "-"), "One of six", '"spool_full"', f'"{why}"')
no("dropped", "why-unknown", "One of six", '"spool_full"', '"lost"')
for name, producer in {"upper-case": '"Spool7"', "empty": '""', "null": "null", "33": '"' + "p" * 33 + '"'}.items():
    no("dropped", f"producer-{name}", "As in a leaf", '"spool7"', producer)
ok("dropped", "ranges-none", "Events that were lost before they had a number are only counted", "[[3,5],[9,9]]", "[]")
for name, ranges in {"null": "null", "unsorted": "[[9,9],[3,5]]", "overlapping": "[[3,5],[5,9]]", "touching": "[[3,5],[6,9]]",
    "backwards": "[[5,3]]", "zero": "[[0,5]]", "one-end": "[[3]]",
                     "three-ends": "[[3,5,9]]", "flat": "[3,5]", "text": '[["3","5"]]'}.items():
    no("dropped", f"ranges-{name}", "Sequence numbers from 1; ascending, disjoint, not touching, both ends included", "[[3,5],[9,9]]", ranges)

# Index sets: one text for each set

for name, why, set_ in (
        ("bits-for-ranges", "Bits where the ranges are shorter", '{"first":3,"bits":"____"}'), ("ranges-for-bits",
        "Ranges where the bits are shorter", '{"ranges":[[3,3],[5,5]]}'),
        ("bits-first-bit", "The first bit is set", '{"first":2,"bits":"UA"}'), ("bits-last-byte", "One bit of the last byte is set",
        '{"first":3,"bits":"oAA"}'),
        ("bits-empty", "Never empty", '{"first":3,"bits":""}'), ("bits-zero", "Never empty", '{"first":3,"bits":"AA"}'), ("bits-padded", "Unpadded",
        '{"first":3,"bits":"oA=="}'),
        ("bits-stray", "No stray bits", '{"first":3,"bits":"oB"}'), ("bits-one-character", "Whole bytes", '{"first":3,"bits":"oAAAo"}'),
        ("bits-base64", "base64url", '{"first":0,"bits":"+/sg"}'),
        ("bits-order", "One order", '{"bits":"oA","first":3}'), ("bits-alone", "With the first index", '{"bits":"oA"}'), ("first-alone",
        "With the bits", '{"first":3}'),
        ("first-negative", "From 0", '{"first":-1,"bits":"oA"}'), ("first-text", "A number", '{"first":"3","bits":"oA"}'), ("first-leading-zero",
        "One spelling", '{"first":03,"bits":"oA"}'),
        ("bits-beyond", "Indexes end at 2^53-1", '{"first":9007199254740991,"bits":"oA"}'), ("both", "One of both forms",
        '{"ranges":[[3,1000]],"first":3,"bits":"oA"}'), ("neither", "One of both forms", "{}"),
        ("ranges-empty", "Never empty", '{"ranges":[]}'), ("ranges-null", "An array", '{"ranges":null}'), ("ranges-touching", "Not touching",
        '{"ranges":[[3,1000],[1001,2000]]}'),
        ("ranges-overlapping", "Disjoint", '{"ranges":[[3,1000],[900,2000]]}'), ("ranges-unsorted", "Ascending", '{"ranges":[[2000,3000],[3,1000]]}'),
        ("ranges-twice", "Disjoint", '{"ranges":[[3,1000],[3,1000]]}'),
        ("ranges-backwards", "From the first to the last", '{"ranges":[[1000,3]]}'), ("ranges-one-end", "Both ends", '{"ranges":[[3]]}'),
        ("ranges-three-ends", "Both ends", '{"ranges":[[3,500,1000]]}'),
        ("ranges-flat", "An array of ranges", '{"ranges":[3,1000]}'), ("ranges-negative", "From 0", '{"ranges":[[-1,1000]]}'), ("ranges-fraction",
        "Integers", '{"ranges":[[3.0,1000]]}'),
        ("ranges-exponent", "Integers", '{"ranges":[[3,1e3]]}'), ("ranges-leading-zero", "One spelling", '{"ranges":[[03,1000]]}'), ("ranges-beyond",
        "Indexes end at 2^53-1", '{"ranges":[[3,9007199254740992]]}'),
        ("ranges-text", "Numbers", '{"ranges":[["3","1000"]]}'), ("unknown", "No other members", '{"ranges":[[3,1000]],"count":998}'), ("text",
        "An object", '"3-1000"')):
    no("expiry-planned", f"set-{name}", why, RANGES, set_)
ok("expiry-planned", "set-last", "Indexes end at 2^53-1", RANGES, '{"ranges":[[3,9007199254740991]]}')
LARGEST = set_text(range(0, 294784, 2))
assert len(LARGEST) == 49152
ok("expiry-planned", "set-largest", "49,152 bytes", RANGES, LARGEST)
no("expiry-planned", "set-too-large", "A byte more", RANGES, LARGEST.replace('"first":0', '"first":10'))
