"""A real Asterisk on free loopback ports, with the dialplan that ships in `config/asterisk`."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterable
from pathlib import Path

from console.adapters.phone.ami.session import Account
from rigs.asterisk.packages import Installed
from rigs.mail.certificates import make_certificates

HERE = Path(__file__).parent
SHIPPED = Path(__file__).parents[3] / "config" / "asterisk"
SECRET = "loopback-only"
CLERK_SECONDS = 2
"""How long a clerk's phone rings in the tests."""
QUEUE_SECONDS = 2
"""How long the queue lets an operator's phone ring in the tests."""
START_SECONDS = 30.0
MODULES = (
    "res_pjproject", "res_sorcery_config", "res_sorcery_memory", "res_sorcery_astdb", "res_pjsip",
    "res_pjsip_session", "res_pjsip_sdp_rtp", "res_rtp_asterisk", "res_pjsip_endpoint_identifier_ip",
    "res_pjsip_endpoint_identifier_user", "res_pjsip_authenticator_digest",
    "res_pjsip_outbound_authenticator_digest", "res_pjsip_registrar", "res_pjsip_caller_id",
    "res_pjsip_header_funcs", "res_pjsip_nat", "res_pjsip_pubsub", "res_pjsip_refer", "res_pjsip_rfc3326",
    "res_pjsip_diversion", "res_pjsip_logger", "chan_pjsip", "codec_alaw", "codec_ulaw", "codec_a_mu",
    "codec_resample", "format_pcm", "format_sln", "format_wav", "res_timing_timerfd", "res_musiconhold",
    "bridge_simple", "bridge_holding", "bridge_softmix", "bridge_native_rtp", "bridge_builtin_features",
    "pbx_config", "app_exec", "app_dial", "app_queue", "app_stack", "app_verbose", "app_playback",
    "app_userevent", "app_bridgewait", "app_channelredirect", "func_callerid", "func_channel", "func_db",
    "func_devstate",
    "func_global", "func_lock", "func_cut", "func_logic", "func_math", "func_strings", "func_uri",
    "func_timeout", "func_hangupcause", "func_dialplan", "res_manager_devicestate", "res_security_log",
)  # fmt: skip


class Pbx:
    """One Asterisk. `phones`: the port of the test phones; `extensions`: theirs."""

    def __init__(self, root: Path, program: Installed, *, phones: int, extensions: Iterable[str]) -> None:
        self.root = root
        self.sip = free_port(socket.SOCK_DGRAM)
        self.ami, self.ami_tls = free_port(socket.SOCK_STREAM), free_port(socket.SOCK_STREAM)
        self.certificates = make_certificates(root / "tls")
        self._program = program
        self.phones = phones
        self._extensions = tuple(extensions)
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def account(self) -> Account:
        """How the console logs in."""
        return Account(host="127.0.0.1", port=self.ami, user="console", secret=SECRET)

    def start(self) -> None:
        """Start and wait until calls can come."""
        self._render()
        log = (self.root / "log" / "stdout").open("ab")
        command = self._program.command("-C", str(self.root / "etc" / "asterisk.conf"), "-f")
        self._process = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)
        log.close()
        end = time.monotonic() + START_SECONDS
        while "fully booted" not in self.cli("core waitfullybooted").lower():
            assert self._process.poll() is None, self.log()
            assert time.monotonic() < end, self.log()
            time.sleep(0.05)

    def stop(self) -> None:
        """End it, calls and all."""
        if self._process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.kill(self._process.pid, signal.SIGCONT)
            self._process.terminate()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(5)
        self._process = None

    def freeze(self) -> None:
        """Stand still, connections open, as a machine that hangs: every thread of it, when this returns."""
        assert self._process is not None
        os.kill(self._process.pid, signal.SIGSTOP)
        threads = Path(f"/proc/{self._process.pid}/task")
        while any("\nState:\tT" not in (one / "status").read_text() for one in threads.iterdir()):
            time.sleep(0.001)

    def thaw(self) -> None:
        """Go on."""
        assert self._process is not None
        os.kill(self._process.pid, signal.SIGCONT)

    def cli(self, command: str) -> str:
        """What Asterisk's own command line says."""
        asked = self._program.command("-C", str(self.root / "etc" / "asterisk.conf"), "-rx", command)
        done = subprocess.run(asked, capture_output=True, text=True, check=False, timeout=20)
        return done.stdout + done.stderr

    def channels(self) -> list[str]:
        """The channels that live now."""
        lines = self.cli("core show channels concise").splitlines()
        return [line.partition("!")[0] for line in lines if "!" in line]

    def log(self) -> str:
        """What it has complained about."""
        files = [self.root / "log" / name for name in ("stdout", "messages")]
        return "\n".join(file.read_text(encoding="utf-8", errors="replace") for file in files if file.exists())

    # --- configuration ---------------------------------------------------------------------------

    def _render(self) -> None:
        etc = self.root / "etc"
        for name in ("etc", "log", "run", "spool", "db", "moh", "data/sounds/en", "data/keys"):
            (self.root / name).mkdir(parents=True, exist_ok=True)
        (self.root / "moh" / "silence.sln").write_bytes(bytes(160_000))
        # Asterisk does not start without the documentation of its own settings.
        with contextlib.suppress(FileExistsError):
            (self.root / "data" / "documentation").symlink_to(self._program.documentation)
        values = {
            "@ROOT@": str(self.root), "@LIB@": str(self._program.libraries), "@SIP@": str(self.sip),
            "@PHONES@": str(self.phones), "@SEATS@": self._seats(),
            "@MODULES@": "\n".join(f"load = {module}.so" for module in MODULES),
        }  # fmt: skip
        for file in (HERE / "conf").glob("*.conf"):
            (etc / file.name).write_text(_filled(file, values), encoding="utf-8")
        shipped = {
            "port=5038": f"port={self.ami}", "secret=CAMBIARE": f"secret={SECRET}",
            "; tlsenable=yes": "tlsenable=yes", "0.0.0.0:5039": f"127.0.0.1:{self.ami_tls}",
            "; tlsbindaddr": "tlsbindaddr", "; tlscertfile=/etc/asterisk/keys/ami.pem": f"tlscertfile={self._pem()}",
            "CONSOLE_CLERK_SECONDS=20": f"CONSOLE_CLERK_SECONDS={CLERK_SECONDS}",
            "timeout=20": f"timeout={QUEUE_SECONDS}",
        }  # fmt: skip
        for name in ("extensions.conf", "queues.conf", "manager.conf"):
            (etc / name).write_text(_filled(SHIPPED / name, shipped), encoding="utf-8")
        with (etc / "extensions.conf").open("a", encoding="utf-8") as dialplan:
            dialplan.write((HERE / "conf" / "phones.conf").read_text(encoding="utf-8"))
        self._small_files(etc)

    def _pem(self) -> Path:
        """Certificate and key in one file, as Asterisk wants them."""
        file = self.root / "tls" / "ami.pem"
        parts = (self.certificates.certificate, self.certificates.key)
        file.write_text("".join(part.read_text(encoding="ascii") for part in parts), encoding="ascii")
        return file

    def _seats(self) -> str:
        return "\n".join(
            f"[{one}](phone)\naors={one}\ncallerid=Interno {one} <{one}>\n"
            f"[{one}](seat)\ncontact=sip:{one}@127.0.0.1:{self.phones}"
            for one in self._extensions
        )

    def _small_files(self, etc: Path) -> None:
        """Files that Asterisk misses aloud although their defaults are right."""
        first, last = 20_000 + os.getpid() % 50 * 800, 799
        small = {
            "logger": "[general]\n[logfiles]\nmessages => notice,warning,error\n",
            "rtp": f"[general]\nrtpstart={first}\nrtpend={first + last}\n",
            "musiconhold": f"[default]\nmode=files\ndirectory={self.root}/moh\n",
            "cdr": "[general]\nenable=no\n",
            "indications": "[general]\ncountry=it\n[it]\ndescription=IT\nringcadence=1000,4000\nring=425/1000,0/4000\n"
                           "dial=425\nbusy=425/500,0/500\ncongestion=425/200,0/200\n",
            "acl": "", "features": "[general]\n",
        }  # fmt: skip
        for name in ("ccss", "cel", "pjproject", "queuerules", "udptl"):
            small[name] = "[general]\n"
        for name, text in small.items():
            (etc / f"{name}.conf").write_text(text, encoding="utf-8")


def _filled(file: Path, values: dict[str, str]) -> str:
    text = file.read_text(encoding="utf-8")
    for name, value in values.items():
        text = text.replace(name, value)
    return text


def free_port(kind: socket.SocketKind) -> int:
    """A port on loopback that nobody uses now."""
    with socket.socket(socket.AF_INET, kind) as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
