"""Asterisk 22 in a folder: the signed packages that its loaded modules need, unpacked without installing anything.

The packages bring their own C library and are run by its loader, so they fit any host of the same processor. They
are fetched by apt from the mirror that this machine's apt already uses, into a cache folder, once.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

SUITE = "forky"
"""The first suite that has Asterisk 22. Versions of a testing suite move: what was fetched stays in the cache."""
PACKAGES = (
    "asterisk", "asterisk-modules", "libbsd0", "libc6", "libcap2", "libcrypt1", "libedit2", "libgcc-s1", "libgsm1",
    "libjansson4", "libmd0", "libsqlite3-0", "libssl3t64", "libstdc++6", "libsystemd0", "libtinfo6", "liburiparser1",
    "libuuid1", "libxml2-16", "libxslt1.1", "libzstd1", "zlib1g",
)  # fmt: skip
"""What the binary and the modules of the rig need, by the NEEDED entries of their files."""
CACHE_VARIABLE = "CONSOLE_ASTERISK_CACHE"
MIRROR_VARIABLE = "CONSOLE_ASTERISK_MIRROR"
"""The address of a mirror of Debian, where this machine's apt uses none."""
KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
STEP_SECONDS = 240.0
"""For one step of fetching; it usually takes a few."""
_VERSION = re.compile(r"(?:-[.0-9]+|(?<![-.0-9])[.0-9]+)(?:t64)?$")
"""What a library's package name ends with, and what changes when the library does."""


class RigMissing(Exception):
    """Asterisk cannot be had here; the text says what to do."""


def cache_folder() -> Path:
    """Where the unpacked Asterisk is kept between runs."""
    chosen = os.environ.get(CACHE_VARIABLE)
    return Path(chosen) if chosen else Path(__file__).parents[3] / ".cache" / "asterisk"


class Installed:
    """An unpacked Asterisk."""

    def __init__(self, folder: Path) -> None:
        self.system = folder / "sys"
        self.libraries = self.system / "usr/lib/x86_64-linux-gnu"
        self.documentation = self.system / "usr/share/asterisk/documentation"
        self.binary = self.system / "usr/sbin/asterisk"

    def command(self, *arguments: str) -> list[str]:
        """How to run it: by its own loader, with its own libraries."""
        loader = self.system / "usr/lib64/ld-linux-x86-64.so.2"
        return [str(loader), "--library-path", str(self.libraries), str(self.binary), *arguments]


def installed() -> Installed:
    """Asterisk, fetched if it is not in the cache. Raises RigMissing."""
    folder = cache_folder()
    found = Installed(folder)
    with _alone(folder):
        if not found.binary.exists():
            _install(folder)
    version = subprocess.run(found.command("-V"), capture_output=True, text=True, check=False)
    if not version.stdout.startswith("Asterisk 22"):
        raise RigMissing(
            f"The Asterisk in {folder} does not run: {version.stdout}{version.stderr}\n"
            "A library is missing when package names moved: compare `readelf -d` of sys/usr/sbin/asterisk and of "
            f"sys/usr/lib/*/asterisk/modules with PACKAGES in {__file__}, delete the folder, and try again."
        )
    return found


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Nobody else fetches into this folder meanwhile: tests may run in several processes."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _install(folder: Path) -> None:
    if shutil.which("apt-get") is None or shutil.which("dpkg-deb") is None:
        raise RigMissing(
            "The rig needs apt-get and dpkg-deb to fetch Asterisk. Elsewhere unpack the packages of PACKAGES into "
            f"<folder>/sys by hand and set {CACHE_VARIABLE} to <folder>."
        )
    work, debs = folder / "apt", folder / "debs"
    for path in (work / "state/lists/partial", work / "cache/archives/partial", debs):
        path.mkdir(parents=True, exist_ok=True)
    (work / "status").touch()
    (work / "sources.list").write_text(f"deb {_trusted()}{_mirror()} {SUITE} main\n", encoding="utf-8")
    options = [
        f"Dir::State={work}/state", f"Dir::State::status={work}/status", f"Dir::Cache={work}/cache",
        f"Dir::Etc::sourcelist={work}/sources.list", "Dir::Etc::sourceparts=/dev/null",
        "Dir::Etc::preferences=/dev/null", "Dir::Etc::preferencesparts=/dev/null",
        "Acquire::Languages=none", "Acquire::http::Timeout=30", "Acquire::Retries=2",
        "APT::Sandbox::User=", "APT::Architecture=amd64",
    ]  # fmt: skip
    chosen = [part for option in options for part in ("-o", option)]
    _run(["apt-get", "-q=2", *chosen, "update", "--error-on=any"])
    offered = set(_run(["apt-cache", *chosen, "pkgnames"]).split())
    shutil.rmtree(debs)
    debs.mkdir()
    _run(["apt-get", "-q=2", *chosen, "download", *current_names(PACKAGES, offered, _Closure(chosen))], debs)
    fresh = folder / "sys.new"
    shutil.rmtree(fresh, ignore_errors=True)
    for deb in sorted(debs.glob("*.deb")):
        _run(["dpkg-deb", "-x", str(deb), str(fresh)])
    fresh.replace(folder / "sys")
    shutil.rmtree(work)


def _mirror() -> str:
    chosen = os.environ.get(MIRROR_VARIABLE)
    known = _run(["apt-get", "indextargets", "--format", "$(REPO_URI)", "Created-By: Packages"]).split()
    if not chosen and not known:
        raise RigMissing(f"apt knows no mirror of Debian: set {MIRROR_VARIABLE} to the address of one.")
    return chosen or known[0]


def _trusted() -> str:
    return f"[signed-by={KEYRING}] " if KEYRING.exists() else ""


class _Closure:
    """Everything that Asterisk depends on, asked for only when a name has moved."""

    def __init__(self, options: list[str]) -> None:
        self._options = options

    def __iter__(self) -> Iterator[str]:
        only = [f"--no-{kind}" for kind in ("recommends", "suggests", "conflicts", "breaks", "replaces", "enhances")]
        told = _run(["apt-cache", *self._options, "depends", "--recurse", *only, "asterisk", "asterisk-modules"])
        return iter([line for line in told.splitlines() if line[:1].isalnum()])


def current_names(wanted: Iterable[str], offered: set[str], closure: Iterable[str]) -> list[str]:
    """The packages by the names that they have now: libxml2-16 may have become libxml2-17. Raises RigMissing."""
    names = []
    for name in wanted:
        if name in offered:
            names.append(name)
            continue
        heirs = [one for one in closure if _stem(one) == _stem(name) and one in offered]
        if not heirs:
            raise RigMissing(f"The suite {SUITE} has no package {name} any more and none that follows it.")
        names += heirs
    return names


def _stem(name: str) -> str:
    return _VERSION.sub("", name)


def _run(command: list[str], folder: Path | None = None) -> str:
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=STEP_SECONDS)
    except subprocess.TimeoutExpired:
        raise RigMissing(f"{command[0]} took more than {STEP_SECONDS:g} s: is there a connection?") from None
    if done.returncode:
        raise RigMissing(
            f"Asterisk for the tests cannot be fetched (packages of Debian {SUITE}; a mirror: {MIRROR_VARIABLE}, an "
            f"unpacked one: {CACHE_VARIABLE}). {command[0]} says:\n{done.stderr}"
        )
    return done.stdout
