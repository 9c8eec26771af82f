"""event.md, Shaping: the steps of the table, on an event that was read. Step 1 and 3 happen where text is read; step 5, redaction, is off."""
import base64
import hashlib
import re

from .text import Value, ascending, pointer, quote, string, token, write

RESERVED = ("_sd", "_sd_alg", "...")
LISTS = {"targets": 32, "changes": 1024, "personal": 64}
TEXT, WORD, TYPE, SHORTENED = 262144, 1024, 192, 1024
MOST_BYTES = 1024 * 1024
MARKS = "malformed renamed json pointer length sha256 count ignored".split()


def base64url(data):
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def sha256(data):
    return hashlib.sha256(data).digest()


def shape(event):
    for value in free(event):
        rename(value)
    for change in event.get("changes").items:
        point(change.get("path"))
    for value in free(event):
        cut_names(value)
    for value in every(event):
        cut(value)
    for name, most in LISTS.items():
        if len(event.get(name).items) > most:
            event.get(name).marks.setdefault("count", len(event.get(name).items))
    fit(event)
    keep_parts(event)
    return event


def spelled(event, but=None):
    """The event in Cairn's spelling: without what is empty, and with its marks."""
    members = [(name, item) for name, item in event.items if item.items or name not in (*LISTS, "metadata")]
    marks = marks_of(event)
    marks.pop(but, None)
    text = write(Value("object", items=members))
    return text[:-1] + ',"shaped":' + write(marks) + "}" if marks else text


def marks_of(event):
    return ascending({place: {name: value.marks[name] for name in MARKS if name in value.marks} for place, value in places(event) if value.marks})


def places(value, place=""):
    yield place, value
    for at, item in enumerate(value.items):
        name, item = item if value.kind == "object" else (str(at), item)
        yield from places(item, f"{place}/{token(name)}")


def every(event):
    return [value for _, value in places(event) if value.kind == "string"]


def free(event):
    """The values of any JSON, in their order: where they stand is said by a pair of their holder."""
    sides = [item for change in event.get("changes").items for name, item in change.items if name != "path"]
    return [*sides, event.get("metadata")]


# Step 2

def rename(value):
    if value.kind == "object":
        given, taken = set(), {name for name, _ in value.items}
        for at, (name, item) in enumerate(value.items):
            if name in RESERVED or name in given:
                name = first_free(name, 1 if name in RESERVED else 2, taken)
                item.marks["renamed"] = True
                value.items[at] = (name, item)
                taken.add(name)
            given.add(name)
    for _, item in children(value):
        rename(item)


def first_free(name, number, taken):
    while f"{name}#{number}" in taken:
        number += 1
    return f"{name}#{number}"


def children(value):
    return value.items if value.kind == "object" else [(None, item) for item in value.items]


# Step 4

def point(path):
    if pointer(path.text) is None:
        path.text = "/" + token(path.text)
        path.marks["pointer"] = True


# Step 6

def beginning(text, most):
    """Its longest beginning of whole characters within so many bytes."""
    return text.encode()[:most].decode("utf-8", "ignore")


def cut(value):
    if value.rule == "whole":
        short = value.text
    elif value.rule == "word":
        short = value.text[:WORD]
    elif value.rule == "type":
        short = beginning(value.text, TYPE)
    else:
        short = beginning(value.text, TEXT)
    replace(value, value.text, short)


def replace(value, whole, short):
    if short == whole and value.kind == "string":
        return
    if value.rule == "path" and short.endswith("~"):
        short = short[:-1]  # it stays a JSON Pointer
    if not value.was_cut:
        value.marks |= {"length": len(whole.encode()), "sha256": base64url(sha256(whole.encode()))}
    value.kind, value.text, value.items, value.was_cut = "string", short, [], True


def cut_names(value):
    if value.kind == "object":
        taken = {name for name, _ in value.items}
        for at, (name, item) in enumerate(value.items):
            if len(name) > WORD:
                item.marks |= {"length": len(name.encode()), "sha256": base64url(sha256(name.encode()))}
                value.items[at] = (short_name(name, taken), item)
                taken.add(value.items[at][0])
    for _, item in children(value):
        cut_names(item)


def short_name(name, taken):
    number, short = 1, name[:1000] + "#" + base64url(sha256(name.encode())[:16])
    while short in taken:
        number += 1
        short = name[:1000] + "#" + base64url(sha256(f"{name}#{number}".encode())[:16])
    return short


# Step 8

def fit(event):
    size = lambda: len(spelled(event, but="/personal").encode())
    now = size()
    while now > MOST_BYTES:
        large = [(len(text.encode()), value) for text, value in ((write(value), value) for value in values(event))
                 if len(text.encode()) > 2048 and (value.kind != "string" or len(value.text.encode()) > SHORTENED)]
        if not large:
            break
        value = max(large, key=lambda one: one[0])[1]  # of equal ones the first
        whole = value.text if value.kind == "string" else write(value)
        replace(value, whole, beginning(whole, SHORTENED))
        now = size()
    for name, least in (("metadata", 0), ("changes", 0), ("targets", 32), ("personal", 0)):
        held = event.get(name)
        while now > MOST_BYTES and len(held.items) > least:
            held.marks.setdefault("count", len(held.items))
            held.items.pop()
            now = size()


def values(event):
    """What may be cut, in the order of the event."""
    for name, item in event.items:
        if name == "metadata":
            yield from (value for _, value in item.items)
        elif name == "changes":
            yield from (value for change in item.items for _, value in change.items)
        else:
            yield from (value for _, value in places(item) if value.rule == "text")


# Step 9

def keep_parts(event):
    personal = event.get("personal")
    kept = []
    for part in personal.items:
        tokens = shortened_to(event, part.get("path"))
        if tokens is not None and "id" in (part.get("subject") or Value("object")):
            kept.append((tokens, part))
    left = [part for at, (tokens, part) in enumerate(kept) if not any(
        tokens[:len(outer)] == outer and (len(tokens) > len(outer) or other < at) for other, (outer, _) in enumerate(kept))]
    if len(left) < len(personal.items):
        personal.marks["ignored"] = personal.marks.get("ignored", 0) + len(personal.items) - len(left)
    personal.items = left


def shortened_to(event, path):
    """The tokens of a path to something that is there; it is shortened to the string that it leads into."""
    if path is None:
        return None
    tokens, value = pointer(path.text), event
    for at, name in enumerate(tokens):
        if value.kind == "string":
            tokens = tokens[:at]
            path.text = "".join("/" + token(one) for one in tokens)
            break
        if value.kind == "object":
            value = value.get(name)
        elif value.kind == "array" and re.fullmatch("0|[1-9][0-9]*", name) and int(name) < len(value.items):
            value = value.items[int(name)]
        else:
            value = None
        if value is None:
            return None
    if len(tokens) == 1 and tokens[0] in (*LISTS, "metadata") and not value.items:
        return None  # an empty one is the same as an absent one
    return tokens if len(path.text) <= 1024 else None
