"""Files that go along: what can be sent and what cannot, on a real file system."""

from __future__ import annotations

import os

import pytest

from console.adapters.outgoing_files import FilesToSend
from console.domain.errors import Reason, Refused

FILES = FilesToSend(10_000)


async def refused(doing) -> Reason:
    with pytest.raises(Refused) as error:
        await doing
    return error.value.reason


async def test_a_file_is_what_it_was_when_it_was_added(tmp_path):
    file = tmp_path / "Perché no.pdf"
    file.write_bytes(b"%PDF-")
    found = await FILES.look(str(file))
    assert (found.path, found.size, found.name) == (str(file), 5, "Perché no.pdf")
    content = await FILES.read(found)
    assert (content.name, content.media_type, content.content) == ("Perché no.pdf", "application/pdf", b"%PDF-")
    file.write_bytes(b"%PDX-")
    assert await refused(FILES.read(found)) is Reason.FILE_CHANGED
    file.unlink()
    assert await refused(FILES.read(found)) is Reason.FILE_MISSING


async def test_home_and_relative_paths_are_made_whole(tmp_path, monkeypatch):
    (tmp_path / "a.txt").write_text("x")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    assert (await FILES.look("~/a.txt")).path == (await FILES.look("a.txt")).path == str(tmp_path / "a.txt")


async def test_what_is_no_plain_file_is_said(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "dangling").symlink_to(tmp_path / "nowhere")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    (tmp_path / "large").write_bytes(b"x" * 10_001)
    assert await refused(FILES.look(str(tmp_path))) is Reason.FILE_NO_FILE
    assert await refused(FILES.look(str(tmp_path / "pipe"))) is Reason.FILE_NO_FILE
    assert await refused(FILES.look("/dev/zero")) is Reason.FILE_NO_FILE
    assert await refused(FILES.look(str(tmp_path / "none"))) is Reason.FILE_MISSING
    assert await refused(FILES.look(str(tmp_path / "large" / "x"))) is Reason.FILE_MISSING
    assert await refused(FILES.look(str(tmp_path / "dangling"))) is Reason.FILE_MISSING
    assert await refused(FILES.look(str(tmp_path / "loop"))) is Reason.FILE_UNREADABLE
    assert await refused(FILES.look("a\0b")) is Reason.FILE_MISSING
    assert await refused(FILES.look(str(tmp_path / "large"))) is Reason.MAIL_TOO_BIG


async def test_a_file_that_may_not_be_read(tmp_path, monkeypatch):
    (tmp_path / "a").write_text("x")

    def denied(*_anything):
        raise PermissionError("denied")

    monkeypatch.setattr(os, "open", denied)  # the tests may run as root, who may read everything
    assert await refused(FILES.look(str(tmp_path / "a"))) is Reason.FILE_UNREADABLE


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.pdf", "application/pdf"),
        ("a.jpg", "image/jpeg"),
        ("a", "application/octet-stream"),
        ("a.tar.gz", "application/octet-stream"),
        ("a.xyz123", "application/octet-stream"),
    ],
)
async def test_the_kind_follows_the_name(tmp_path, name, kind):
    (tmp_path / name).write_text("x")
    assert (await FILES.read(await FILES.look(str(tmp_path / name)))).media_type == kind


async def test_paths_are_completed(tmp_path):
    for name in ("contratto.pdf", "Copia.pdf", ".nascosto", "altro.txt"):
        (tmp_path / name).write_text("x")
    (tmp_path / "cartella").mkdir()
    base = str(tmp_path)
    assert await FILES.complete(f"{base}/c") == (f"{base}/contratto.pdf", f"{base}/Copia.pdf", f"{base}/cartella/")
    assert f"{base}/.nascosto" not in await FILES.complete(f"{base}/")
    assert await FILES.complete(f"{base}/.n") == (f"{base}/.nascosto",)
    assert await FILES.complete(f"{base}/none/") == ()
    assert await FILES.complete("\0") == ()


async def test_a_folder_of_thousands_is_cut(tmp_path):
    for number in range(200):
        (tmp_path / f"{number}.txt").touch()
    assert len(await FILES.complete(f"{tmp_path}/")) == 40
