"""`mail`: what `console mail import` costs in its worker: CPU of small messages, the slowest one, memory of 50 MB."""

from __future__ import annotations

import base64
import json
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

from e2e.site import CONSOLE

if TYPE_CHECKING:
    from bench.run import Bench

SMALL = (
    b"From: Anna Rossi <anna@example.ch>\nTo: ue@example.ch\nSubject: =?utf-8?Q?Perch=C3=A9_n._2026-%07d?=\n"
    b"Message-ID: <%d@example.ch>\nContent-Type: multipart/alternative; boundary=B\n\n--B\n"
    b"Content-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable\n\n"
    b"Buongiorno, vorrei sapere perch=E9 il precetto =E8 gi=E0 scaduto.\n--B\n"
    b"Content-Type: text/html; charset=utf-8\n\n<p>Buongiorno, vorrei <a href='http://example.ch/a'>sapere</a></p>\n--B--\n"
)
LARGE = 50_000_000


@dataclass(frozen=True, slots=True)
class Run:
    """What one run of the command cost. The worker is its child process."""

    lines: list[dict[str, object]]
    worker_cpu: float
    worker_mib: float


def run(file: Path) -> Run:
    """Read a file with the installed command, and watch its worker meanwhile."""
    with tempfile.TemporaryFile() as out:
        started = subprocess.Popen((*CONSOLE, "mail", "import", str(file), "--json"), stdout=out)
        cpu, peak = 0.0, 0.0
        while started.poll() is None:
            for one_cpu, one_peak in _workers(started.pid):
                cpu, peak = max(cpu, one_cpu), max(peak, one_peak)
            time.sleep(0.005)
        out.seek(0)
        return Run([json.loads(line) for line in out], cpu, peak)


def _workers(pid: int) -> Iterator[tuple[float, float]]:
    """CPU seconds and highest memory of the children; one that is just ending has none."""
    try:
        for child in psutil.Process(pid).children():
            times = child.cpu_times()
            status = Path(f"/proc/{child.pid}/status").read_text(encoding="ascii", errors="replace")
            yield times.user + times.system, int(status.split("VmHWM:")[1].split()[0]) / 1024
    except (psutil.Error, OSError, IndexError):
        return


def mail(bench: Bench) -> None:
    """A thousand small messages in an mbox; one of 50 MB with an attachment."""
    with tempfile.TemporaryDirectory() as folder:
        count = 1_000 if bench.quick else 5_000
        small, large = Path(folder) / "small.mbox", Path(folder) / "large.eml"
        separator = b"From anna@example.ch Mon Mar  2 09:00:00 2026\n"
        small.write_bytes(b"\n".join(separator + SMALL % (number, number) for number in range(count)))
        many = run(small)
        large.write_bytes(
            b"Content-Type: multipart/mixed; boundary=B\n\n--B\n\nciao\n--B\nContent-Type: application/pdf\n"
            b"Content-Transfer-Encoding: base64\n\n" + base64.encodebytes(bytes(LARGE * 3 // 4)) + b"--B--\n"
        )
        one = run(large)
    assert len(many.lines) == count
    assert one.lines[0]["text"] == "ciao"
    slowest = max(float(str(line["seconds"])) for line in many.lines)
    bench.say("mail: CPU of 1'000 small ones", f"{many.worker_cpu * 1_000 / count:.2f} s", f"slowest {slowest:.2f} s",
              None, "≤ 1.5 s, 2 s")  # fmt: skip
    bench.say("mail: worker with one of 50 MB", f"{one.worker_mib:.0f} MiB", "", None, "≤ 80 MB")
