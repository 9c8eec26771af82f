"""entry.md, Aliases and addresses: the rows by which people and entries are found."""
import hashlib
import hmac

from . import forms
from .shaping import base64url


def keyed(key, data):
    return hmac.new(key, data, hashlib.sha256).digest()


def aliases(disclosures, lookup_key):
    found = {}
    for one in disclosures:
        texts = [(kind, one["members"].get(kind)) for kind in ("name", "email", "phone")]
        texts += [("name", name) for name in one["members"].get("names", {}).values()]
        for kind, text in texts:
            if one["subject"] and text is not None and not text.was_cut and alias_form(kind, text.text):
                identifier = base64url(keyed(lookup_key, f"{kind}\0{alias_form(kind, text.text)}".encode())[:16])
                row = {"kind": kind, "text": text.text, "subject": one["subject"], "identifier": identifier}
                found.setdefault((identifier, one["subject"]), row)
    return list(found.values())


def alias_form(kind, text):
    if kind == "phone":
        return ("+" if text.startswith("+") else "") + "".join(c for c in text if c in "0123456789")
    return "".join(c.lower() if "A" <= c <= "Z" else c for c in text)


def address(ip, lookup_key):
    part = forms.network(ip.text) if ip is not None else None
    if part is None:
        return None
    return {"ip": ip.text, "row": int.from_bytes(keyed(lookup_key, b"network\0" + part)[:8], "big", signed=True)}
