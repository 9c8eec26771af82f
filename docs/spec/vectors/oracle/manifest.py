"""entry.md, Cairn's own entries: manifests and index sets, one spelling each."""
import base64
import hashlib
import re

from . import forms
from .forms import has
from .shaping import base64url
from .strict import array, fields, integer, is_ascending, is_time, null_or, pair, parse, text, word
from .text import write

MOST_BYTES, SET_BYTES, DIGESTS = 65536, 49152, 1024
NAME = r"[a-z0-9][a-z0-9.-]*(?:/[a-z0-9._-]+)*"
METADATA_TYPES = "string|integer|number|boolean|object|array|any"
CULTURE = "[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*"


# Index sets

def set_text(indexes):
    """The one text of a set of indexes: the shorter one, of equal ones the ranges."""
    indexes = sorted(set(indexes))
    ranges = []
    for index in indexes:
        if ranges and ranges[-1][1] == index - 1:
            ranges[-1][1] = index
        else:
            ranges.append([index, index])
    as_ranges = write({"ranges": ranges})
    first, last = indexes[0], indexes[-1]
    if last - first > 8 * SET_BYTES:
        return as_ranges  # its bits would not fit
    bits = bytearray((last - first) // 8 + 1)
    for index in indexes:
        bits[(index - first) // 8] |= 0x80 >> (index - first) % 8
    as_bits = write({"first": first, "bits": base64url(bytes(bits))})
    return as_bits if len(as_bits) < len(as_ranges) else as_ranges


def indexes_of(value):
    if "ranges" in value:
        return [index for one in value.get("ranges").items for index in range(int(one.items[0].text), int(one.items[1].text) + 1)]
    first, bits = int(value.get("first").text), value.get("bits").text
    data = base64.urlsafe_b64decode(bits + "=" * (-len(bits) % 4))
    return [first + 8 * at + bit for at, byte in enumerate(data) for bit in range(8) if byte & 0x80 >> bit]


is_count = integer(0, forms.LAST)


def are_ranges(first):
    """Ranges in their one spelling: ascending, disjoint and not touching."""
    def good(value):
        if not array(SET_BYTES, pair(integer(first, forms.LAST), integer(first, forms.LAST)))(value):
            return False
        ends = [(int(one.items[0].text), int(one.items[1].text)) for one in value.items]
        return all(one[0] <= one[1] for one in ends) and all(left[1] + 1 < right[0] for left, right in zip(ends, ends[1:]))
    return good


def is_base64url(value):
    return text("[A-Za-z0-9_-]+")(value) and len(value.text) % 4 != 1 and base64url(base64.urlsafe_b64decode(value.text
        + "=" * (-len(value.text) % 4))) == value.text


def is_set(value):
    if not (fields("ranges", ranges=are_ranges(0))(value) or fields("first bits", first=is_count, bits=is_base64url)(value)):
        return False
    if len(write(value)) > SET_BYTES or "ranges" in value and spread(value) > 10 ** 6:
        return len(write(value)) <= SET_BYTES  # so wide that its bits would be longer
    indexes = indexes_of(value)
    return bool(indexes) and indexes[-1] <= forms.LAST and set_text(indexes) == write(value)


def spread(value):
    return int(value.get("ranges").items[-1].items[1].text) - int(value.get("ranges").items[0].items[0].text)


# Manifests

def is_manifest(manifest):
    value = parse(manifest) if len(manifest.encode()) <= MOST_BYTES else None
    kind = value.get("kind") if value is not None and value.kind == "object" else None
    form = FORMS.get(kind.text) if kind is not None and kind.kind == "string" else None
    return form is not None and form(value)


def verifier_key(value):
    """A verifier key of signed-note: name, key hash, and the key with its type 0x01."""
    match = re.fullmatch(f"({NAME})\\+([0-9a-f]{{8}})\\+([A-Za-z0-9+/]{{44}})", value.text) if value.kind == "string" else None
    key = base64.b64decode(match[3]) if match else b""
    return len(key) == 33 and key[0] == 1 and hashlib.sha256(match[1].encode() + b"\n" + key).digest()[:4].hex() == match[2]


def is_checkpoint(value):
    return text(r"[^\n]+\n(0|[1-9][0-9]*)\n[A-Za-z0-9+/]{43}=\n\n(— [^\n]+ [A-Za-z0-9+/]+=*\n)+")(value)


def manifest(kind, order, rule=lambda value: True, **rules):
    good = fields("v kind " + order, v=lambda value: value.kind == "number" and value.text == "1", kind=word(kind), **rules)
    return lambda value: good(value) and rule(value)


def parts_fit(value):
    return int(value.get("part").text) <= int(value.get("parts").text)


def key_fits(value):
    id = f"[{forms.LEAF_CHARACTERS}]{{1,256}}" if value.get("purpose").text == "master" else "[1-9][0-9]{0,15}"
    form = verifier_key if value.get("purpose").text == "signing" else text(id)
    return null_or(form)(value.get("old")) and form(value.get("new")) and value.get("old").text != value.get("new").text


def named(form, name_form):
    """An object of names that ascend as bytes of UTF-8, each with the same form of value."""
    return lambda value: (value.kind == "object" and all(has(name_form, name) and form(item) for name, item in value.items)
                          and is_ascending([name.encode() for name, _ in value.items]))


def has_default(value):
    return "" in value.get("sentences")


are_days = integer(0, 100000)
is_part = integer(1, forms.LAST)
is_16 = text(forms.SIXTEEN)
is_category = text(f"{forms.CATEGORY}|{forms.STAND_IN}")
is_action = text(forms.ACTION)
is_rule = lambda value: (fields("category days", category=is_category, days=null_or(are_days))(value)
                         or fields("action days", action=is_action, days=null_or(are_days))(value))
CHAIN = {"run": is_16, "part": is_part, "parts": is_part}

FORMS = {
    "continued": manifest("continued", "reason origin vkey checkpoint size root", reason=text("restored|forked|key_lost|memory_lost|planted"),
                          origin=text(f"{NAME}/{forms.LOG}"), vkey=null_or(verifier_key), checkpoint=null_or(is_checkpoint), size=is_count,
                          root=text("[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=")),
    "expiry_planned": manifest("expiry_planned", "run part parts policy not_before set", parts_fit, **CHAIN, policy=null_or(is_count),
                               not_before=null_or(is_time), set=is_set),
    "expired": manifest("expired", "run part parts plan count held", parts_fit, **CHAIN, plan=is_count, count=is_count, held=null_or(is_set)),
    "erased": manifest("erased", "run part parts digests", lambda value: parts_fit(value) and is_ascending([one.text
    for one in value.get("digests").items]),
                       **CHAIN, digests=array(DIGESTS, text(forms.DIGEST))),
    "hold_placed": manifest("hold_placed", "hold part parts until set", parts_fit, hold=is_16, part=is_part, parts=is_part, until=null_or(is_time),
    set=is_set),
    "hold_lifted": manifest("hold_lifted", "hold", hold=is_16),
    "policy_set": manifest("policy_set", "from days rules notice_days", **{"from": is_time}, days=null_or(are_days), rules=array(MOST_BYTES, is_rule,
    least=0),
                           notice_days=are_days),
    "key_changed": manifest("key_changed", "purpose old new", key_fits, purpose=text("signing|master|lookup|replay"),
                            old=lambda value: value.kind in ("null", "string"), new=text(".+")),
    "action_declared": manifest("action_declared", "name category sentences metadata", has_default, name=is_action, category=is_category,
                                sentences=named(text(".*"), f"(?:{CULTURE})?"), metadata=null_or(named(text(METADATA_TYPES), ".*"))),
    "log_moved": manifest("log_moved", "to size", to=text(f"[ {forms.LEAF_CHARACTERS}]{{1,256}}"), size=is_count),
    "dropped": manifest("dropped", "producer ranges count why", producer=text(forms.PRODUCER), ranges=lambda value: (value.kind == "array" and not value.items) or are_ranges(1)(value), count=is_count,
                        why=text("spool_full|disk_failed|quarantined|quarantine_full|rejected|duplicate")),
}
