"""The alphabets of event.md, times and addresses."""
import ipaddress
import re
from datetime import datetime, timedelta

MARKS = r"!#-\[\]-~"  # U+0021 to U+007E without the quotation mark and the backslash
CONTROLS = "\x00-\x1f\x7f-\x9f"
SURROGATES = "\ud800-\udfff"

ACTION = r"(?=.{1,96}\Z)[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+"
CATEGORY = r"[a-z][a-z0-9_]{0,31}"
TYPE = r"[A-Za-z][A-Za-z0-9_.-]{0,63}"
ID = rf"(?!~)[{MARKS}]{{1,128}}"
TOKEN = rf"[{MARKS}]{{1,64}}"
EMAIL_LIKE = r"[^@]+@[^@]+\.[^@]+"
PHONE_LIKE = r"\+[0-9]{7,15}"


def token(text):
    """A token as an event may send it: it stays in the leaf for ever, so nothing that is personal by its look."""
    return text if has(TOKEN, text) and not has(EMAIL_LIKE, text) and not has(PHONE_LIKE, text) else None


FREE = f"[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f{SURROGATES}]*"
UUID7 = r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
TRACE = r"(?!0{32})[0-9a-f]{32}"
RESULT = "success|failure|denied|unfinished"
PSEUDONYM = r"~[A-Za-z0-9_-]{21}[AQgw]"          # 16 bytes: the last character has four bits that must be zero
DIGEST = r"[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]"  # 32 bytes: two bits
LOG = r"[a-z2-7]{25}[aeimquy4]"                  # 16 bytes in base32: two bits
PRODUCER = "[a-z0-9]{1,32}"
TIME = r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z"


def line(most):
    return f"[^{CONTROLS}\u2028\u2029\u202a-\u202e\u2066-\u2069{SURROGATES}]{{0,{most}}}"


def has(form, text):
    return re.fullmatch(form, text, re.S) is not None


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


def address(text):
    """An IP address in canonical form (RFC 5952 for IPv6, an IPv4-mapped one with its dotted tail), or None."""
    if "%" in text or "/" in text:
        return None
    try:
        ip = ipaddress.ip_address(text)
    except ValueError:
        return None
    mapped = getattr(ip, "ipv4_mapped", None)
    return f"::ffff:{mapped}" if mapped else str(ip)
