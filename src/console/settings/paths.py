"""Where a site's files are: the XDG folders, with overrides by option and environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from console.domain.record import record

APP = "ue-console"
CONFIG_VARIABLE = "CONSOLE_CONFIG"
DATA_VARIABLE = "CONSOLE_DATA"


@record
class Paths:
    """The folders of one site. They need not exist; `make` creates those that this program writes to."""

    config: Path
    """console.yaml and its companions; written by people only."""
    data: Path
    """The store, and the site's own `knowledge/` and `reference/`."""
    state: Path
    cache: Path
    runtime: Path
    """Sockets by which consoles wake each other; lost at the next start of the machine."""
    log: Path

    @property
    def store(self) -> Path:
        """The database file."""
        return self.data / "console.db"

    @property
    def log_file(self) -> Path:
        """Where this program writes its log."""
        return self.log / "console.log"

    def make(self) -> None:
        """Create the folders this program writes to, readable by their owner only. Raises OSError."""
        for folder in (self.data, self.state, self.cache, self.runtime, self.log):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def find_paths(
    *, config: Path | None = None, data: Path | None = None, environment: Mapping[str, str] | None = None
) -> Paths:
    """The folders for this run: the options, else CONSOLE_CONFIG and CONSOLE_DATA, else XDG.

    With an own data folder everything that is written stays inside it, so that two sites never meet.
    Relative XDG variables are ignored, as the specification asks (XDG Base Directory 0.8).
    """
    env = os.environ if environment is None else environment
    home = Path(env.get("HOME") or Path.home())
    own_data = data or _path(env.get(DATA_VARIABLE, ""))
    chosen_config = config or _path(env.get(CONFIG_VARIABLE, "")) or _xdg(env, "XDG_CONFIG_HOME", home / ".config")
    if own_data is not None:
        root = own_data.absolute()
        return Paths(
            config=chosen_config.absolute(),
            data=root,
            state=root / "state",
            cache=root / "cache",
            runtime=root / "run",
            log=root / "log",
        )
    state = _xdg(env, "XDG_STATE_HOME", home / ".local/state")
    runtime = _absolute(env.get("XDG_RUNTIME_DIR", ""))
    return Paths(
        config=chosen_config.absolute(),
        data=_xdg(env, "XDG_DATA_HOME", home / ".local/share"),
        state=state,
        cache=_xdg(env, "XDG_CACHE_HOME", home / ".cache"),
        runtime=runtime / APP if runtime else state / "run",
        log=state / "log",
    )


def shipped() -> tuple[Path, Path]:
    """The example site's configuration and data that come with the program: in the package, else in the sources."""
    package = Path(__file__).resolve().parents[1]
    inside = package / "_site"
    root = inside if inside.is_dir() else package.parents[1]
    return root / "config", root / "data"


def _path(value: str) -> Path | None:
    return Path(value).expanduser() if value else None


def _absolute(value: str) -> Path | None:
    return Path(value) if value and Path(value).is_absolute() else None


def _xdg(env: Mapping[str, str], name: str, fallback: Path) -> Path:
    return (_absolute(env.get(name, "")) or fallback) / APP
