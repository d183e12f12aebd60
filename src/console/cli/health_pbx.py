"""What `console doctor` looks at in the telephone: of an Asterisk, one finding for each thing that is missing."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from console.cli.health import Finding, Health, phone
from console.i18n import _

if TYPE_CHECKING:
    from console.adapters.phone.ami.examine import Missing
    from console.settings.site import Server, Site

PART = "phone"


def telephone(site: Site) -> Iterator[Finding]:
    """Where calls come from."""
    if site.phone.source == "asterisk" and site.phone.asterisk is not None:
        yield from _pbx(site, site.phone.asterisk)
    else:
        yield from phone(site.phone)


def _pbx(site: Site, server: Server) -> Iterator[Finding]:
    """Log in as intake does and look; nothing is changed and nobody's phone rings."""
    from console.adapters.phone.ami.account import account_of
    from console.adapters.phone.ami.examine import examine

    where = f"asterisk {server.host}:{server.port} ({server.security})"
    extensions = [one.extension for one in site.people.operators if one.extension]
    if not extensions:
        yield Finding(PART, Health.WARNING, where, _("Nessun operatore ha un interno: operators.yaml."))
    devices = (*extensions, *site.phone.trunks)
    missing = asyncio.run(examine(partial(account_of, server), queue=site.phone.queue, devices=devices))
    for one in missing:
        health = Health.FAILURE if one.is_fatal else Health.WARNING
        yield Finding(PART, health, where, _sentence(one))
    if not any(one.is_fatal for one in missing):
        yield Finding(PART, Health.OK, where)


def _sentence(missing: Missing) -> str:
    from console.adapters.phone.ami.examine import Lack

    names = ", ".join(missing.names)
    words = {
        Lack.PASSWORD: "{names}",
        Lack.UNREACHABLE: _("Non risponde: {names}"),
        Lack.CERTIFICATE: _("Il certificato non vale ({names}): phone.asterisk.ca_file in console.yaml."),
        Lack.LOGIN: _("Accesso rifiutato ({names}): nome, password e permit in manager.conf."),
        Lack.PERMISSION: _("All'accesso mancano permessi per {names}: la riga write in manager.conf."),
        Lack.QUEUE: _("La coda {names} non c'è: phone.queue in console.yaml e queues.conf."),
        Lack.CONTEXTS: _("Nel piano di chiamata mancano {names}: includere asterisk/extensions.conf."),
        Lack.CONSULT: _("Senza {names} non ci sono consultazioni: riportare extensions.conf allo stato attuale."),
        Lack.DEVICES: _("Il centralino non conosce {names}: operators.yaml, phone.trunks e pjsip.conf."),
    }
    return words[missing.lack].format(names=names)
