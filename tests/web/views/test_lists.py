"""Lists one lays out: filters that stay, saved views, cells changed in place, the palette, board and wall."""

import re
from datetime import date, time

import pytest
from django.test import Client

from shouwen.capabilities.people.models import Membership, Person, ShiftPattern
from shouwen.capabilities.tickets.commands import (
    complete_ticket,
    dispatch_ticket,
    suspend_ticket,
    take_ticket,
)
from shouwen.capabilities.tickets.models import Ticket
from shouwen.capabilities.tickets.queries.lists import tickets_listed
from shouwen.capabilities.views.commands import open_screen
from shouwen.capabilities.views.models import SavedView
from shouwen.web.middleware import path_without_secrets
from tests.capabilities.tickets.makers import MONDAY_9, MONDAY_10, MONDAY_11, a_ticket, a_ticket_in_work


def page(answer):
    return answer.content.decode()


def fields_of(html):
    """The hidden fields of the first form that leads to the list."""
    form = re.search(r'<form[^>]*action="/tickets".*?</form>', html, re.S).group()
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))


# REQ UX-4
def test_the_drawer_of_filters_and_the_search_keep_every_filter_in_force(desk, browse):
    client = browse(desk.agent)
    query = f"view=open&klass=fault&customer={desk.customer.pk}"

    assert fields_of(page(client.get(f"/tickets?{query}")))["klass"] == "fault"
    drawer = page(client.get(f"/tickets/filters?{query}"))
    assert fields_of(drawer) == {"view": "open", "customer": str(desk.customer.pk)}
    assert '<option value="fault" selected>' in drawer


def test_a_list_saved_as_a_view_is_a_tab_with_its_count(desk, browse):
    a_ticket(desk)
    client = browse(desk.agent)

    saved = client.post("/views?view=open&klass=fault", {"name": "故障", "scope": "personal"})

    view = SavedView.objects.get()
    assert saved.headers["Location"] == f"/tickets?view=open&klass=fault&saved={view.pk}"
    assert view.filters == {"klass": "fault"}
    tabs = page(client.get(f"/tickets/counts?view=open&klass=fault&saved={view.pk}"))
    tab = re.search(r'<a class="tab"[^>]*aria-current="page"[^>]*>(.*?)</a>', tabs).group(1)
    assert re.sub(r"<[^>]+>", " ", tab).split() == ["故障", "1"]


def test_a_view_without_a_name_is_asked_for_again_and_nothing_is_saved(desk, browse):
    answer = browse(desk.agent).post("/views?view=open", {"name": " ", "scope": "personal"})

    assert answer.status_code == 422
    assert SavedView.objects.count() == 0


def test_somebody_elses_personal_view_is_not_to_be_removed(desk, browse):
    browse(desk.manager).post("/views?view=open", {"name": "我的", "scope": "personal"})
    view = SavedView.objects.get()

    assert browse(desk.agent).post(f"/views/{view.pk}/remove").status_code == 404
    assert SavedView.objects.filter(is_removed=False).count() == 1


def test_the_list_has_the_columns_and_the_order_its_reader_chose(desk, browse):
    first, second = a_ticket(desk), a_ticket(desk)
    client = browse(desk.agent)

    client.post("/views/layout?view=open", {"columns": ["number", "level", "title"], "ordering": "newest"})

    html = page(client.get("/tickets?view=open"))
    assert re.findall(r'<th scope="col" class="(q-\w+)"', html) == ["q-number", "q-level", "q-title"]
    assert re.findall(r'<tr data-row="([^"]+)"', html) == [second.number, first.number]
    client.post("/views/layout?view=open", {"usual": "1"})
    assert 'class="q-handler"' in page(client.get("/tickets?view=open"))


@pytest.mark.parametrize("ordering", ["due", "newest", "oldest"])
def test_every_order_pages_through_all_rows_once_and_back(desk, ordering):
    for _ in range(5):
        a_ticket(desk)
    Ticket.objects.filter(pk__in=Ticket.objects.order_by("pk").values("pk")[:2]).update(next_due_at=None)

    def ask(cursor=""):
        return tickets_listed(
            view="open", actor=desk.as_agent, at=MONDAY_9, ordering=ordering, cursor=cursor, limit=2
        )

    pages, cursor = [], ""
    while True:
        pages.append(ask(cursor))
        cursor = pages[-1].next
        if not cursor:
            break
    numbers = [row.number for one in pages for row in one.rows]
    assert len(numbers) == len(set(numbers)) == 5
    assert ask(pages[1].previous).rows == pages[0].rows


def test_a_level_is_changed_in_its_cell_and_undone(desk, browse):
    ticket = a_ticket(desk)
    client = browse(desk.agent)
    before = ticket.level_id

    offer = page(client.get(f"/cells/{ticket.number}/level"))
    other = next(
        code for code in re.findall(r'name="value" value="(\w+)"', offer) if f"level/{code}" != before
    )
    done = client.post(f"/cells/{ticket.number}/level", {"value": other, "reason": "客户来电说明影响更大"})

    ticket.refresh_from_db()
    assert ticket.level_id == f"level/{other}"
    assert done.status_code in (204, 303)


def test_a_cell_offers_nothing_to_who_may_not_change_it(desk, browse):
    ticket = a_ticket_in_work(desk)

    assert browse(desk.engineer).get(f"/cells/{ticket.number}/level").status_code == 403
    assert browse(desk.other_engineer).get(f"/cells/{ticket.number}/level").status_code in (403, 404)


# REQ UX-4
def test_before_the_press_acts_on_many_say_which_tickets_stay_as_they_are(desk, browse):
    dispatched, in_work = a_ticket(desk), a_ticket_in_work(desk)
    dispatch_ticket(ticket=dispatched, engineer=desk.engineer, actor=desk.as_agent, at=MONDAY_9)

    html = page(
        browse(desk.engineer).get(f"/tickets/bulk/take?ticket={dispatched.number}&ticket={in_work.number}")
    )

    lines = re.findall(r'<li( class="faint")?>.{0,400}?class="mono">([^<]+)<', html, re.S)
    assert [(number, bool(stays)) for stays, number in lines] == [
        (dispatched.number, False),
        (in_work.number, True),
    ]
    assert "有 1 单保持不变" in html


def options(html):
    return re.findall(r'role="option"[^>]*href="([^"]+)"', html)


# REQ UX-5
def test_the_palette_finds_pages_by_pinyin_initials_tickets_by_their_end_and_customers(desk, browse):
    ticket = a_ticket(desk)
    client = browse(desk.agent)

    assert options(page(client.get("/palette?q=gd")))[0] == "/tickets"
    assert options(page(client.get(f"/palette?q={ticket.number[-6:]}")))[0] == f"/t/{ticket.number}"
    found = options(page(client.get(f"/palette?q={desk.customer.name[:2]}")))
    assert f"/customers/{desk.customer.pk}" in found


# REQ UX-5
def test_the_palette_finds_a_colleague_by_initials_and_what_he_has_in_hand(desk, browse):
    Person.objects.filter(pk=desk.engineer.pk).update(name="王强", post="现场工程师")
    to_him, in_hand = f"/people/{desk.engineer.pk}", f"/tickets?view=open&amp;handler={desk.engineer.pk}"

    seen_by = {one: page(browse(one).get("/palette?q=wq")) for one in (desk.agent, desk.other_engineer)}

    assert options(seen_by[desk.agent])[:2] == [to_him, in_hand]
    assert options(seen_by[desk.other_engineer])[0] == to_him
    assert in_hand not in seen_by[desk.other_engineer]
    assert in_hand in page(browse(desk.agent).get(to_him))


def test_the_palette_offers_the_verbs_of_the_ticket_one_looks_at(desk, browse):
    ticket = a_ticket(desk)

    html = page(browse(desk.agent).get(f"/palette?ticket={ticket.number}"))

    assert f"/t/{ticket.number}/dispatch" in options(html)


def test_the_palette_shows_no_ticket_one_may_not_see(desk, browse):
    ticket = a_ticket(desk)

    html = page(browse(desk.other_engineer).get(f"/palette?q={ticket.number}&ticket={ticket.number}"))

    assert f"/t/{ticket.number}" not in html


# REQ RS-4
def test_the_board_shows_who_works_when_what_he_has_and_what_waits(desk, browse):
    waiting, in_hand = a_ticket(desk), a_ticket_in_work(desk)

    html = page(browse(desk.agent).get("/dispatch/board"))

    row = re.search(rf'<tr data-person="{desk.engineer.pk}".*?</tr>', html, re.S).group()
    assert in_hand.number in row
    assert row.count('class="is-on') == 8
    assert f'data-row="{waiting.number}"' in html


def test_the_board_says_who_works_all_day_till_midnight_or_not_at_all_and_narrows_to_a_team(desk, browse):
    planned = {desk.engineer: (time(), time()), desk.other_engineer: (time(20), time(8))}
    ShiftPattern.objects.filter(person__in=[desk.agent, *planned]).delete()
    for person, (starts_at, ends_at) in planned.items():
        for weekday in range(1, 8):
            ShiftPattern.objects.create(
                person=person, weekday=weekday, starts_at=starts_at, ends_at=ends_at,
                time_zone="Asia/Shanghai", valid_from=date(2026, 1, 1),
            )  # fmt: skip
    client = browse(desk.agent)

    rows = dict(
        re.findall(
            r'<tr data-person="(\d+)".*?<div class="help">(.*?) · ', page(client.get("/dispatch/board")), re.S
        )
    )
    team = Membership.objects.filter(person=desk.engineer).values_list("team_id", flat=True)[0]
    narrowed = re.findall(r'<tr data-person="(\d+)"', page(client.get(f"/dispatch/board?team={team}")))

    assert rows[str(desk.engineer.pk)] == "全天"
    assert rows[str(desk.other_engineer.pk)].split(" ", 3) == ["00:00", "～", "08:00", "20:00 ～ 24:00"]
    assert str(desk.agent.pk) not in rows
    assert str(desk.engineer.pk) in narrowed


# REQ UX-9
def test_a_screen_shows_figures_without_sign_in_and_no_words_of_a_ticket(desk, browse):
    ticket = a_ticket(desk)
    _screen, secret = open_screen(name="大厅", actor=desk.as_manager)

    answer = Client(headers={"Accept-Language": "zh-CN"}).get(f"/wall/{secret}")

    assert answer.status_code == 200
    assert ticket.title not in page(answer)
    assert desk.customer.name not in page(answer)
    assert secret not in path_without_secrets(answer.wsgi_request)
    for wrong in ("/wall/wrong", "/wall/wrong/figures", "/wall/wrong/live"):
        assert Client().get(wrong).status_code == 404
    assert browse(desk.engineer).get("/wall").status_code == 403


def test_each_figure_of_the_first_page_counts_the_list_it_leads_to(desk, browse):
    a_ticket(desk)
    a_ticket_in_work(desk)
    for person in (desk.agent, desk.manager, desk.engineer):
        client = browse(person)
        html = page(client.get("/"))
        tiles = re.findall(r'<a class="tile[^"]*" href="([^"]+)".*?class="figure">([^<]+)', html, re.S)
        assert tiles
        for url, number in tiles:
            rows = re.findall(r"<tr data-row=", page(client.get(url.replace("&amp;", "&"))))
            assert len(rows) == int(number), url


def test_i_work_on_what_i_took_and_have_not_completed_and_nothing_else(desk, browse):
    waiting, worked, resting, done = (a_ticket(desk) for _number in range(4))
    for ticket in (waiting, worked, resting, done):
        dispatch_ticket(ticket=ticket, engineer=desk.engineer, actor=desk.as_agent, at=MONDAY_9)
    for ticket in (worked, resting, done):
        take_ticket(ticket=ticket, actor=desk.as_engineer, at=MONDAY_9)
    by_me = {"actor": desk.as_engineer, "at": MONDAY_10}
    suspend_ticket(ticket=resting, reason="waiting_parts", until=MONDAY_11, **by_me)
    complete_ticket(
        ticket=done, cause="搓纸轮磨损", solution="更换搓纸轮", process="拆机", way="on_site", **by_me
    )

    listed = page(browse(desk.engineer).get("/tickets?view=in-hand"))

    assert [ticket.number in listed for ticket in (waiting, worked, resting, done)] == [
        False,
        True,
        True,
        False,
    ]


# REQ SD-12 RS-5
def test_what_lies_with_a_team_is_on_the_first_page_of_each_who_may_take_it(desk, browse):
    ticket = dispatch_ticket(ticket=a_ticket(desk), team=desk.second_line, actor=desk.as_agent, at=MONDAY_9)

    first = page(browse(desk.other_engineer).get("/"))
    listed = page(browse(desk.other_engineer).get("/tickets?view=team-to-take"))

    assert re.search(r"本组待接单.*?<span class=\"figure\">1<", first, re.S)
    assert ticket.number in listed
    assert "本组待接单" not in page(browse(desk.agent).get("/"))
