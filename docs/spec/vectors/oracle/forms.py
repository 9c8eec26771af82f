"""The forms of event.md and entry.md, times and addresses."""
import ipaddress
import re
from datetime import datetime, timedelta

LEAF_CHARACTERS = r"!#-\[\]-~"  # U+0021 to U+007E without the quotation mark and the backslash

ACTION = r"(?=.{1,96}\Z)[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+"
CATEGORY = r"[a-z][a-z0-9_]{0,31}"
ID = rf"(?![~^])[{LEAF_CHARACTERS}]{{1,128}}"
REQUEST = rf"(?!\^)[{LEAF_CHARACTERS}]{{1,64}}"
TRACE = r"(?!0{32})[0-9a-f]{32}"
UUID = r"(?!0{8}-0{4}-0{4}-0{4}-0{12})[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
RESULT = "success|failure|denied|unfinished"
SIXTEEN = r"[A-Za-z0-9_-]{21}[AQgw]"             # 16 bytes in base64url: the last character has four bits that must be zero
PSEUDONYM = "~" + SIXTEEN
STAND_IN = r"\^" + SIXTEEN
DIGEST = r"[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]"  # 32 bytes: two bits
DECLARED = "[A-Za-z0-9_-]{16}"
LOG = r"[a-z2-7]{25}[aeimquy4]"                  # 16 bytes in base32: two bits
PRODUCER = "[a-z0-9]{1,32}"
TIME = r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z"
LAST = 2 ** 53 - 1


def has(form, text):
    return re.fullmatch(form, text, re.S) is not None


def looks_personal(text):
    return len(text) <= 1024 and (has(r"[^@]+@[^@]+\.[^@]+", text) or has(r"\+[0-9]{7,15}", text))


def uuid(text):
    """A UUID in its kept spelling, or None; an all-zero one too, which counts as absent."""
    text = text.lower()
    if has("[0-9a-f]{32}", text):
        text = "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))
    return text if has(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", text) else None


def percent(text, first, others):
    """The one spelling of a text in a leaf; `first` and `others`: the characters that stand for themselves."""
    return "".join(c if has(others if at else first, c) else "".join(f"%{byte:02X}" for byte in c.encode()) for at, c in enumerate(text))


def type_form(text):
    return percent(text, "[A-Za-z]", "[A-Za-z0-9_.-]")


def token_form(text):
    return percent(text, r"(?![%^])" + f"[{LEAF_CHARACTERS}]", f"(?!%)[{LEAF_CHARACTERS}]")


def is_encoded(text, form):
    """Whether it is the one spelling of a text of 1 to 192 bytes."""
    try:
        plain = re.sub("%([0-9A-F]{2})", lambda m: chr(int(m[1], 16)), text).encode("latin-1").decode("utf-8")
    except UnicodeError:
        return False
    return 1 <= len(plain.encode()) <= 192 and form(plain) == text


def utc(text):
    """An RFC 3339 date-time as UTC to the microsecond in the spelling of entry.md, or None."""
    match = re.fullmatch(r"([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]+))?"
                         r"(?:Z|([+-])([0-9]{2}):([0-9]{2}))", text)
    if not match:
        return None
    *numbers, fraction, sign, hours, minutes = match.groups()
    year, month, day, hour, minute, second = map(int, numbers)
    away = timedelta()
    if sign:
        if int(hours) > 23 or int(minutes) > 59:
            return None
        away = timedelta(hours=int(hours), minutes=int(minutes)) * (1 if sign == "+" else -1)
    try:
        if hour > 23:
            return None
        time = datetime(year, month, day, hour, minute, second, int((fraction or "0")[:6].ljust(6, "0"))) - away
    except (ValueError, OverflowError):
        return None
    return time.strftime("%Y-%m-%dT%H:%M:%S.%fZ") if time.year >= 1970 else None


def next_microsecond(time):
    return (datetime.strptime(time, "%Y-%m-%dT%H:%M:%S.%fZ") + timedelta(microseconds=1)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def network(text):
    """The bytes that an address's row is made of, or None when it is no address. The zone of an IPv6 address does not count."""
    address, percent_sign, zone = text.partition("%")
    if "/" in address or percent_sign and (":" not in address or not zone) or not address.isascii():
        return None
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return None
    mapped = getattr(ip, "ipv4_mapped", None)
    return (mapped or ip).packed[:8 if ip.version == 6 and not mapped else 3]
