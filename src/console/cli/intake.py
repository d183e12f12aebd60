"""`console intake`: the one process that takes mail and calls in and carries orders out."""

from __future__ import annotations

import asyncio
import contextlib
import signal

import click

from console.cli.ending import Code
from console.cli.frame import Scene, common, examples, on_site
from console.cli.output import flush, talk
from console.i18n import _


@click.command(
    help=_(
        "Prende in entrata posta e telefonate ed esegue gli invii, finché è interrotto (Ctrl-C o SIGTERM). Uno per "
        "sito: un secondo aspetta e subentra se il primo si ferma."
    ),
    epilog=examples("console intake", "console intake --config /etc/ue-console --data-dir /var/lib/ue-console"),
)
@common
@on_site
async def intake(scene: Scene) -> int:
    """Serve until told to stop; an orderly stop is 0, as a service manager expects."""
    from console.bootstrap.links import build_intake

    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    service = build_intake(scene.site)
    service.on_lease = _News(scene)
    talk(_("Presa in entrata avviata; il registro è {file}.").format(file=scene.site.paths.log_file))
    serving = asyncio.create_task(service.run())
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait((serving, stopping), return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    if serving.done():
        serving.result()
    serving.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await serving
    talk(_("Presa in entrata fermata."))
    return Code.OK


class _News:
    """Says once when this process serves and when another does; repeated news is none."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._last: bool | None = None

    def __call__(self, held: bool) -> None:
        if held is not self._last:
            self._last = held
            sentence = _("In servizio.") if held else _("In attesa: serve un altro processo.")
            self._scene.say({"serving": held}, sentence)
            flush()
