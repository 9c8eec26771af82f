"""entry.md, The leaf: writing one, and refusing what would not have been written."""
from . import forms
from .strict import array, fields, integer, is_ascending, is_time, parse, text
from .text import write

ORDER = ("v id log recorded_at producer seq declared occurred_at action category actor targets outcome duration source request_id trace_id "
         "operation_id manifest _sd").split()
OPTIONAL = "producer seq declared targets duration source request_id trace_id operation_id manifest _sd"


def write_leaf(members):
    leaf = write({name: members[name] for name in ORDER if members.get(name) not in (None, [], {})})
    assert is_leaf(leaf), leaf
    return leaf


def is_leaf(leaf):
    value = parse(leaf)
    return value is not None and FORM(value) and good(value)


def good(leaf):
    own = leaf.get("action").text.startswith("cairn.")
    return (("producer" in leaf) == ("seq" in leaf) and own == ("manifest" in leaf)
            and (not own or leaf.get("category").text == "cairn" and write(leaf.get("actor")) == '{"type":"system","id":"cairn"}'
            and "declared" not in leaf)
            and ("_sd" not in leaf or is_ascending([one.text for one in leaf.get("_sd").items])))


def or_stand_in(form):
    return lambda value: form(value) or text(forms.STAND_IN)(value)


is_type = text(lambda it: forms.is_encoded(it, forms.type_form))
is_token = or_stand_in(text(lambda it: forms.is_encoded(it, forms.token_form)))
is_id = text(f"{forms.ID}|{forms.PSEUDONYM}|{forms.STAND_IN}")
is_request = or_stand_in(text(forms.REQUEST))
is_party = fields("type id", "id", type=is_type, id=is_id)

FORM = fields(
    " ".join(ORDER), OPTIONAL,
    v=lambda value: value.kind == "number" and value.text == "1",
    id=text(forms.UUID),
    log=text(forms.LOG),
    recorded_at=is_time,
    producer=text(forms.PRODUCER),
    seq=integer(1, forms.LAST),
    declared=text(forms.DECLARED),
    occurred_at=is_time,
    action=text(forms.ACTION),
    category=or_stand_in(text(forms.CATEGORY)),
    actor=fields("type id role on_behalf_of", "id role on_behalf_of", type=is_type, id=is_id, role=is_token, on_behalf_of=is_party),
    targets=array(32, is_party),
    outcome=fields("result code", "code", result=text(forms.RESULT), code=is_token),
    duration=integer(0, forms.LAST),
    source=is_token,
    request_id=is_request,
    trace_id=or_stand_in(text(forms.TRACE)),
    operation_id=is_request,
    manifest=text(forms.DIGEST),
    _sd=array(256, text(forms.DIGEST)))
