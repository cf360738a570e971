"""What a simulation found, drawn: the chart, what was exchanged, two simulations side by side."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from shouwen.capabilities.regulations.queries import stored_document
from shouwen.capabilities.simulations.commands.replaying import EVERY
from shouwen.capabilities.simulations.models import Simulation
from shouwen.capabilities.simulations.queries import PromiseFound
from shouwen.ui.components.bars import Bar, Part, bar_chart
from shouwen.web.words import choices_of


@dataclass(frozen=True, slots=True)
class Compared:
    """One promise in two simulations; None where one of them does not know it."""

    name: str
    ours: PromiseFound | None
    theirs: PromiseFound | None

    @property
    def difference(self) -> str:
        """How many breaches more (or fewer) than the other."""
        if self.ours is None or self.theirs is None:
            return "--"
        return f"{self.ours.breached - self.theirs.breached:+d}".replace("+0", "0")


def chart_of(found: Sequence[PromiseFound]) -> SafeString:
    """As it was and as it would have been, promise by promise, under the finding in one sentence."""
    met, breached = pgettext("promise", "Met"), pgettext("promise", "Breached")
    groups = [
        (
            one.name,
            [
                Bar(
                    _("As it was"), [Part(met, one.was_met, "good"), Part(breached, one.was_breached, "bad")]
                ),
                Bar(_("What-if"), [Part(met, one.met, "good"), Part(breached, one.breached, "bad")]),
            ],
        )
        for one in found
    ]
    return bar_chart(groups, caption=finding(found))


def finding(found: Sequence[PromiseFound]) -> str:
    """What came out, in one sentence."""
    more = sum(one.newly_breached for one in found)
    fewer = sum(one.newly_met for one in found)
    if not more and not fewer:
        return _(
            "No promise that was kept would have been broken, and none that was broken would have been kept."
        )
    broken = ngettext(
        "%(count)d more promise would have been broken",
        "%(count)d more promises would have been broken",
        more,
    )
    kept = ngettext(
        "%(count)d that was broken would have been kept",
        "%(count)d that were broken would have been kept",
        fewer,
    )
    return _("%(broken)s, %(kept)s.") % {"broken": broken % {"count": more}, "kept": kept % {"count": fewer}}


def compared(ours: Sequence[PromiseFound], theirs: Sequence[PromiseFound]) -> list[Compared]:
    """The promises of both, ours first."""
    mine, other = {one.code: one for one in ours}, {one.code: one for one in theirs}
    return [
        Compared((mine.get(code) or other[code]).name, mine.get(code), other.get(code))
        for code in [*mine, *(code for code in other if code not in mine)]
    ]


def swaps_of(simulation: Simulation) -> list[str]:
    """What was exchanged besides the regulation, in words."""
    document = stored_document(simulation.document)
    told = []
    if simulation.calendar:
        names = dict(choices_of(document.calendars))
        told.append(_("Calendar: %(before)s counts as %(after)s") % _named(simulation.calendar, names))
    if simulation.service_level:
        names = {EVERY: _("Every service level"), **dict(choices_of(document.service_levels))}
        told.append(
            _("Service level: %(before)s counts as %(after)s") % _named(simulation.service_level, names)
        )
    return told


def _named(swap: dict[str, str], names: dict[str, str]) -> dict[str, str]:
    return {"before": names.get(swap["from"], swap["from"]), "after": names.get(swap["to"], swap["to"])}
