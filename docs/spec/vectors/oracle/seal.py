import base64
from .shaping import sha256
def log_id(secret):
    """Of generation 1 of the tenant `default`."""
    return base64.b32encode(sha256(b"cairn/log-id/v1\0" + secret + b"1\0default")[:16]).decode().lower().rstrip("=")
