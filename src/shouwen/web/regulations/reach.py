"""What a regulation would miss here and now, as sentences: who is named though nobody is there, levels in use."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from shouwen.base.languages import reader_language
from shouwen.capabilities.regulations.queries import key
from shouwen.capabilities.regulations.queries import names_of as names_of_codes
from shouwen.capabilities.service_levels.queries.reach import Why, unreached
from shouwen.capabilities.tickets.queries.levels import levels_proposed_by, levels_unknown_to
from shouwen.domain.regulation import Regulation
from shouwen.domain.regulation.closers import rules_without_agents
from shouwen.domain.regulation.problems import Path
from shouwen.web.regulations.titles import section_title
from shouwen.web.regulations.wording import listed, name_of, party, said


@dataclass(frozen=True, slots=True)
class Nobody:
    """One who is nobody: why, where it matters most (nobody else hears there), and where others are named too."""

    why: str
    alone: str
    besides: str


def nobodies(document: Regulation) -> list[Nobody]:
    """Everybody `document` names who is nobody today; those whose absence leaves a place empty come first."""
    found = [
        Nobody(
            _why(document, one.party, one.why),
            _places(document, one.alone),
            _places(document, [path for path in one.places if path not in one.alone]),
        )
        for one in unreached(document)
    ]
    return sorted(found, key=lambda one: not one.alone)


def nobody_lines(document: Regulation) -> list[str]:
    """The same as lines of text."""
    return [
        " ".join(
            filter(
                None,
                (
                    one.why,
                    _("Nobody is told there: %(places)s.") % {"places": one.alone} if one.alone else "",
                    _("Others are named too: %(places)s.") % {"places": one.besides} if one.besides else "",
                ),
            )
        )
        for one in nobodies(document)
    ]


def closing_warnings(document: Regulation) -> list[str]:
    """A sentence for each closing rule that leaves out the agents, with what to do."""
    return [
        _(
            "“%(rule)s”: a ticket goes over to the department that accepts it, and no agent is among those who "
            "close it. Make a draft, add the agents under “Closed by” of this rule, and put it into force."
        )
        % {"rule": said(document.closing[code].name)}
        for code in rules_without_agents(document)
    ]


def level_warnings(document: Regulation) -> list[str]:
    """A sentence for each level that open tickets have and `document` does not know, with the one proposed for them."""
    strange, proposed = levels_unknown_to(document), levels_proposed_by(document)
    names = names_of_codes((key("level", code) for code in strange), language=reader_language())
    return [
        _(
            "Open tickets with the level “%(level)s”, which this version does not know: %(count)s. If they move too, "
            "choose what it becomes; nearest is “%(nearest)s”."
        )
        % {
            "count": count,
            "level": names.get(key("level", code), code),
            "nearest": name_of(document.levels, proposed[code]),
        }
        for code, count in strange.items()
    ]


def _why(document: Regulation, code: str, why: Why) -> str:
    sentences = {
        Why.NO_HOLDER: _("Nobody holds the role %(party)s."),
        Why.ONLY_FOR_TEAMS: _(
            "The role %(party)s is held only for single teams, by nobody for the whole desk."
        ),
        Why.NO_MEMBERS: _("The team %(party)s has no members."),
        Why.NO_PERSON: _("There is no active person %(party)s."),
        Why.NO_POST: _("Nobody has the post %(party)s."),
    }
    kind, mark, named = code.partition(":")
    words = name_of(document.teams, named) if mark and kind in ("team", "duty") else party(document, code)
    return sentences[why] % {"party": f"“{words}”" if words else code}


def _places(document: Regulation, paths: Iterable[Path]) -> str:
    return listed(dict.fromkeys(_place(document, path) for path in paths))


def _place(document: Regulation, path: Path) -> str:
    section, *rest = map(str, path)
    rules = getattr(document, section)
    if section == "dispatch":
        words = {"by": _("Dispatched by"), "falls_to": _("Falls to"), "lines": _("Lines, in order")}
        return f"{section_title(section)} · {words[rest[0]]}"
    told = f"{section_title(section)} · {said(rules[rest[0]].name)}"
    if section == "ladders":
        return _("%(ladder)s, step %(number)d") % {"ladder": told, "number": int(rest[2]) + 1}
    return told
