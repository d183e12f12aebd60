"""Saving: whole or not at all, never over something, for the owner alone."""

from __future__ import annotations

import asyncio
import errno
import os
from pathlib import Path

import pytest

from console.adapters import files
from console.adapters.files import CHUNK, LocalFiles
from console.domain.errors import Reason, Refused
from console.services.ports import FileKeeper

KEEPER: FileKeeper = LocalFiles()


def names(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.iterdir())


def quiet(_done: int, _whole: int) -> None:
    pass


async def test_a_file_is_saved_for_its_owner_alone(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    content = os.urandom(2 * CHUNK + 5)
    kept = await KEEPER.keep(tmp_path, "estratto.pdf", content, lambda done, whole: told.append((done, whole)))
    assert kept == tmp_path / "estratto.pdf"
    assert kept.read_bytes() == content
    assert kept.stat().st_mode & 0o777 == 0o600
    assert told == [(CHUNK, len(content)), (2 * CHUNK, len(content)), (len(content), len(content))]
    assert names(tmp_path) == ["estratto.pdf"]


async def test_nothing_is_ever_overwritten(tmp_path: Path) -> None:
    elsewhere = tmp_path / "altrove"
    (tmp_path / "a (2).pdf").symlink_to(elsewhere)
    for content in (b"uno", b"due"):
        await KEEPER.keep(tmp_path, "a.pdf", content, quiet)
    assert names(tmp_path) == ["a (2).pdf", "a (3).pdf", "a.pdf"]
    assert ((tmp_path / "a.pdf").read_bytes(), (tmp_path / "a (3).pdf").read_bytes()) == (b"uno", b"due")
    assert not elsewhere.exists()


async def test_two_who_save_at_once_get_a_file_each(tmp_path: Path) -> None:
    saving = (KEEPER.keep(tmp_path, "a.txt", str(n).encode(), quiet) for n in range(20))
    kept = await asyncio.gather(*saving)
    assert len(set(kept)) == 20
    assert sorted(int(one.read_bytes()) for one in kept) == list(range(20))


@pytest.mark.parametrize("name", ["../fuori.txt", "/etc/fuori.txt", "a\x00b.txt", "", "..", "\x1b]0;x\x07.txt"])
async def test_a_hostile_name_stays_in_the_folder(tmp_path: Path, name: str) -> None:
    inside = tmp_path / "dentro"
    inside.mkdir()
    kept = await KEEPER.keep(inside, name, b"x", quiet)
    assert kept.parent == inside
    assert names(tmp_path) == ["dentro"]
    assert not [sign for sign in kept.name if ord(sign) < 32]


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT])
async def test_a_full_disk_leaves_no_half_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int) -> None:
    written = os.write

    def full(descriptor: int, piece: memoryview) -> int:
        if len(piece) < CHUNK:
            raise OSError(code, os.strerror(code))
        return written(descriptor, piece)

    monkeypatch.setattr(files.os, "write", full)
    with pytest.raises(Refused) as refused:
        await KEEPER.keep(tmp_path, "a.bin", bytes(2 * CHUNK + 9), quiet)
    assert (refused.value.reason, refused.value.detail) == (Reason.NOT_SAVED, "full")
    assert names(tmp_path) == []


async def test_who_breaks_off_leaves_no_half_file(tmp_path: Path) -> None:
    begun = asyncio.Event()
    saving = asyncio.create_task(
        KEEPER.keep(tmp_path, "a.bin", bytes(50 * CHUNK), lambda _done, _whole: begun.set())
    )  # fmt: skip
    await begun.wait()
    saving.cancel()
    with pytest.raises(asyncio.CancelledError):
        await saving
    assert names(tmp_path) == []


async def test_where_there_are_no_hard_links_it_is_saved_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(*_arguments: object, **_settings: object) -> None:
        raise OSError(errno.EPERM, "no links here")

    monkeypatch.setattr(files.os, "link", none)
    await KEEPER.keep(tmp_path, "a.txt", b"uno", quiet)
    kept = await KEEPER.keep(tmp_path, "a.txt", b"due", quiet)
    assert kept.name == "a (2).txt"
    assert kept.stat().st_mode & 0o777 == 0o600
    assert ((tmp_path / "a.txt").read_bytes(), kept.read_bytes()) == (b"uno", b"due")
    assert len(names(tmp_path)) == 2


async def test_a_folder_that_is_missing_or_a_file_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    for folder in (tmp_path / "manca", tmp_path / "file"):
        with pytest.raises(Refused) as refused:
            await KEEPER.keep(folder, "a.txt", b"x", quiet)
        assert refused.value.detail == "missing"
    await KEEPER.make(tmp_path / "manca")
    assert (await KEEPER.keep(tmp_path / "manca", "a.txt", b"x", quiet)).exists()
    with pytest.raises(Refused):
        await KEEPER.make(tmp_path / "file")
