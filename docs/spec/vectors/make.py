"""Writes the vectors: event/, entry/ and leaf/. The same files every time.

    python3 docs/spec/vectors/make.py

It seals and judges by the text of event.md and entry.md, slowly and plainly, and shares nothing with any implementation.
A case says what must come out; the oracle must agree before a file is written.
"""
import sys
from pathlib import Path

sys.dont_write_bytecode = True
from cases import entry, event, leaf  # noqa: E402  after the line above, so that no __pycache__ is left
from oracle.event import faults  # noqa: E402
from oracle.leaf import is_leaf  # noqa: E402
from oracle.text import pretty  # noqa: E402

HERE = Path(__file__).parent


def expand(vector):
    repeat = vector.get("event_repeat")
    return vector["event"].replace(repeat["placeholder"], repeat["text"] * repeat["count"]) if repeat else vector["event"]


def check_event(vector):
    found = faults(expand(vector))
    assert set(found) == set(vector["errors"]) and bool(found) != vector["accepted"], (vector, found)


def check_leaf(vector):
    assert is_leaf(vector["leaf"]) == vector["accepted"], vector


def write_all(folder, cases, check):
    for old in (HERE / folder).glob("*.json"):
        old.unlink()
    for name, vector in cases:
        check(vector)
        path = HERE / folder / f"{name}.json"
        assert not path.exists(), f"two cases are called {name}"
        path.write_text(pretty(vector) + "\n", encoding="ascii", newline="\n")
    refused = sum(not vector.get("accepted", True) for _, vector in cases)
    print(f"{folder}: {len(cases)} files, {refused} of them must be refused")


write_all("event", event.CASES, check_event)
write_all("entry", entry.CASES, lambda vector: None)  # sealing checks itself
write_all("leaf", leaf.CASES, check_leaf)
