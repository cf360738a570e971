"""What every template finds in its context."""

import json
from functools import cache
from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from shouwen.base import time as desk_time
from shouwen.base.actors import NOBODY
from shouwen.base.files import FileTooLarge
from shouwen.base.sentences import filled
from shouwen.capabilities.calls.permissions import can_answer
from shouwen.ui.files import built_file
from shouwen.web import shell
from shouwen.web.help import Help, help_for, terms_of

LOOK_CHOICES = {
    "theme": (("system", _("As on the device")), ("light", _("Light")), ("dark", _("Dark"))),
    "density": (("compact", _("Compact")), ("standard", _("Standard")), ("roomy", _("Spacious"))),
    "keys": (("on", _("On")), ("off", _("Off"))),
}


def desk(request: HttpRequest) -> dict[str, Any]:
    """`actor`, `now`, `page_base`, `look`, `words` (of the scripts) and `shell` (links and addresses of the frame)."""
    actor = getattr(request, "actor", NOBODY)
    return {
        "actor": actor,
        "now": desk_time.now,
        "page_base": shell.base_of(request),
        "look": shell.look_of(request),
        "words": script_words(get_language()),
        "nonce": getattr(request, "nonce", ""),
        "look_choices": LOOK_CHOICES,
        "shell": Shell(request),
    }


class Shell:
    """Links of the frame, worked out only when the full frame is drawn."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @property
    def links(self) -> list[shell.Link]:
        return shell.links_for(self.request.actor, self.request.path)  # type: ignore[attr-defined]  # see access.DeskRequest

    @property
    def keys(self) -> dict[str, str]:
        return shell.keys_of(self.request.actor)  # type: ignore[attr-defined]  # see access.DeskRequest

    @property
    def help(self) -> Help:
        return help_for(self.request.path)

    @property
    def terms(self) -> list[tuple[Any, Any]]:
        return terms_of(self.help)

    @property
    def early_script(self) -> SafeString:
        """What runs before the scripts are there; it travels in the page."""
        return SafeString(built_file("early.js").decode())

    @property
    def live_worker(self) -> str:
        return static("built/live-worker.js")

    @property
    def inbox_topic(self) -> str:
        return f"inbox/{self.request.actor.id}"  # type: ignore[attr-defined]  # see access.DeskRequest

    @property
    def ticket_new_url(self) -> str:
        """The address of a new ticket; empty for whoever registers none."""
        may_register = self.request.actor.may("tickets.register")  # type: ignore[attr-defined]  # see access.DeskRequest
        return shell.address("web:ticket-new") if may_register else ""

    @property
    def caller_card_url(self) -> str:
        """The address of the caller card; empty for whoever answers no calls."""
        may_answer = can_answer(self.request.actor)  # type: ignore[attr-defined]  # see access.DeskRequest
        return shell.address("web:call-card") if may_answer else ""

    @property
    def calls_url(self) -> str:
        """The address of the list of calls; empty for whoever sees none."""
        may_see = self.request.actor.may("calls.see")  # type: ignore[attr-defined]  # see access.DeskRequest
        return shell.address("web:calls") if may_see else ""

    def __getattr__(self, name: str) -> str:
        """`shell.inbox_url`: the address of `web:inbox`, empty when there is no such page."""
        if not name.endswith("_url"):
            raise AttributeError(name)
        return shell.address(f"web:{name.removesuffix('_url').replace('_', '-')}")


@cache
def script_words(language: str | None) -> str:
    """The words that scripts write themselves, as JSON; places in braces."""
    return json.dumps(
        {
            "left": gettext("%(span)s left") % {"span": "{span}"},
            "late": gettext("%(span)s late") % {"span": "{span}"},
            "span_dh": gettext("{d} d {h} h"), "span_d": gettext("{d} d"), "span_hm": gettext("{h} h {m} min"),
            "span_h": gettext("{h} h"), "span_m": gettext("{m} min"),
            "just_now": gettext("just now"),
            "minutes_ago": gettext("{n} min ago"),
            "hours_ago": gettext("{n} h ago"),
            "no_answer": gettext(
                "The desk did not answer. What you typed is kept; send it again, it counts only once."
            ),
            "offline": gettext("No connection. What you type is kept in this browser."),
            "notices_denied": gettext(
                "The browser does not allow notifications from this site; you can allow them in its settings."
            ),
            "copied": gettext("Copied"), "not_copied": gettext("The browser did not allow copying"),
            "draft_saved": gettext("Kept here {time}"), "draft_on_desk": gettext("Saved {time}"),
            "draft_restored": gettext("Your unsent text is back"),
            "draft_afresh": gettext("Start over"), "draft_back": gettext("Restore it"),
            "lacking": gettext("Fill in or choose here."),
            "draft": gettext("Draft"), "offers": gettext("On offer"),
            "keep_phrase": gettext("Save what I wrote as a phrase"),
            "picture": gettext("picture"), "take_away": gettext("Remove {name}"), "comma": gettext(", "),
            "file_too_large": filled(gettext(FileTooLarge.message), name="{name}", megabytes="{megabytes}"),
            "too_many_files": gettext("Add at most %(most)s files. Left out: %(names)s")
            % {"most": "{most}", "names": "{names}"},
            "keys_go": gettext("Go to"), "keys_page": gettext("On this page"), "keys_rows": gettext("In the list"),
            "keys_send": gettext("Send"), "keys_sheet": gettext("This sheet"), "keys_next": gettext("Next row"),
            "keys_leave": gettext("Leave the field"),
            "keys_previous": gettext("Previous row"), "keys_open": gettext("Open"), "keys_pick": gettext("Select"),
            "keys_extend": gettext("Extend the selection"), "keys_palette": gettext("Command palette"),
            "recent": gettext("Recent"), "figures_here": gettext("Figures on this page"),
        },
        ensure_ascii=False,
    )  # fmt: skip
