"""entry.md: an event and its place become a leaf, disclosures and keyed digests."""
import base64
import copy
import hashlib
import hmac

from . import forms
from .event import faults
from .forms import has
from .leaf import write_leaf
from .text import Number, Object, pointer, write

PERSON_TYPES = "user member person patient customer employee contact".split()
PERSONAL_ID_TYPES = "phone email".split()
TABLE = "id name email phone ip user_agent session_id ids names values".split()
CLASSES = {"actor": "identity", "actor.contact": "contact", "network": "network", "targets": "identity", "content": "content"}


def base64url(data):
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def sha256(data):
    return hashlib.sha256(data).digest()


def keyed(key, data):
    return hmac.new(key, data, hashlib.sha256).digest()


def log_id(secret):
    """Of generation 1 of the tenant `default`."""
    return base64.b32encode(sha256(b"cairn/log-id/v1\0" + secret + b"1\0default")[:16]).decode().lower().rstrip("=")


def there(value):
    """Without members that are null, an empty array or an empty object: they are the same as absent ones."""
    return Object((name, item) for name, item in (value or {}).items() if item not in (None, [], {}))


def keep(**members):
    return Object((name, value) for name, value in members.items() if value not in (None, [], {}))


class Sealed:
    """One sealing. Read __init__ as the table of contents."""

    def __init__(self, event, secret, id, recorded_at, salts, pseudonyms, producer=None, seq=None):
        assert faults(write(event)) == [], faults(write(event))
        self.event, self.secret, self.pseudonyms = there(event), secret, pseudonyms
        self.lookup = []
        self.log_id = log_id(secret)
        self.groups = {}  # (disclosure name, subject) -> its members
        actor = self.actor()
        targets = self.targets()
        self.network()
        self.content(targets)
        self.disclosures = self.disclose(salts)
        assert self.event.get("id", id) == id and forms.utc(recorded_at) == recorded_at
        if "occurred_at" in self.event and forms.utc(self.event["occurred_at"]) == recorded_at:
            recorded_at = forms.next_microsecond(recorded_at)
        context, outcome = there(self.event.get("context")), there(self.event.get("outcome"))
        self.leaf = write_leaf({
            "v": Number("1"), "id": id, "log": self.log_id, "recorded_at": recorded_at, "producer": producer, "seq": seq,
            "occurred_at": forms.utc(self.event.get("occurred_at", recorded_at)),
            "action": self.event["action"], "category": self.event.get("category", "general"),
            "actor": actor, "targets": targets,
            "outcome": keep(result=outcome.get("result", "success"), code=outcome.get("code")),
            **{name: context.get(name) for name in ("source", "request_id", "trace_id", "operation_id")},
            "_sd": sorted(one["digest"] for one in self.disclosures)})
        self.leaf_hash = sha256(b"\0" + self.leaf.encode())  # RFC 6962 §2.1: the prefix keeps a leaf from posing as a node
        self.replay_digest = self.replay(recorded_at)

    # Personal ids

    def shown(self, type, identifier, stands_in=False):
        """The id that may stand in leaf and subjects: itself, or the pseudonym when it is personal."""
        if not identifier or not (stands_in or is_personal(type, identifier)):
            return identifier or None
        pseudonym = self.pseudonyms[f"{type}:{identifier}"]
        assert has(forms.PSEUDONYM, pseudonym)
        key = keyed(self.secret, b"cairn/lookup/v1")
        row = {"type": type, "identifier": identifier, "hash": base64url(keyed(key, f"{type}\0{identifier}".encode()))}
        if row not in self.lookup:
            self.lookup.append(row)
        return pseudonym

    # The groups, in the order of the table

    def put(self, group, subject, /, **members):
        members = keep(**members)
        if members:
            merged = {**self.groups.get((group, subject), {}), **members}
            self.groups[group, subject] = Object((name, merged[name]) for name in TABLE if name in merged)

    def actor(self):
        actor = there(self.event.get("actor", {"type": "system"}))
        identifier = actor.get("id") or actor.get("phone") or actor.get("email")
        shown = self.shown(actor["type"], identifier, "id" not in actor)
        other = there(actor.get("on_behalf_of"))
        other_shown = self.shown(other["type"], other["id"]) if other else None
        self.actor_subject = subject_of(actor["type"], shown)
        self.put("actor", self.actor_subject, id=identifier if "id" in actor and shown != identifier else None, name=actor.get("name"))
        if other and other_shown != other["id"]:
            self.put("actor", subject_of(other["type"], other_shown), id=other["id"])
        self.put("actor.contact", self.actor_subject, email=actor.get("email"), phone=actor.get("phone"))
        return keep(type=actor["type"], id=shown, role=actor.get("role"),
                    on_behalf_of=keep(type=other["type"], id=other_shown) if other else None)

    def network(self):
        context = there(self.event.get("context"))
        ip = forms.address(context["ip"]) if "ip" in context else None
        self.put("network", self.actor_subject, ip=ip, user_agent=context.get("user_agent"), session_id=context.get("session_id"))

    def targets(self):
        """A target that is a person is its own subject; the rest is nobody's; `personal` may move a name elsewhere."""
        shown = []
        for target in self.event.get("targets", []):
            shown.append(keep(type=target["type"], id=self.shown(target["type"], target["id"])))
        self.personal = []
        for one in self.event.get("personal", []):
            person = one["subject"]
            party = self.shown(person["type"], person["id"])
            self.personal.append((one["path"], subject_of(person["type"], party)))
            if party != person["id"]:
                self.put("actor", subject_of(person["type"], party), id=person["id"])
        parts = {}  # subject -> (ids, names)
        for at, (target, party) in enumerate(zip(self.event.get("targets", []), shown)):
            own = subject_of(party["type"], party["id"]) if is_person(party) else None
            names_subject = dict(self.personal).get(f"/targets/{at}/name", own)
            if party["id"] != target["id"]:
                parts.setdefault(own, (Object(), Object()))[0][str(at)] = target["id"]
            if target.get("name") is not None:
                parts.setdefault(names_subject, (Object(), Object()))[1][str(at)] = target["name"]
        for subject, (ids, names) in parts.items():
            self.put("targets", subject, ids=ids, names=names)
        return shown

    def content(self, targets):
        people = [subject_of(one["type"], one["id"]) for one in targets if is_person(one)]
        default = people[0] if people else None
        whole = keep(description=self.event.get("description"), reason=self.event.get("reason"),
                     error=there(self.event.get("outcome")).get("error"),
                     changes=[in_table_order(change) for change in self.event.get("changes", [])],
                     metadata=self.event.get("metadata"))
        rest, values = copy.deepcopy(whole), {}
        for path, subject in sorted(self.personal, key=lambda one: one[0].encode()):
            if subject != default and not path.startswith("/targets/"):
                values.setdefault(subject, Object())[path] = take(whole, rest, path)
        if rest:  # not put(): metadata that was emptied by taking out stays, so that values can be put back
            self.groups["content", default] = rest
        for subject, taken in values.items():
            self.put("content", subject, values=taken)

    def disclose(self, salts):
        order = list(CLASSES)
        listed = []
        for (name, subject), members in sorted(self.groups.items(), key=lambda one: (order.index(one[0][0]), one[0][1] or "")):
            value = Object(([("subject", subject)] if subject else []) + list(members.items()))
            array = write([next(salts), name, value])
            digest = base64url(sha256(base64url(array.encode()).encode("ascii")))
            listed.append({"name": name, "class": CLASSES[name], "subject": subject, "json": array, "digest": digest, "value": write(value)})
        return listed

    def replay(self, recorded_at):
        occurred_at = forms.utc(self.event.get("occurred_at", recorded_at))
        end = self.leaf.index(',"_sd"') if self.disclosures else len(self.leaf) - 1
        body = "" if occurred_at == recorded_at else occurred_at
        body += "\n" + self.leaf[self.leaf.index('"action"'):end] + "\n"
        body += "".join(one["name"] + "\n" + one["value"] + "\n" for one in self.disclosures)
        return keyed(keyed(self.secret, b"cairn/replay/v1"), body.encode())


def is_personal(type, identifier):
    return type in PERSONAL_ID_TYPES or has(forms.EMAIL_LIKE, identifier) or has(forms.PHONE_LIKE, identifier)


def is_person(party):
    """As the leaf shows it: of a person's type, or behind a pseudonym."""
    return party["type"] in PERSON_TYPES or party["id"].startswith("~")


def subject_of(type, shown):
    return f"{type}:{shown}" if shown else None


def in_table_order(change):
    return Object((name, change[name]) for name in ("path", "before", "after") if name in change)


def take(whole, rest, path):
    """The value at a pointer of the event; in `rest` its member goes, or its array element becomes null."""
    tokens = pointer(path)
    tokens = ["error"] if tokens == ["outcome", "error"] else tokens
    for token in tokens[:-1]:
        whole, rest = ((it[int(token)] if isinstance(it, list) else it[token]) for it in (whole, rest))
    last = tokens[-1]
    if isinstance(rest, list):
        rest[int(last)] = None
        return whole[int(last)]
    del rest[last]
    return whole[last]
