"""Strict parsing: what would not have been written byte for byte is refused. The forms of single values, for leaves and manifests."""
from . import forms
from .forms import has
from .text import read, write


def parse(text):
    """The value, or None when it is no JSON in the one spelling."""
    try:
        value = read(text.encode("utf-8", "surrogatepass"))
    except ValueError:
        return None
    return value if write(value) == text else None


def text(form):
    return lambda value: value.kind == "string" and (form(value.text) if callable(form) else has(form, value.text))


def integer(first, last):
    return lambda value: value.kind == "number" and has("0|-?[1-9][0-9]{0,15}", value.text) and first <= int(value.text) <= last


def null_or(form):
    return lambda value: value.kind == "null" or form(value)


def word(spelling):
    return lambda value: value.text == spelling and value.kind in ("string", "number")


def fields(order, optional="", **rules):
    """An object with its members in this order."""
    order, optional = order.split(), optional.split()

    def good(value):
        if value.kind != "object":
            return False
        names = [name for name, _ in value.items]
        return (names == [name for name in order if name in names] and all(name in names or name in optional for name in order)
                and all(rules[name](item) for name, item in value.items))
    return good


def array(most, form, least=1):
    return lambda value: value.kind == "array" and least <= len(value.items) <= most and all(map(form, value.items))


def pair(first, second):
    return lambda value: value.kind == "array" and len(value.items) == 2 and first(value.items[0]) and second(value.items[1])


def is_ascending(values):
    return all(left < right for left, right in zip(values, values[1:]))


def is_time(value):
    return text(forms.TIME)(value) and forms.utc(value.text) == value.text
