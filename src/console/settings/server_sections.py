"""The keys of one server in console.yaml: address, protection, login. A secret in the file itself is a fault."""

from __future__ import annotations

import re
from pathlib import Path

from console.i18n import _
from console.settings import servers as s
from console.settings.checks import host, path
from console.settings.problems import shown
from console.settings.reader import Fields

_PORTS = {"imap": {s.Security.TLS: 993, s.Security.STARTTLS: 143, s.Security.NONE: 143},
          "smtp": {s.Security.TLS: 465, s.Security.STARTTLS: 587, s.Security.NONE: 25},
          "asterisk": {s.Security.TLS: 5039, s.Security.STARTTLS: 5039, s.Security.NONE: 5038}}  # fmt: skip
_LOCAL = ("localhost", "127.0.0.1", "::1", "[::1]")
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def server(fields: Fields, kind: str, base: Path) -> s.Server:
    """One server: `kind` is imap, smtp or asterisk. Certificates and secrets lie in `base`."""
    security = fields.choice("security", s.Security, s.Security.TLS)
    auth = fields.choice("auth", s.Auth, s.Auth.PASSWORD) if kind != "asterisk" else s.Auth.PASSWORD
    found = s.Server(
        host=host(fields, "host"),
        port=fields.integer("port", _PORTS[kind][security], least=1, most=65535),
        security=security,
        user=fields.text("user", ""),
        secret=_secret(fields, base),
        ca_file=path(fields, "ca_file", base),
        auth=auth,
        token=_token(fields, base) if kind != "asterisk" else s.TokenSource(),
    )
    if security is s.Security.NONE and found.host and found.host not in _LOCAL:
        message = _("Senza cifratura verso un altro computer: password e contenuto si leggono lungo la strada.")
        fields.warning("security", message, _("Usare tls o starttls.") if kind != "asterisk" else _("Usare tls."))
    _check_login(fields, found)
    fields.finish()
    return found


def _check_login(fields: Fields, found: s.Server) -> None:
    with_token = _sources(found.token)
    if found.auth is s.Auth.PASSWORD:
        if found.user and not found.secret.is_given:
            fields.error("user", _("Manca la password: indicare password_env, password_file o password_keyring."))
        if with_token:
            fields.error("auth", _("Un gettone vuole auth: xoauth2."))
        return
    if not found.user:
        fields.missing("user")
    if found.secret.is_given:
        fields.error("auth", _("Con auth: xoauth2 non ci vuole una password."))
    if len(with_token) != 1:
        fields.error("auth", _("Con auth: xoauth2 ci vuole uno di token_command, token_file e oauth."))


def _sources(token: s.TokenSource) -> list[str]:
    given = {"token_command": token.command, "token_file": token.file, "oauth": token.url}
    return [name for name, value in given.items() if value]


def _secret(fields: Fields, base: Path, prefix: str = "password") -> s.Secret:
    """The secret under `prefix`_env, `prefix`_file or `prefix`_keyring."""
    names = tuple(f"{prefix}_{kind}" for kind in ("env", "file", "keyring"))
    for name in dict.fromkeys((prefix, "password", "pass", "passwd", "secret", "token")):
        if fields.node(name) is not None:
            message = _("Una password non sta in questo file.")
            hint = _("Indicare {env} (variabile d'ambiente), {file} (file leggibile da voi soli) o {keyring}.")
            fields.error(name, message, hint.format(env=names[0], file=names[1], keyring=names[2]))
    environment, file, keyring = fields.text(names[0], ""), path(fields, names[1], base), fields.text(names[2], "")
    if environment and not _VARIABLE.fullmatch(environment):
        fields.error(names[0], _("Qui ci vuole il NOME di una variabile d'ambiente, non il suo valore."))
    if keyring and not re.fullmatch(r"[^\s/][^/]*/.*\S", keyring):
        fields.error(names[2], _("Qui ci vuole servizio/utente, come stanno nel portachiavi."))
    given = [name for name, value in zip(names, (environment, file, keyring), strict=True) if value]
    if len(given) > 1:
        message = _("O {first} o {second}, non tutti e due.")
        fields.error(given[1], message.format(first=given[0], second=given[1]))
    return s.Secret(environment=environment, file=file, keyring=keyring)


def _token(fields: Fields, base: Path) -> s.TokenSource:
    command, file = fields.texts("token_command"), path(fields, "token_file", base)
    if fields.node("oauth") is None:
        return s.TokenSource(command=command, file=file)
    oauth = fields.section("oauth")
    found = s.TokenSource(
        command=command, file=file, url=_token_url(oauth), client_id=oauth.text("client_id"),
        client_secret=_secret(oauth, base, "client_secret"), scope=oauth.text("scope", ""),
        ca_file=path(oauth, "ca_file", base),
    )  # fmt: skip
    if not found.client_secret.is_given:
        oauth.missing("client_secret_file")
    oauth.finish()
    return found


def _token_url(oauth: Fields) -> str:
    url = oauth.text("token_url")
    local = re.match(r"http://(localhost|127\.0\.0\.1)[:/]", url)
    if url and not local and not re.fullmatch(r"https://[^\s/@]+(/\S*)?", url):
        oauth.error("token_url", _("Ci vuole un indirizzo https://…, non «{text}».").format(text=shown(url)))
    return url
