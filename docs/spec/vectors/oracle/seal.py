"""entry.md: a shaped event and its place become a leaf, disclosures, keyed digests, and the rows by which they are found."""
import base64
import copy

from . import forms
from .forms import has, token_form, type_form
from .leaf import write_leaf
from .rows import address, aliases, keyed
from .shaping import base64url, places, sha256
from .text import Value, ascending, pointer, write

PERSON_TYPES = "user member person patient customer employee contact".split()
PERSONAL_ID_TYPES = "phone email".split()
TABLE = {"actor": "id name role", "actor.contact": "email phone", "network": "ip user_agent session_id source request_id trace_id operation_id",
         "targets": "ids names", "content": "description reason category code error changes metadata more_targets more_personal values"}
CLASSES = {"actor": "identity", "actor.contact": "contact", "network": "network", "targets": "identity", "content": "content"}
LISTS = ("/targets", "/changes", "/metadata", "/personal")


def log_id(secret):
    """Of generation 1 of the tenant `default`."""
    return base64.b32encode(sha256(b"cairn/log-id/v1\0" + secret + b"1\0default")[:16]).decode().lower().rstrip("=")


def member(value, *names):
    for name in names:
        value = value.get(name) if value is not None else None
    return value


def keep(**members):
    return {name: value for name, value in members.items() if value not in (None, [], {})}


def input_of(before, text):
    """What is hashed for a text: of one that was cut, the digest of the whole."""
    if text.was_cut:
        return before.encode() + b"\1" + base64.urlsafe_b64decode(text.marks["sha256"] + "=")
    return before.encode() + b"\0" + text.text.encode()


class Party:
    """How somebody stands in the leaf: type, id if there is one, and whether the id is itself, a pseudonym or a stand-in."""

    def __init__(self, kind, plain_type, id):
        self.kind, self.type, self.plain_type, self.id = kind, type_form(plain_type), plain_type, id
        self.subject = f"{self.type}:{id}" if id else None
        self.is_person = bool(id) and (plain_type in PERSON_TYPES or kind == "pseudonym")

    def leaf(self):
        return keep(type=self.type, id=self.id)


class Sealed:
    """One sealing. Read __init__ as the table of contents."""

    def __init__(self, event, seal, salts, pseudonyms):
        """`event` is shaped; `seal` has secret, lookup_key, replay_key, id, recorded_at, and where there are some producer, seq and declared."""
        self.event, self.seal, self.pseudonyms = event, seal, pseudonyms
        self.stand_in_key = keyed(seal["secret"], b"cairn/stand-in/v1")
        self.lookup, self.groups, self.marks = [], {}, {}
        self.log_id = log_id(seal["secret"])
        actor = self.actor()
        self.targets()
        self.personal()
        context = self.context()
        self.names()
        self.content()
        for place, value in places(event):
            if value.marks:
                self.mark(place, value.marks)
        self.disclosures = self.disclose(salts)
        recorded_at, occurred_at = seal["recorded_at"], member(event, "occurred_at")
        if occurred_at is not None and occurred_at.text == recorded_at:
            recorded_at = forms.next_microsecond(recorded_at)
        duration = member(event, "duration")
        self.leaf = write_leaf({
            "v": 1, "id": seal["id"], "log": self.log_id, "recorded_at": recorded_at, "producer": seal.get("producer"), "seq": seal.get("seq"),
            "declared": seal.get("declared"), "occurred_at": occurred_at.text if occurred_at else recorded_at, "action": event.get("action").text,
            "category": self.category, "actor": actor, "targets": [party.leaf() for party in self.parties],
            "outcome": keep(result=member(event, "outcome", "result").text if "outcome" in event else "success", code=self.code),
            "duration": int(duration.text) if duration else None, **context,
            "_sd": sorted(one["digest"] for one in self.disclosures)})
        self.leaf_hash = sha256(b"\0" + self.leaf.encode())  # RFC 6962 §2.1: the prefix keeps a leaf from posing as a node
        self.replay_digest = self.replay(recorded_at)
        self.aliases = aliases(self.disclosures, seal["lookup_key"])
        self.network = address(member(event, "context", "ip"), seal["lookup_key"])

    # What stands in the leaf

    def party(self, value, stands_in=None):
        """`stands_in`: the phone number or e-mail address that stands for a missing id."""
        plain_type, id = value.get("type").text, value.get("id") or stands_in
        if id is None:
            return Party("none", plain_type, None)
        if stands_in or plain_type in PERSONAL_ID_TYPES or not id.was_cut and forms.looks_personal(id.text):
            return Party("pseudonym", plain_type, self.pseudonym(type_form(plain_type), id))
        if not id.was_cut and has(forms.ID, id.text):
            return Party("itself", plain_type, id.text)
        return Party("stand-in", plain_type, self.stand_in(type_form(plain_type), id))

    def pseudonym(self, type, id):
        row = {"type": type, "identifier": id.text, "hash": base64url(keyed(self.seal["lookup_key"], input_of(type, id)))}
        if row not in self.lookup:
            self.lookup.append(row)
        return self.pseudonyms[f"{type}:{id.text}"]

    def stand_in(self, before, text):
        return "^" + base64url(keyed(self.stand_in_key, input_of(before, text))[:16])

    def token(self, name, value, form=None):
        """A word in the leaf, and whether it is a stand-in. Without a form it is percent-encoded."""
        if value is None:
            return None, False
        fits = not value.was_cut and not forms.looks_personal(value.text) and (has(form, value.text) if form else len(value.text.encode()) <= 192)
        return (value.text if form else token_form(value.text), False) if fits else (self.stand_in(":" + name, value), True)

    # The groups, in the order of the table

    def put(self, name, subject, /, **members):
        members = keep(**members)
        if members:
            self.groups.setdefault((name, subject), {}).update(members)

    def actor(self):
        actor = self.event.get("actor") or Value("object", items=[("type", Value("string", "unknown"))])
        instead = next((text for text in (actor.get("phone"), actor.get("email")) if text and text.text and len(text.text) <= 1024
        and not text.was_cut), None)
        party = self.party(actor, None if "id" in actor else instead)
        role, self.role_stands_in = self.token("role", actor.get("role"))
        self.actor_subject, self.other_subject = party.subject, None
        self.put("actor", party.subject, id=actor.get("id") if party.kind in ("pseudonym", "stand-in") else None, name=actor.get("name"),
                 role=actor.get("role") if self.role_stands_in else None)
        self.put("actor.contact", party.subject, email=actor.get("email"), phone=actor.get("phone"))
        other = None
        if "on_behalf_of" in actor:
            other = self.another(actor.get("on_behalf_of"))
            self.other_subject = other.subject
        return keep(type=party.type, id=party.id, role=role, on_behalf_of=other.leaf() if other else None)

    def another(self, value):
        """A party beside the actor: its id has a disclosure of its own when it is not in the leaf."""
        party = self.party(value)
        if party.kind in ("pseudonym", "stand-in"):
            self.put("actor", party.subject, id=value.get("id"))
        return party

    def targets(self):
        self.parties, self.owners = [], []
        for target in self.event.get("targets").items[:32]:
            party = self.party(target)
            self.parties.append(party)
            self.owners.append(party.subject if party.is_person or party.kind == "stand-in" else None)
        self.default = next((party.subject for party in self.parties if party.is_person), None)

    def personal(self):
        self.subjects = [self.another(part.get("subject")).subject for part in self.event.get("personal").items[:64]]
        self.parts = {part.get("path").text: subject for part, subject in zip(self.event.get("personal").items, self.subjects)}

    def context(self):
        shown, behind = {}, {}
        for name, form in (("source", None), ("request_id", forms.REQUEST), ("trace_id", forms.TRACE), ("operation_id", forms.REQUEST)):
            value = member(self.event, "context", name)
            shown[name], stands_in = self.token(name, value, form)
            behind[name] = value if stands_in else None
        self.behind = behind
        self.put("network", self.actor_subject, **{name: member(self.event, "context", name) for name in ("ip", "user_agent", "session_id")},
        **behind)
        return shown

    def names(self):
        """Ids and names of targets; one beyond the leaf's 32 is here only when its name is another's."""
        parts = {}  # subject -> (ids, names)
        self.name_subjects = {}
        for at, target in enumerate(self.event.get("targets").items):
            owner = self.owners[at] if at < 32 else None
            if at < 32 and self.parties[at].kind in ("pseudonym", "stand-in"):
                parts.setdefault(owner, ({}, {}))[0][str(at)] = target.get("id")
            subject = self.parts.get(f"/targets/{at}/name", owner if at < 32 else self.default)
            if "name" in target and (at < 32 or subject != self.default):
                self.name_subjects[at] = subject
                parts.setdefault(subject, ({}, {}))[1][str(at)] = target.get("name")
        for subject, (ids, names) in parts.items():
            self.put("targets", subject, ids=ids, names=names)

    def content(self):
        rest, values = copy.deepcopy(self.event), {}
        for path, subject in self.parts.items():
            if subject != self.default and not path.startswith("/targets/"):
                values.setdefault(subject, {})[path] = take(self.event, rest, pointer(path))
        category, code = self.event.get("category"), member(self.event, "outcome", "code")
        self.category, category_behind = self.token("category", category, forms.CATEGORY)
        self.code, code_behind = self.token("code", code)
        self.category = self.category or "general"
        whole = {"description": rest.get("description"), "reason": rest.get("reason"), "category": category if category_behind else None,
                 "code": code if code_behind else None, "error": member(rest, "outcome", "error"),
                 "changes": rest.get("changes") if self.event.get("changes").items else None,
                 "metadata": rest.get("metadata") if self.event.get("metadata").items else None,
                 "more_targets": self.more_targets(), "more_personal": self.more_personal()}
        self.put("content", self.default, **whole)
        for subject, taken in values.items():
            self.put("content", subject, values=ascending(taken))

    def more_targets(self):
        targets = self.event.get("targets")
        listed = [Value("object", items=[(name, item) for name, item in target.items if name != "name" or at not in self.name_subjects])
                  for at, target in enumerate(targets.items) if at >= 32]
        count = targets.marks.get("count", 0) - 32
        return {"count": count, "list": listed} if count > 0 else None

    def more_personal(self):
        personal = self.event.get("personal")
        ignored = personal.marks.get("ignored", 0)
        count = personal.marks.get("count", 0) - ignored - 64
        return {"count": count, "list": personal.items[64:]} if count > 0 else None

    # The marks

    def mark(self, place, marks):
        self.marks.setdefault(self.home(place, pointer(place)), {})[place] = marks

    def home(self, place, tokens):
        """The disclosure in which the value stands: its name and subject."""
        content = ("content", self.default)
        first, last = tokens[0], tokens[-1]
        at = int(tokens[1]) if first in ("targets", "personal") and len(tokens) > 1 else None
        if place in LISTS:
            return content
        if first == "actor" and last in ("email", "phone"):
            return "actor.contact", self.actor_subject
        if first == "actor" and "on_behalf_of" in tokens:
            return "actor", self.other_subject
        if first == "actor":
            return content if last == "role" and not self.role_stands_in else ("actor", self.actor_subject)
        if first == "context":
            return ("network", self.actor_subject) if last in ("ip", "user_agent", "session_id") or self.behind[last] else content
        if first == "targets" and last == "name":
            return ("targets", self.name_subjects[at]) if at in self.name_subjects else content
        if first == "targets":
            return ("targets", self.owners[at]) if at < 32 else content
        if first == "personal":
            return ("actor", self.subjects[at]) if last != "path" and at < 64 else content
        covered = [subject for path, subject in self.parts.items() if place == path or place.startswith(path + "/")]
        return ("content", covered[0]) if covered else content

    # What comes out

    def disclose(self, salts):
        order, listed = list(CLASSES), []
        for name, subject in sorted({*self.groups, *self.marks}, key=lambda one: (order.index(one[0]), one[1] or "")):
            members = self.groups.get((name, subject), {})
            value = {"subject": subject} if subject else {}
            value |= {key: members[key] for key in TABLE[name].split() if key in members}
            if (name, subject) in self.marks:
                value["shaped"] = ascending({place: in_order(marks) for place, marks in self.marks[name, subject].items()})
            array = write([next(salts), name, value])
            digest = base64url(sha256(base64url(array.encode()).encode("ascii")))
            listed.append({"name": name, "class": CLASSES[name], "subject": subject, "json": array, "digest": digest, "value": write(value),
            "members": members})
        return listed

    def replay(self, recorded_at):
        occurred_at = self.event.get("occurred_at")
        end = self.leaf.index(',"_sd"') if self.disclosures else len(self.leaf) - 1
        body = (occurred_at.text if occurred_at else "") + "\n" + self.leaf[self.leaf.index('"action"'):end] + "\n"
        body += "".join(one["name"] + "\n" + one["value"] + "\n" for one in self.disclosures)
        return keyed(self.seal["replay_key"], body.encode())


def in_order(marks):
    return {name: marks[name] for name in "malformed renamed json pointer length sha256 count ignored".split() if name in marks}


def take(whole, rest, tokens):
    """The value at a pointer of the event; in `rest` its member goes, or its array element becomes null."""
    for name in tokens[:-1]:
        whole, rest = ((it.items[int(name)] if it.kind == "array" else it.get(name)) for it in (whole, rest))
    last = tokens[-1]
    if rest.kind == "array":
        rest.items[int(last)] = Value("null")
        return whole.items[int(last)]
    rest.items = [(name, item) for name, item in rest.items if name != last]
    return whole.get(last)
