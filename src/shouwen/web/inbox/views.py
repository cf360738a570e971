"""What changed for me, grouped by what it is about; read by one press or by opening it."""

import re
from collections import Counter, defaultdict
from datetime import timedelta
from typing import Any

from django.http import HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from shouwen.base.asked import whole
from shouwen.base.time import now
from shouwen.capabilities.notifications.commands.mutes import mute_subject, unmute_subject
from shouwen.capabilities.notifications.commands.notices import read_notices
from shouwen.capabilities.notifications.models import Notice
from shouwen.capabilities.notifications.queries import (
    UNREAD_CAP,
    inbox_of,
    muted_by,
    newest_unread,
    unread_count,
)
from shouwen.ui.components import Tab
from shouwen.web import shell
from shouwen.web.access import DeskRequest, staff_only

MOST = 100
JUST_NOW = timedelta(minutes=2)
TICKET = re.compile(r"/t/([\w-]+)")
WHERE = re.compile(r"https?://\S+")
"""Templates name the address; here a button leads there."""


@staff_only
@require_safe
def page(request: DeskRequest) -> HttpResponse:
    """The newest notices, those about one ticket together; unread ones first asked for, all by the second tab."""
    show = request.GET.get("show", "")
    if show == "muted":
        notices = muted_by(actor=request.actor)
    else:
        notices = list(inbox_of(actor=request.actor, unread_only=show != "all")[:MOST])
    tabs = [
        Tab(_("Unread"), "/inbox", show not in ("all", "muted")),
        Tab(_("All"), "/inbox?show=all", show == "all"),
        Tab(_("Muted"), "/inbox?show=muted", show == "muted"),
    ]
    return render(request, "web/inbox/page.html", {"groups": grouped(notices), "tabs": tabs, "show": show})


@staff_only
@require_safe
def newest(request: DeskRequest) -> HttpResponse:
    """The newest unread notice of these two minutes, for a browser that shows it while its window is covered."""
    found = newest_unread(actor=request.actor, since=now() - JUST_NOW)
    if found is None:
        return HttpResponse(status=204)
    body = WHERE.sub("", found.body).strip()[:160]
    return JsonResponse({"id": found.pk, "title": found.title, "body": body, "path": found.path or "/inbox"})


@staff_only
@require_POST
def mute(request: DeskRequest) -> HttpResponseBase:
    """Nothing rings any more for what happens about this subject, unless it calls by name."""
    asked = request.POST.get("subject", "")
    subject = whole(asked) or 0
    mute_subject(subject_id=subject, actor=request.actor, at=now())
    said = _("Muted. Mentions, work given to you and promises about to be missed still notify you.")
    shell.flash(request, said, undo_url=f"/inbox/mutes/{subject}/removal")
    return shell.see_other(request, "/inbox")


@staff_only
@require_POST
def unmute(request: DeskRequest, subject: int) -> HttpResponseBase:
    """It rings again."""
    unmute_subject(subject_id=subject, actor=request.actor)
    shell.flash(request, _("Unmuted"))
    return shell.see_other(request, "/inbox?show=muted")


@staff_only
@require_safe
def count(request: DeskRequest) -> HttpResponse:
    """The number on the bell; nothing for none."""
    unread = unread_count(actor=request.actor)
    return HttpResponse("" if not unread else "99+" if unread >= UNREAD_CAP else str(unread))


@staff_only
@require_POST
def read(request: DeskRequest) -> HttpResponseBase:
    """Notices count as read: one (`notice`), all about one subject (`subject`), or all; then on to `next`, if given."""
    ids = [pk for pk in map(whole, request.POST.getlist("notice")) if pk]
    subject = request.POST.get("subject", "")
    n = read_notices(
        actor=request.actor,
        at=now(),
        notice_ids=ids or None,
        subject_id=whole(subject),
    )
    said = ngettext("%(n)d notice read", "%(n)d notices read", n) % {"n": n}
    url = request.POST.get("next", "/inbox")
    if not (url.startswith("/") and not url.startswith("//")):
        url = "/inbox"
    if url == "/inbox":
        shell.flash(request, said)
    return shell.see_other(request, url)


def grouped(notices: list[Notice]) -> list[dict[str, Any]]:
    """Notices about one thing together, newest group first; the ticket's number and what was told twice stand once."""
    groups: dict[int, list[Notice]] = defaultdict(list)
    for notice in notices:
        groups[notice.subject_id or -notice.pk].append(notice)
    return [_group(found) for found in groups.values()]


def _group(found: list[Notice]) -> dict[str, Any]:
    newest = found[0]
    about = TICKET.fullmatch(newest.path)
    number = about[1] if about else ""
    titles = Counter(without_number(one.title, number) for one in found)
    lines = [title if n == 1 else f"{title} × {n}" for title, n in titles.items()]
    return {
        "newest": newest,
        "number": number,
        "title": lines[0],
        "body": WHERE.sub("", newest.body).strip(),
        "rest": lines[1:5],
        "more": max(0, len(lines) - 5),
        "subject": newest.subject_id,
        "ids": [one.pk for one in found],
        "unread": any(one.read_at is None for one in found),
        "url": newest.path,
    }


def without_number(title: str, number: str) -> str:
    """`title` as it reads where the ticket's number stands above it already; one that is nothing else stays."""
    if not number:
        return title
    bare = re.escape(number)
    left = re.sub(rf"\s*(?:【{bare}】|\[{bare}\]|(?<![\w-]){bare}(?![\w-]))\s*", " ", title)
    return re.sub(r"\s+(?=[：:，,])", "", left).strip().lstrip("：:，,").strip() or title
