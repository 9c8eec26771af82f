"""JSON as the specification wants it: every number as it was spelled, every duplicate member seen, one way to write."""
import json
import re


class Number(str):
    """A JSON number, kept in its spelling."""


class Object(dict):
    """A JSON object in its order; `twice` holds the names that came more than once (the first value stays)."""

    def __init__(self, pairs=()):
        super().__init__()
        self.twice = []
        for name, value in pairs:
            if name in self:
                self.twice.append(name)
            else:
                self[name] = value


def is_text(value):
    return type(value) is str


def read(text):
    """Parses RFC 8259 JSON; ValueError when it is malformed."""
    def refuse(word):
        raise ValueError(word)  # NaN, Infinity: not JSON
    return json.loads(text, object_pairs_hook=Object, parse_int=Number, parse_float=Number, parse_constant=refuse)


SHORT = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def quote(text):
    """Escapes the quotation mark, the backslash and the controls U+0000 to U+001F; all else stands for itself."""
    return '"' + "".join(SHORT.get(c) or (f"\\u{ord(c):04X}" if c < " " else c) for c in text) + '"'


def write(value):
    """Writes without insignificant whitespace, members in their order, numbers in their spelling."""
    if isinstance(value, Number):
        return value
    if isinstance(value, str):
        return quote(value)
    if isinstance(value, dict):
        return "{" + ",".join(quote(name) + ":" + write(item) for name, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(write(item) for item in value) + "]"
    return {None: "null", True: "true", False: "false"}[value]


def depth(value):
    """How many objects and arrays lie within each other, the outermost counted."""
    if isinstance(value, dict):
        value = list(value.values())
    return 1 + max(map(depth, value), default=0) if isinstance(value, list) else 0


def pointer(text):
    """The tokens of a JSON Pointer (RFC 6901), or None when it is none."""
    if not re.fullmatch(r"(/([^~/]|~[01])*)*", text, re.S):
        return None
    return [token.replace("~1", "/").replace("~0", "~") for token in text.split("/")[1:]]


def pretty(value, indent=0, width=150):
    """For the vector files: ASCII only, so that nothing in them is invisible."""
    line = " " * indent
    if isinstance(value, Number):
        return value
    if isinstance(value, (dict, list)) and value:
        if isinstance(value, dict):
            parts = [json.dumps(name) + ": " + pretty(item, indent + 2) for name, item in value.items()]
        else:
            parts = [pretty(item, indent + 2) for item in value]
        left, right = "{}" if isinstance(value, dict) else "[]"
        flat = left + " " + ", ".join(parts) + " " + right
        if indent and "\n" not in flat and len(flat) + indent <= width:
            return flat
        return left + "\n" + ",\n".join(line + "  " + part for part in parts) + "\n" + line + right
    return json.dumps(value)
