"""A certificate for the rig's servers and the authority that signed it, made by openssl."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Certificates:
    """PEM files. `authority` is what a client has to trust; `stranger` is an authority that signed nothing."""

    authority: Path
    stranger: Path
    certificate: Path
    key: Path


def make_certificates(folder: Path) -> Certificates:
    """A certificate for localhost and 127.0.0.1, valid for a month."""
    if shutil.which("openssl") is None:
        raise RuntimeError("openssl is missing: run `sh tools/system-packages.sh`")
    folder.mkdir(parents=True, exist_ok=True)
    made = Certificates(folder / "ca.pem", folder / "other.pem", folder / "server.pem", folder / "server.key")
    for name, file in (("rig authority", made.authority), ("another authority", made.stranger)):
        _openssl(
            "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30", "-subj", f"/CN={name}",
            "-addext", "basicConstraints=critical,CA:TRUE", "-addext", "keyUsage=critical,keyCertSign,cRLSign",
            "-keyout", str(file.with_suffix(".key")), "-out", str(file),
        )  # fmt: skip
    request, names = folder / "server.csr", folder / "names"
    names.write_text("subjectAltName=DNS:localhost,IP:127.0.0.1\nextendedKeyUsage=serverAuth\n", encoding="ascii")
    _openssl(
        "req", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost", "-keyout", str(made.key), "-out", str(request)
    )
    _openssl(
        "x509", "-req", "-in", str(request), "-CA", str(made.authority), "-CAkey",
        str(made.authority.with_suffix(".key")), "-CAcreateserial", "-days", "30", "-extfile", str(names),
        "-out", str(made.certificate),
    )  # fmt: skip
    return made


def _openssl(*words: str) -> None:
    done = subprocess.run(["openssl", *words], capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"openssl {words[0]} failed: {done.stderr.strip()}")
