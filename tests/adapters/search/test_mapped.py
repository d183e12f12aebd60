"""Arrays come back from their file as they were, shared and read-only; whatever else stands there is refused."""

import stat

import numpy as np
import pytest

from console.adapters.search import mapped


@pytest.fixture
def file(tmp_path):
    return tmp_path / "cache" / "etwas.bin"


ARRAYS = {
    "a": np.arange(7, dtype=np.uint8),
    "none": np.zeros((0, 3), np.float32),
    "b": np.array([[1.5, -2.0], [0.0, 3.0]], np.float32),
}


def test_what_was_written_is_read(file):
    mapped.write(file, {"model": "m", "n": 3}, ARRAYS)
    about, arrays = mapped.read(file)
    assert about == {"model": "m", "n": 3}
    assert {name: array.tolist() for name, array in arrays.items()} == {n: a.tolist() for n, a in ARRAYS.items()}
    assert arrays["b"].ctypes.data % mapped.ALIGN == 0
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [one.name for one in file.parent.iterdir()] == [file.name]
    with pytest.raises(ValueError, match="read-only"):
        arrays["a"][0] = 1


def test_who_has_the_old_file_open_keeps_it(file):
    mapped.write(file, {}, ARRAYS)
    _about, before = mapped.read(file)
    mapped.write(file, {}, {"a": np.ones(7, np.uint8)})
    assert before["a"].tolist() == ARRAYS["a"].tolist()
    assert mapped.read(file)[1]["a"].tolist() == [1] * 7


def test_what_is_none_is_refused(file, tmp_path):
    with pytest.raises(mapped.MappedUnreadable):
        mapped.read(file)
    mapped.write(file, {}, ARRAYS)
    whole = file.read_bytes()
    broken = [b"", whole[:-1], whole[:30], b"X" + whole[1:], whole + b"\0", mapped.MAGIC + b"\xff" * 8 + whole[16:]]
    broken += [whole.replace(b'"<f4"', b'"<f9"'), whole.replace(b'"parts"', b'"karts"'), whole[:16] + b"?" + whole[17:]]
    for content in broken:
        file.write_bytes(content)
        with pytest.raises(mapped.MappedUnreadable):
            mapped.read(file)
    with pytest.raises(mapped.MappedUnreadable):
        mapped.read(tmp_path)


def test_a_disk_that_refuses_leaves_nothing_behind(file, monkeypatch):
    mapped.write(file, {}, ARRAYS)
    with pytest.raises(AttributeError):
        mapped.write(file, {}, {"a": np.ones(2, np.uint8), "b": None})
    monkeypatch.setattr("pathlib.Path.replace", lambda *_: (_ for _ in ()).throw(OSError("full")))
    with pytest.raises(OSError, match="full"):
        mapped.write(file, {}, {"a": np.ones(2, np.uint8)})
    assert [one.name for one in file.parent.iterdir()] == [file.name]
    assert mapped.read(file)[1]["a"].tolist() == ARRAYS["a"].tolist()
