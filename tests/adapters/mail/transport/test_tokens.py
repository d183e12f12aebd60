"""Where tokens come from: what each source may say, and when the next is asked for."""

import json
import ssl
import sys
import threading
import urllib.parse
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from console.adapters.mail import tokens
from console.adapters.mail.tokens import Given, KeptTokens, TokenRefused, TokenUnavailable, tokens_of
from console.settings.servers import Secret, SecretMissing, TokenSource
from rigs.mail.certificates import make_certificates


class Endpoint:
    """A token endpoint with TLS: answers as told, remembers what it was asked."""

    def __init__(self, folder):
        self.certificates = make_certificates(folder)
        self.asked = []
        self.answer = (200, {"access_token": "abc.def", "expires_in": 3599, "token_type": "Bearer"})
        self.location = ""
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                outer.asked.append((self.path, dict(urllib.parse.parse_qsl(body))))
                self.send_response(outer.answer[0])
                if outer.location:
                    self.send_header("Location", outer.location)
                self.end_headers()
                self.wfile.write(json.dumps(outer.answer[1]).encode())

            def log_message(self, *_words):
                return

        self._server = HTTPServer(("127.0.0.1", 0), Handler)
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(self.certificates.certificate, self.certificates.key)
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self.url = f"https://localhost:{self._server.server_port}/tenant/oauth2/v2.0/token"
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def close(self):
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def endpoint(tmp_path):
    opened = Endpoint(tmp_path / "tls")
    yield opened
    opened.close()


@pytest.fixture
def source(endpoint, monkeypatch):
    monkeypatch.setenv("CLIENT_SECRET", "sehr=geheim&")
    return TokenSource(
        url=endpoint.url, client_id="4711", client_secret=Secret(environment="CLIENT_SECRET"),
        scope="https://outlook.office365.com/.default", ca_file=endpoint.certificates.authority,
    )  # fmt: skip


def test_client_credentials_are_shown_and_a_token_comes_back(endpoint, source):
    assert tokens_of(source).token() == "abc.def"
    path, form = endpoint.asked[0]
    assert path == "/tenant/oauth2/v2.0/token"
    assert form == {
        "grant_type": "client_credentials", "client_id": "4711", "client_secret": "sehr=geheim&",
        "scope": "https://outlook.office365.com/.default",
    }  # fmt: skip


@pytest.mark.parametrize(("code", "kind"), [(400, TokenRefused), (401, TokenRefused), (503, TokenUnavailable)])
def test_a_refusal_is_final_and_a_fault_is_not(endpoint, source, code, kind):
    endpoint.answer = (code, {"error": "invalid_client", "error_description": "AADSTS7000215\x1b]0;x\x07"})
    with pytest.raises(kind, match="invalid_client AADSTS7000215") as caught:
        tokens_of(source).token()
    assert "\x1b" not in str(caught.value)
    assert "geheim" not in str(caught.value)


def test_the_secret_follows_no_redirection(endpoint, source):
    endpoint.answer, endpoint.location = (307, {}), endpoint.url + "/elsewhere"
    with pytest.raises(OSError):
        tokens_of(source).token()
    assert len(endpoint.asked) == 1


def test_an_endpoint_of_somebody_else_gets_no_secret(endpoint, source):
    stranger = TokenSource(
        url=source.url, client_id="x", client_secret=source.client_secret, ca_file=endpoint.certificates.stranger
    )
    with pytest.raises(OSError, match="certificate"):
        tokens_of(stranger).token()
    assert endpoint.asked == []


def test_a_missing_client_secret_is_said(source, monkeypatch):
    monkeypatch.delenv("CLIENT_SECRET")
    with pytest.raises(SecretMissing, match="CLIENT_SECRET"):
        tokens_of(source).token()


def test_a_token_is_kept_until_shortly_before_its_end():
    now, asked = [0.0], []

    def give():
        asked.append(now[0])
        return Given(token=f"t{len(asked)}", seconds=3600)

    kept = KeptTokens(give, lambda: now[0])
    assert kept.token() == kept.token() == "t1"
    now[0] = 3600 - tokens.EARLY_SECONDS - 1
    assert kept.token() == "t1"
    now[0] += 2
    assert kept.token() == "t2"
    assert kept.token(fresh=True) == "t3"


@pytest.mark.parametrize(
    ("printed", "token", "seconds"),
    [
        ("abc.def\n", "abc.def", 0.0),
        ('{"access_token": "abc", "expires_in": 600}', "abc", 600.0),
        ('{"accessToken": "abc", "expires_in": "600"}', "abc", 600.0),
        ('{"access_token": "abc", "expires_in": -5}', "abc", 0.0),
    ],
)
def test_what_a_command_or_a_file_may_say(tmp_path, printed, token, seconds):
    assert tokens.by_command((sys.executable, "-c", f"print({printed!r})")) == Given(token=token, seconds=seconds)
    file = tmp_path / "token"
    file.touch(mode=0o600)
    file.write_text(printed)
    assert tokens_of(TokenSource(file=file)).token() == token


@pytest.mark.parametrize("printed", ["", "two words", "{}", "{", "tok\x00en", "t\u00f6ken", '{"access_token": null}'])
def test_what_is_no_token(tmp_path, printed):
    with pytest.raises(TokenUnavailable):
        tokens.read(printed)


def test_a_token_that_others_can_read_is_none(tmp_path):
    file = tmp_path / "token"
    file.write_text("abc")
    file.chmod(0o644)
    with pytest.raises(SecretMissing, match="chmod 600"):
        tokens_of(TokenSource(file=file)).token()


def test_a_command_that_is_not_there_is_said():
    with pytest.raises(TokenUnavailable):
        tokens.by_command(("/does/not/exist",))
