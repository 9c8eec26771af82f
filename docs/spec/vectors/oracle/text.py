"""JSON as the specification wants it: every number as it was spelled, every duplicate member seen, malformed text replaced, one way to write."""
import json
import re

SPACE = re.compile(r"[ \t\n\r]*")
NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?")
PLAIN = re.compile(r'[^"\\\x00-\x1f]*')
LONE = re.compile("[\ud800-\udfff]")
MOST_LEVELS = 32


class Value:
    """A JSON value with the marks of what was done to it. `items` are (name, Value) pairs of an object, Values of an array."""

    def __init__(self, kind, text=None, items=()):
        self.kind, self.text, self.items = kind, text, list(items)
        self.marks, self.rule, self.was_cut = {}, None, False

    def get(self, name):
        return next((item for key, item in self.items if key == name), None)

    def __contains__(self, name):
        return self.get(name) is not None


def string(text):
    return Value("string", text)


def obj(**members):
    return Value("object", items=[(name, item) for name, item in members.items() if item is not None])


def replaced(text):
    """event.md, Shaping, step 1: each unpaired surrogate gives U+FFFD and its four digits. A stray byte b came in as the surrogate U+DC00 + b."""
    return LONE.subn(lambda c: f"\ufffd{ord(c[0]):04X}", text)


def read(event):
    """Parses RFC 8259 JSON out of bytes; ValueError when it is malformed."""
    return Parser(event.decode("utf-8", "surrogateescape")).document()


class Parser:
    def __init__(self, text):
        self.text, self.at = text, 0

    def document(self):
        value = self.value(1)
        self.space()
        self.need(self.at == len(self.text))
        return value

    def need(self, good):
        if not good:
            raise ValueError(self.at)

    def space(self):
        self.at = SPACE.match(self.text, self.at).end()

    def peek(self):
        self.space()
        return self.text[self.at:self.at + 1]

    def take(self, sign):
        self.need(self.peek() == sign)
        self.at += 1

    def took(self, sign):
        found = self.peek() == sign
        self.at += found
        return found

    def value(self, level):
        first = self.peek()
        if first and first in "{[":
            if level > MOST_LEVELS:
                return self.as_text()
            return self.object(level) if first == "{" else self.array(level)
        return self.scalar(first)

    def scalar(self, first):
        if first == '"':
            text, count = replaced(self.string())
            value = string(text)
            if count:
                value.marks["malformed"] = count
            return value
        for word in ("null", "true", "false"):
            if self.text.startswith(word, self.at):
                self.at += len(word)
                return Value(word)
        match = NUMBER.match(self.text, self.at)
        self.need(match)
        self.at = match.end()
        return Value("number", match[0])

    def object(self, level):
        self.take("{")
        value = Value("object")
        while not self.took("}"):
            if value.items:
                self.take(",")
            self.need(self.peek() == '"')
            name, count = replaced(self.string())
            self.take(":")
            item = self.value(level + 1)
            if count:
                item.marks["malformed"] = item.marks.get("malformed", 0) + count
            value.items.append((name, item))
        return value

    def array(self, level):
        self.take("[")
        value = Value("array")
        while not self.took("]"):
            if value.items:
                self.take(",")
            value.items.append(self.value(level + 1))
        return value

    def string(self):
        self.at += 1
        start = self.at
        while True:
            self.at = PLAIN.match(self.text, self.at).end()
            sign = self.text[self.at:self.at + 1]
            self.need(sign in ('"', "\\") and sign)
            if sign == '"':
                break
            self.at += 1
            escape = re.compile(r'["\\/bfnrt]|u[0-9A-Fa-f]{4}').match(self.text, self.at)
            self.need(escape)
            self.at = escape.end()
        self.at += 1
        return json.loads('"' + self.text[start:self.at - 1] + '"')

    def as_text(self):
        """An object or array that is too deep: checked, at any depth, and kept as the text it came in."""
        start, open_ = self.at, []
        while True:
            first = self.peek()
            if first and first in "{[":
                open_.append(first)
                self.at += 1
                if first == "{" and self.peek() == '"':
                    self.name()
                    continue
                if first == "[" and self.peek() != "]":
                    continue
            else:
                self.scalar(first)
            while open_:
                if self.took("}" if open_[-1] == "{" else "]"):
                    open_.pop()
                    continue
                self.take(",")
                if open_[-1] == "{":
                    self.name()
                break
            else:
                text, count = replaced(self.text[start:self.at])
                value = string(text)
                value.marks |= {"malformed": count, "json": True} if count else {"json": True}
                return value

    def name(self):
        self.need(self.peek() == '"')
        self.string()
        self.take(":")


SHORT = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def quote(text):
    """Escapes the quotation mark, the backslash and the controls U+0000 to U+001F; all else stands for itself."""
    return '"' + re.sub(r'["\\\x00-\x1f]', lambda c: SHORT.get(c[0]) or f"\\u{ord(c[0]):04X}", text) + '"'


def write(value):
    """Writes without insignificant whitespace, members in their order, numbers in their spelling. Python's own values too."""
    if isinstance(value, Value):
        if value.kind == "object":
            return "{" + ",".join(quote(name) + ":" + write(item) for name, item in value.items) + "}"
        if value.kind == "array":
            return "[" + ",".join(map(write, value.items)) + "]"
        return quote(value.text) if value.kind == "string" else value.text or value.kind
    if isinstance(value, str):
        return quote(value)
    if isinstance(value, dict):
        return "{" + ",".join(quote(name) + ":" + write(item) for name, item in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ",".join(map(write, value)) + "]"
    return json.dumps(value)


def pointer(text):
    """The tokens of a JSON Pointer (RFC 6901), or None when it is none."""
    if not re.fullmatch(r"(/([^~/]|~[01])*)*", text, re.S):
        return None
    return [token.replace("~1", "/").replace("~0", "~") for token in text.split("/")[1:]]


def token(name):
    return name.replace("~", "~0").replace("/", "~1")


def ascending(members):
    """A dictionary, its keys ascending as bytes of UTF-8."""
    return dict(sorted(members.items(), key=lambda one: one[0].encode()))


def pretty(value, indent=0, width=150):
    """For the vector files: ASCII only, so that nothing in them is invisible."""
    line = " " * indent
    if isinstance(value, Value) and value.kind not in ("object", "array"):
        return json.dumps(value.text) if value.kind == "string" else value.text or value.kind
    items = value.items if isinstance(value, Value) else list(value.items()) if isinstance(value, dict) else value
    if isinstance(value, (dict, list, Value)) and items:
        named = isinstance(value, dict) or isinstance(value, Value) and value.kind == "object"
        parts = [json.dumps(item[0]) + ": " + pretty(item[1], indent + 2) if named else pretty(item, indent + 2) for item in items]
        left, right = "{}" if named else "[]"
        flat = left + " " + ", ".join(parts) + " " + right
        if indent and "\n" not in flat and len(flat) + indent <= width:
            return flat
        return left + "\n" + ",\n".join(line + "  " + part for part in parts) + "\n" + line + right
    if isinstance(value, Value):
        return "{}" if value.kind == "object" else "[]"
    return json.dumps(value)


def shortened(text):
    """A long text with its repetitions taken out: the short text, and the replacements that give the long one back, in order."""
    repeats = []
    while len(text) > 2000:
        match = max(re.finditer(r"(.{1,80}?)\1{39,}+", text, re.S), key=lambda m: len(m[0]), default=None)
        if match is None:
            break
        placeholder = f"@{len(repeats) + 1}@"
        assert placeholder not in text
        unit, whole = match[1], match[0]
        repeats.insert(0, {"placeholder": placeholder, "text": unit, "count": len(whole) // len(unit)})
        text = text.replace(whole, placeholder)
    return text, repeats


def lengthened(text, repeats):
    for repeat in repeats:
        text = text.replace(repeat["placeholder"], repeat["text"] * repeat["count"])
    return text


def spelling_of(name, text):
    """An event in a vector: as JSON where that reads as the same event, else as a string."""
    value = read(text.encode())
    if len(text) < 3000 and not re.search(r"\\ud[89a-f]", text, re.I) and write(read(pretty(value, 2).encode())) == write(value):
        return {name: value}
    short, repeats = shortened(text)
    return {name: short} | ({f"{name}_repeat": repeats} if repeats else {})
