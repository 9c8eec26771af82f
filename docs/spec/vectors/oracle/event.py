"""event.md: which events are refused and which members the refusal names, and how an accepted one is shaped."""
from . import forms
from .forms import has
from .shaping import shape
from .text import Value, obj, pointer, read, string

MOST_BYTES = 64 * 1024 * 1024
LONGEST = 922337203685477  # milliseconds


def judge(event):
    """The members an event is refused for, in the order found ([""]: the document itself), and the shaped event when there are none."""
    if len(event) > MOST_BYTES:
        return [""], None
    try:
        document = read(event)
    except ValueError:
        return [""], None
    if document.kind != "object":
        return [""], None
    check = Check()
    built = check.event(document)
    return (list(dict.fromkeys(check.named)), None) if check.named else ([], shape(built))


def below(path, name):
    return f"{path}.{name}" if path else name


def ruled(value, rule):
    if value is not None:
        value.rule = rule
    return value


class Check:
    """Checks a document and builds the event out of it, in the order in which Cairn spells it. What counts as absent is left out."""

    def __init__(self):
        self.named = []

    def need(self, good, path):
        if not good:
            self.named.append(path)
        return good

    def object(self, value, path, known):
        """The members that are there: null is the same as absent, but an unknown one is refused even so."""
        there = {}
        if value is None or not self.need(value.kind == "object", path):
            return there
        names = set()
        for name, item in value.items:
            self.need(name in known.split() and name not in names, below(path, name))
            names.add(name)
            if item.kind != "null" and name not in there:
                there[name] = item
        return there

    def array(self, value, path):
        if value is None or not self.need(value.kind == "array", path):
            return []
        return [(item, f"{path}[{at}]") for at, item in enumerate(value.items)]

    def string(self, members, name, path, form=None):
        value = members.get(name)
        if value is not None and self.need(value.kind == "string" and (form is None or form(value.text)), below(path, name)):
            return value
        return None

    def text(self, members, name, path):
        return ruled(self.string(members, name, path), "text")

    def word(self, members, name, path):
        value = self.string(members, name, path)
        return ruled(value, "word") if value is not None and value.text else None

    def type(self, members, path):
        value = self.string(members, "type", path)
        return ruled(value if value is not None and value.text else string("unknown"), "type")

    def id(self, members, path):
        value = members.get("id")
        if value is not None and value.kind == "number" and self.need(has("-?[0-9]+", value.text), below(path, "id")):
            return ruled(string(value.text), "word")
        return self.word(members, "id", path) if value is None or value.kind != "number" else None

    def party(self, value, path, known="type id"):
        members = self.object(value, path, known)
        return obj(type=self.type(members, path), id=self.id(members, path)), members

    def event(self, document):
        there = self.object(document, "", "id occurred_at action category description actor targets outcome duration reason context changes "
                            "metadata personal")
        action = self.string(there, "action", "", lambda text: has(forms.ACTION, text) and not text.startswith("cairn."))
        self.need("action" in there, "action")
        id = self.string(there, "id", "", forms.uuid)
        at = self.string(there, "occurred_at", "", forms.utc)
        id = string(forms.uuid(id.text)) if id and has(forms.UUID, forms.uuid(id.text)) else None
        category, description = self.word(there, "category", ""), self.text(there, "description", "")
        return obj(action=action, id=id, occurred_at=string(forms.utc(at.text)) if at else None, category=category, description=description,
                   actor=self.actor(there.get("actor")), targets=self.targets(there.get("targets")), outcome=self.outcome(there.get("outcome")),
                   duration=self.duration(there), reason=self.text(there, "reason", ""), context=self.context(there.get("context")),
                   changes=self.changes(there.get("changes")), metadata=self.metadata(there.get("metadata")),
                   personal=self.personal(there.get("personal")))

    def actor(self, value):
        actor, there = self.party(value, "actor", "type id name email phone role on_behalf_of")
        other = self.party(there["on_behalf_of"], "actor.on_behalf_of")[0] if "on_behalf_of" in there else None
        more = obj(name=self.text(there, "name", "actor"), email=self.text(there, "email", "actor"), phone=self.text(there, "phone", "actor"),
                   role=self.word(there, "role", "actor"), on_behalf_of=other)
        actor.items += more.items
        return actor if len(actor.items) > 1 or actor.get("type").text != "unknown" else None

    def targets(self, value):
        built = Value("array")
        for target, path in self.array(value, "targets"):
            party, there = self.party(target, path, "type id name")
            party.items += obj(name=self.text(there, "name", path)).items
            built.items.append(party)
        return built

    def outcome(self, value):
        there = self.object(value, "outcome", "result code error")
        result = self.string(there, "result", "outcome", lambda text: has(forms.RESULT, text)) or string("success")
        built = obj(result=result, code=self.word(there, "code", "outcome"), error=self.text(there, "error", "outcome"))
        return built if len(built.items) > 1 or result.text != "success" else None

    def duration(self, there):
        value = there.get("duration")
        if value is None or not self.need(value.kind == "number" and has("-?[0-9]+", value.text), "duration"):
            return None
        return Value("number", str(int(value.text))) if "-" not in value.text and len(value.text) < 20 and int(value.text) <= LONGEST else None

    def context(self, value):
        there = self.object(value, "context", "source ip user_agent request_id trace_id session_id operation_id")
        built = obj(**{name: (self.text if name in ("ip", "user_agent", "session_id") else self.word)(there, name, "context")
                       for name in "source ip user_agent request_id trace_id session_id operation_id".split()})
        return built if built.items else None

    def changes(self, value):
        built = Value("array")
        for change, path in self.array(value, "changes"):
            there = self.object(change, path, "path before after")
            sides = {name: item for name, item in change.items if name in ("before", "after")} if change.kind == "object" else {}
            built.items.append(obj(path=ruled(self.string(there, "path", path) or string(""), "path"),
                                   before=sides.get("before"), after=sides.get("after")))
        return built

    def metadata(self, value):
        if value is None or not self.need(value.kind == "object", "metadata"):
            return Value("object")
        return value

    def personal(self, value):
        built = Value("array")
        for part, path in self.array(value, "personal"):
            there = self.object(part, path, "path subject")
            subject = self.party(there["subject"], below(path, "subject"))[0] if "subject" in there else None
            at = self.string(there, "path", path, lambda text: pointer(text) is not None and may_be_personal(pointer(text)))
            built.items.append(obj(path=ruled(at, "whole"), subject=subject))
        return built


def may_be_personal(tokens):
    if tokens[:1] == ["changes"] and len(tokens) > 2 and tokens[2] not in ("before", "after"):
        return False  # a change keeps its path
    return (tokens in (["description"], ["reason"], ["outcome", "error"]) or tokens[:1] in (["changes"], ["metadata"])
            or len(tokens) == 3 and tokens[0] == "targets" and has("0|[1-9][0-9]*", tokens[1]) and tokens[2] == "name")
