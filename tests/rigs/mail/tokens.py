"""Tokens that the rig's servers accept with XOAUTH2: JWT, HS256, checked locally by both (no server is asked)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from pathlib import Path

KEY = b"the-key-that-signs-the-tokens-of-the-rig"


def make_token(user: str, seconds: float = 600.0) -> str:
    """A token for this user that ends after so many seconds; a negative number: long ended."""
    now = time.time()
    start = min(now, now + seconds) - 10
    claims = {"sub": user, "iss": "rig", "iat": int(start), "nbf": int(start), "exp": int(now + seconds)}
    head, body = _coded(json.dumps({"alg": "HS256", "typ": "JWT"}).encode()), _coded(json.dumps(claims).encode())
    return f"{head}.{body}.{_coded(_signed(f'{head}.{body}'))}"


def user_of(token: str) -> str:
    """Whose token this is; empty for one that is not ours or has ended."""
    head, _dot, rest = token.partition(".")
    body, _dot, signature = rest.partition(".")
    if not hmac.compare_digest(_coded(_signed(f"{head}.{body}")), signature):
        return ""
    claims = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    return claims["sub"] if claims["exp"] > time.time() else ""


def write_configuration(root: Path) -> Path:
    """What Dovecot needs to check tokens: the key in base64 under `prefix`/default/ALG/default, and the file."""
    folder = root / "keys" / "default" / "HS256"
    folder.mkdir(parents=True, exist_ok=True)
    for one in (root / "keys", root / "keys" / "default", folder):
        one.chmod(0o755)
    (folder / "default").write_bytes(base64.b64encode(KEY))
    (folder / "default").chmod(0o644)
    file = root / "oauth2.conf"
    file.write_text(
        f"introspection_mode = local\nlocal_validation_key_dict = fs:posix:prefix={root}/keys/\n"
        "username_attribute = sub\nusername_format = %u\nissuers = rig\n",
        encoding="ascii",
    )
    return file


def _signed(text: str) -> bytes:
    return hmac.new(KEY, text.encode(), hashlib.sha256).digest()


def _coded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
