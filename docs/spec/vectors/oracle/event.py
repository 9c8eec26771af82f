"""event.md: which events are refused, and which members the refusal names."""
from . import forms
from .forms import has
from .text import Object, depth, is_text, pointer, read

MOST_BYTES = 1024 * 1024
RESERVED = ("_sd", "_sd_alg", "...")


def faults(text):
    """The members an event is refused for, in the order found; [""] for the document itself; [] when it is accepted."""
    if len(text.encode()) > MOST_BYTES:
        return [""]
    try:
        event = read(text)
    except (ValueError, RecursionError):  # Python stops at a depth far beyond 32
        return [""]
    if not isinstance(event, Object) or depth(event) > 32:
        return [""]
    check = Check()
    check.duplicates(event, "")
    check.event(event)
    return list(dict.fromkeys(check.named))


def below(path, name):
    return f"{path}.{name}" if path else name


class Check:
    def __init__(self):
        self.named = []

    def need(self, good, path):
        if not good:
            self.named.append(path)
        return good

    def duplicates(self, value, path):
        if isinstance(value, Object):
            self.named += [below(path, name) for name in value.twice]
            for name, item in value.items():
                self.duplicates(item, below(path, name))
        elif isinstance(value, list):
            for at, item in enumerate(value):
                self.duplicates(item, f"{path}[{at}]")

    def object(self, value, path, known, required=()):
        """The members that are there: null is the same as absent, but an unknown one is refused even so."""
        if not self.need(isinstance(value, Object), path):
            return {}
        for name in value:
            self.need(name in known.split(), below(path, name))
        for name in required:
            self.need(value.get(name) is not None, below(path, name))
        return {name: item for name, item in value.items() if item is not None and name in known.split()}

    def array(self, value, path, most):
        if not self.need(isinstance(value, list) and len(value) <= most, path):
            return []
        return [(item, f"{path}[{at}]") for at, item in enumerate(value)]

    def texts(self, members, path, /, **rules):
        for name, form in rules.items():
            if name in members:
                good = is_text(members[name]) and (form(members[name]) is not None if callable(form) else has(form, members[name]))
                self.need(good, below(path, name))

    def event(self, event):
        there = self.object(event, "", "id occurred_at action category description actor targets outcome reason context changes "
                            "metadata personal", ["action"])
        self.texts(there, "", id=forms.UUID7, occurred_at=forms.utc, action=forms.ACTION, category=forms.CATEGORY,
                   description=forms.FREE, reason=forms.FREE)
        if is_text(there.get("action")):
            self.need(not there["action"].startswith("cairn."), "action")
        if "actor" in there:
            self.actor(there["actor"])
        for target, path in self.array(there.get("targets", []), "targets", 32):
            members = self.object(target, path, "type id name", ["type", "id"])
            self.texts(members, path, type=forms.TYPE, id=forms.ID, name=forms.line(256))
        outcome = self.object(there.get("outcome", Object()), "outcome", "result code error")
        self.texts(outcome, "outcome", result=forms.RESULT, code=forms.token, error=forms.FREE)
        context = self.object(there.get("context", Object()), "context",
                              "source ip user_agent request_id trace_id session_id operation_id")
        self.texts(context, "context", source=forms.token, ip=forms.address, user_agent=forms.line(1024), request_id=forms.token,
                   trace_id=forms.TRACE, session_id=forms.line(256), operation_id=forms.token)
        for change, path in self.array(there.get("changes", []), "changes", 1024):
            self.change(change, path)
        if "metadata" in there and self.need(isinstance(there["metadata"], Object), "metadata"):
            self.json(there["metadata"], "metadata")
        self.personal(event, there.get("personal", []))

    def actor(self, actor):
        members = self.object(actor, "actor", "type id name email phone role on_behalf_of", ["type"] if isinstance(actor, Object) else [])
        self.texts(members, "actor", type=forms.TYPE, id=forms.ID, name=forms.line(256), email=forms.line(254), phone=forms.line(32),
                   role=forms.token)
        if "on_behalf_of" in members:
            self.person(members["on_behalf_of"], "actor.on_behalf_of")

    def person(self, value, path):
        self.texts(self.object(value, path, "type id", ["type", "id"]), path, type=forms.TYPE, id=forms.ID)

    def change(self, change, path):
        self.texts(self.object(change, path, "path before after", ["path"]), path, path=lambda p: pointer(p) if has(forms.FREE, p) else None)
        if isinstance(change, Object):
            self.need("before" in change or "after" in change, path)
            for side in ("before", "after"):
                self.json(change.get(side), below(path, side))

    def json(self, value, path):
        """Any JSON: its strings are free text, its member names too, and three of them are reserved."""
        if is_text(value):
            self.need(has(forms.FREE, value), path)
        elif isinstance(value, Object):
            for name, item in value.items():
                self.need(has(forms.FREE, name), path)
                self.need(name not in RESERVED, below(path, name))
                self.json(item, below(path, name))
        elif isinstance(value, list):
            for at, item in enumerate(value):
                self.json(item, f"{path}[{at}]")

    def personal(self, event, personal):
        paths = []
        for item, path in self.array(personal, "personal", 64):
            members = self.object(item, path, "path subject", ["path", "subject"])
            if "subject" in members:
                self.person(members["subject"], below(path, "subject"))
            if "path" in members:
                tokens = pointer(members["path"]) if is_text(members["path"]) else None
                if self.need(tokens is not None and may_be_personal(tokens) and is_there(event, tokens), below(path, "path")):
                    paths.append((tokens, below(path, "path")))
        for at, (inner, path) in enumerate(paths):
            for other, (outer, _) in enumerate(paths):
                within = inner[:len(outer)] == outer and (len(inner) > len(outer) or other < at)
                self.need(not within, path)


def may_be_personal(tokens):
    if tokens[:1] == ["changes"] and len(tokens) > 2 and tokens[2] not in ("before", "after"):
        return False  # a change keeps its path
    return (tokens in (["description"], ["reason"], ["outcome", "error"]) or tokens[:1] in (["changes"], ["metadata"])
            or len(tokens) == 3 and tokens[0] == "targets" and tokens[2] == "name")


def is_there(event, tokens):
    value = event
    for token in tokens:
        if isinstance(value, Object) and token in value:
            value = value[token]
        elif isinstance(value, list) and has("0|[1-9][0-9]*", token) and int(token) < len(value):
            value = value[int(token)]
        else:
            return False
    null_counts = len(tokens) > (1 if tokens[0] == "metadata" else 2) and tokens[0] in ("metadata", "changes")
    return null_counts or value not in (None, {}, [])
