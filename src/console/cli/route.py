"""`console route PLACE`: which office is competent, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from console.cli.ending import Code, Ended
from console.cli.frame import Scene, common, examples, on_site
from console.cli.output import plain_data
from console.domain.contact import OfficeId
from console.domain.routing import Choice, ProposalKind
from console.i18n import _

if TYPE_CHECKING:
    from console.domain.routing import Proposal


@click.command(
    help=_("Dice quale ufficio è competente per un comune, una località o un codice postale, e perché."),
    epilog=examples("console route Airolo", 'console route "6710 Biasca"', "console route 6593 --json"),
)
@common
@click.argument("place", nargs=-1, required=True, metavar=_("LUOGO"))
@on_site
async def route(scene: Scene, place: tuple[str, ...]) -> int:
    """The competent office for a place. 3: no such place."""
    wanted = " ".join(place)
    proposal = scene.site.directory.route(wanted)
    reason = _(proposal.reason).format(**dict(proposal.facts))
    data = {**plain_data(proposal), "reason": reason, "facts": dict(proposal.facts), "place": wanted}
    if proposal.kind is ProposalKind.UNKNOWN and not scene.call.json:
        near = _(" Forse: {names}.").format(names=", ".join(proposal.suggestions)) if proposal.suggestions else ""
        raise Ended(Code.NOT_FOUND, f"{reason}.{near}")
    scene.say(data, *_lines(scene, proposal, reason))
    return Code.NOT_FOUND if proposal.kind is ProposalKind.UNKNOWN else Code.OK


def _lines(scene: Scene, proposal: Proposal, reason: str) -> list[str]:
    lines = [_office(scene, proposal.office)] if proposal.office else []
    lines.append(reason)
    if proposal.kind is ProposalKind.ASK:
        lines += [_choice(scene, choice) for choice in proposal.choices]
    return lines


def _choice(scene: Scene, choice: Choice) -> str:
    office = _office(scene, choice.office) if choice.office else _("altro cantone")
    return _("  {municipality} ({share:.0f} % degli indirizzi): {office}").format(
        municipality=choice.municipality, share=choice.share, office=office
    )


def _office(scene: Scene, office: str) -> str:
    found = scene.site.directory.office(OfficeId(office))
    return _("{name}, interno {extension}").format(name=found.name, extension=found.extension or "-")
