"""Writes the vectors: event/, entry/, leaf/, manifest/ and index-set/. The same files every time.

    python3 docs/spec/vectors/make.py

It shapes, seals and judges by the text of event.md and entry.md, slowly and plainly, and shares nothing with any implementation.
A case says what must come out; the oracle must agree before a file is written.
"""
import base64
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.setrecursionlimit(10000)
from cases import entry, event, index_set, leaf, manifest  # noqa: E402  after the line above, so that no __pycache__ is left
from oracle.event import judge  # noqa: E402
from oracle.leaf import is_leaf  # noqa: E402
from oracle.manifest import is_manifest  # noqa: E402
from oracle.shaping import marks_of, shape, spelled  # noqa: E402
from oracle.text import lengthened, pretty, shortened  # noqa: E402

HERE = Path(__file__).parent


def long_text(name, text):
    """A member of a vector, and beside it how to get the whole text back when it is long."""
    short, repeats = shortened(text)
    assert lengthened(short, repeats) == text and len(short) < 60000, (name, len(short))
    return {name: short} | ({f"{name}_repeat": repeats} if repeats else {})


def unmarked(text):
    """The members of a shaped event, as if a program had sent them."""
    at = text.rfind(',"shaped":{"/')
    return text if at < 0 else text[:at] + "}"


def event_vector(name, description, sent, errors, shaped, marks):
    data = sent if isinstance(sent, bytes) else sent.encode()
    found, out = judge(data)
    assert set(found) == set(errors), (name, found)
    vector = {"description": description}
    vector |= {"event_base64": base64.b64encode(sent).decode()} if isinstance(sent, bytes) else long_text("event", sent)
    vector |= {"accepted": not errors, "errors": errors}
    if errors:
        return vector
    text = spelled(out)
    assert shaped is None or text == shaped, (name, text[:2000])
    assert shaped is not None or marks_of(out) == (marks or {}), (name, marks_of(out))
    assert spelled(shape(out)) == text, f"{name}: shaped again, it changes"
    again = judge(unmarked(text).encode())
    assert again[0] == [] and unmarked(spelled(again[1])) == unmarked(text), f"{name}: sent again, it changes"
    return vector | long_text("shaped", text)


def leaf_vector(vector):
    assert is_leaf(vector["leaf"]) == vector["accepted"], vector
    return vector


def manifest_vector(name, description, text, accepted):
    assert is_manifest(text) == accepted, (name, text[:2000])
    return {"description": description, **long_text("manifest", text), "accepted": accepted}


def write_all(folder, vectors):
    for old in (HERE / folder).glob("*.json"):
        old.unlink()
    refused = 0
    for count, (name, vector) in enumerate(vectors, 1):
        path = HERE / folder / f"{name}.json"
        assert not path.exists(), f"two cases are called {name}"
        path.write_text(pretty(vector) + "\n", encoding="ascii", newline="\n")
        refused += not vector.get("accepted", True)
    print(f"{folder}: {count} files, {refused} of them must be refused")


write_all("event", ((case[0], event_vector(*case)) for case in event.CASES))
write_all("entry", entry.CASES)  # sealing checks itself
write_all("leaf", ((name, leaf_vector(vector)) for name, vector in leaf.CASES))
write_all("manifest", ((case[0], manifest_vector(*case)) for case in manifest.CASES))
write_all("index-set", ((name, {"description": description, "indexes": indexes, **long_text("set", text)})
                        for name, description, indexes, text in index_set.CASES))
