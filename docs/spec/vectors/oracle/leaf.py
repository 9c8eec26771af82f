"""entry.md, The leaf: writing one, and refusing what would not have been written."""
from . import forms
from .forms import has
from .text import Number, Object, is_text, read, write

ORDER = ("v id log recorded_at producer seq occurred_at action category actor targets outcome source request_id trace_id operation_id "
         "manifest _sd").split()
OPTIONAL = "producer seq targets source request_id trace_id operation_id manifest _sd".split()
LAST_SEQ = 2 ** 53 - 1


def write_leaf(members):
    leaf = write(Object((name, members[name]) for name in ORDER if members.get(name)))
    assert is_leaf(leaf), leaf
    return leaf


def is_leaf(text):
    try:
        leaf = read(text)
    except ValueError:
        return False
    return isinstance(leaf, Object) and good(leaf) and write(leaf) == text


def good(leaf):
    return (in_order(leaf, ORDER, OPTIONAL) and all(FORMS[name](value) for name, value in leaf.items())
            and ("producer" in leaf) == ("seq" in leaf) and own(leaf) == ("manifest" in leaf)
            and (not own(leaf) or leaf["category"] == "cairn" and leaf["actor"] == {"type": "system", "id": "cairn"}))


def own(leaf):
    return leaf["action"].startswith("cairn.")


def in_order(value, order, optional):
    names = list(value) if isinstance(value, Object) else [None]
    return names == [name for name in order if name in names] and all(name in names or name in optional for name in order)


def text(form):
    return lambda value: is_text(value) and has(form, value)


def fields(order, optional, **rules):
    return lambda value: in_order(value, order.split(), optional.split()) and all(rules[name](item) for name, item in value.items())


def array(most, form):
    return lambda value: isinstance(value, list) and 1 <= len(value) <= most and all(map(form, value))


def is_seq(value):
    return isinstance(value, Number) and has("[1-9][0-9]{0,15}", value) and int(value) <= LAST_SEQ


def is_time(value):
    return is_text(value) and has(forms.TIME, value) and forms.utc(value) == value


def ascending(value):
    return all(left < right for left, right in zip(value, value[1:]))


is_token = text(forms.TOKEN)
is_type = text(forms.TYPE)
is_id = text(f"{forms.ID}|{forms.PSEUDONYM}")
is_party = fields("type id", "", type=is_type, id=is_id)
are_digests = array(128, text(forms.DIGEST))

FORMS = {
    "v": lambda value: isinstance(value, Number) and value == "1",
    "id": text(forms.UUID7),
    "log": text(forms.LOG),
    "recorded_at": is_time,
    "producer": text(forms.PRODUCER),
    "seq": is_seq,
    "occurred_at": is_time,
    "action": text(forms.ACTION),
    "category": text(forms.CATEGORY),
    "actor": fields("type id role on_behalf_of", "id role on_behalf_of", type=is_type, id=is_id, role=is_token, on_behalf_of=is_party),
    "targets": array(32, is_party),
    "outcome": fields("result code", "code", result=text(forms.RESULT), code=is_token),
    "source": is_token,
    "request_id": is_token,
    "trace_id": text(forms.TRACE),
    "operation_id": is_token,
    "manifest": text(forms.DIGEST),
    "_sd": lambda value: are_digests(value) and ascending(value),
}
