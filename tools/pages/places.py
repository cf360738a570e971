"""Fills the {places} of the pages' addresses from the demo story, and adds what the story leaves out.

Runs inside the desk: `shouwen manage shell -c "from tools.pages.places import tell; tell()"`.
"""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

from PIL import Image

from shouwen.base.files import Upload
from shouwen.base.models import Message
from shouwen.base.time import database_now, fixed_at
from shouwen.capabilities.call_backs.models import CallBack
from shouwen.capabilities.calls.models import Call
from shouwen.capabilities.customers.commands.contacts import create_contact
from shouwen.capabilities.customers.commands.places import create_asset
from shouwen.capabilities.customers.commands.portal_doors import issue_login_link
from shouwen.capabilities.customers.models import Asset, Contact, Contract, Customer, Product, Site
from shouwen.capabilities.intake.commands.receive_mail import receive_mail
from shouwen.capabilities.intake.models import IntakeItem
from shouwen.capabilities.intake.ports import Authentication, AutomaticReason, MailAddress, ParsedMail
from shouwen.capabilities.jobs.commands import ask_for
from shouwen.capabilities.jobs.models import Job
from shouwen.capabilities.notifications.commands.mailboxes import save_mailbox, settings_of
from shouwen.capabilities.notifications.models import Mailbox
from shouwen.capabilities.people.commands.accounts import invite_person
from shouwen.capabilities.people.commands.links import ask_new_password
from shouwen.capabilities.people.models import Person, Team
from shouwen.capabilities.people.queries import actor_of
from shouwen.capabilities.regulations.commands import draft_from
from shouwen.capabilities.regulations.models import RegulationVersion
from shouwen.capabilities.regulations.queries import active_regulation, preset_text
from shouwen.capabilities.service_levels.models import Clock
from shouwen.capabilities.simulations.commands import ask_simulation
from shouwen.capabilities.simulations.models import Simulation
from shouwen.capabilities.tickets.choices import Visibility
from shouwen.capabilities.tickets.commands import attach_file
from shouwen.capabilities.tickets.models import Ticket
from shouwen.capabilities.tickets.progress_links import progress_path
from shouwen.capabilities.tickets.queries import verbs_open_to
from shouwen.capabilities.tickets.queries.exporting import EXPORT_TICKETS, export_parameters
from shouwen.capabilities.tickets.queries.lists import Filters
from shouwen.capabilities.views.commands import open_screen
from shouwen.capabilities.workplace.commands.drafts import keep_draft
from shouwen.capabilities.workplace.commands.macros import keep_macro
from shouwen.capabilities.workplace.commands.phrases import keep_phrase
from shouwen.capabilities.workplace.models import Macro, Phrase
from shouwen.portal.letters import send_sign_in_link
from shouwen.web.tickets.acts import ACTS
from tools.pages.catalogue import RULES


def tell() -> None:
    """Prints the places as one line of JSON, for a program that stands outside the desk."""
    print("PLACES", json.dumps(places()))


def places() -> dict[str, str]:
    """What every place of an address is called here; secrets in it are new each time and good for one desk only."""
    at = database_now()
    with fixed_at(at):
        found = {**_of_the_story(), **_added(at), **_secrets(at)}
        found |= {f"for_{slug.replace('-', '_')}": number for slug, number in _for_acts()}
    return {name: str(value) for name, value in found.items()}


def _of_the_story() -> dict[str, Any]:
    hospital = Customer.objects.get(code="YY01")
    tickets = Ticket.objects.order_by("pk")
    waiting = tickets.filter(customer=hospital, state="in_progress").first() or tickets.get(pk=1)
    document = active_regulation().document
    promised = Clock.objects.filter(subject_id=waiting.pk, shown_to_customer=True).earliest("pk")
    return {
        "ticket": waiting.number,
        "major": tickets.filter(customer__code="YH03", state="in_progress").latest("pk").number,
        "closed": tickets.filter(state="closed", customer=hospital).earliest("pk").number,
        "engineers": tickets.filter(handler__user_name="wangqiang", state="in_progress").latest("pk").number,
        "clock": promised.pk,
        "promise": promised.promise,
        "call_back": CallBack.objects.waiting().earliest("pk").pk,
        "call": Call.objects.to_call_back().latest("pk").pk,
        "token": waiting.subject.public_token,
        "customer": hospital.pk,
        "site": Site.objects.filter(customer=hospital).earliest("pk").pk,
        "contract": Contract.objects.get(customer=hospital).pk,
        "person": Person.objects.get(user_name="wangqiang").pk,
        "todo": f"ticket-{waiting.number}",
        "version": RegulationVersion.objects.earliest("pk").number,
        **{section: next(iter(getattr(document, section))) for section in RULES},
    }


def _added(at: datetime) -> dict[str, Any]:
    """What the story does not tell of, made once by the same commands that the pages use."""
    agent, manager, keeper = (_actor(name) for name in ("linxiao", "zhoumin", "admin"))
    hospital = Customer.objects.get(code="YY01")
    ticket = Ticket.objects.filter(customer=hospital, state="in_progress").earliest("pk")
    if not Phrase.objects.exists():
        keep_phrase(
            name="已受理",
            body="您好，您的问题已受理，单号 {number}。",
            team=None,
            actor=agent,
            at=at,
        )
        keep_macro(
            name="受理并记录",
            steps=[{"act": "note", "text": "已与客户核对现象。"}],
            team=None,
            actor=agent,
            at=at,
        )
        keep_draft(
            place=f"ticket/{ticket.pk}/answer",
            texts={"body": "已联系客户，正在"},
            base={},
            picks={},
            actor=agent,
            at=at,
        )
        attach_file(ticket=ticket, upload=_picture(), actor=agent, at=at, visibility=Visibility.CUSTOMER)
        receive_mail(mail=_letter(), at=at)
        save_mailbox(settings=settings_of(None, address="desk@desk.example"), actor=keeper, at=at)
        draft_from(version=RegulationVersion.objects.earliest("pk"), actor=keeper, at=at)
        create_asset(
            customer=hospital,
            product=Product.objects.get(code="PRT"),
            serial="PRT-2024-0117",
            actor=manager,
            at=at,
        )
        create_contact(
            customer=hospital,
            name="陈静",
            phones=["13800138021"],
            mails=["chenjing@yiyuan.example"],
            actor=manager,
            at=at,
        )
        export = export_parameters(view="open", filters=Filters())
        ask_for(kind=EXPORT_TICKETS, parameters=export, actor=manager)
        ask_simulation(
            title="改用《服务等级》", period_from=at - timedelta(days=14), period_to=at, text=preset_text("sla"),
            source="内置：客户服务等级协议", actor=manager,
        )  # fmt: skip
    return {
        "phrase": Phrase.objects.earliest("pk").pk,
        "macro": Macro.objects.earliest("pk").pk,
        "intake": IntakeItem.objects.latest("pk").pk,
        "mailbox": Mailbox.objects.earliest("pk").pk,
        "draft": RegulationVersion.objects.filter(state="draft").earliest("pk").number,
        "asset": Asset.objects.earliest("pk").pk,
        "contact": Contact.objects.filter(customer=hospital).earliest("pk").pk,
        "job": Job.objects.filter(kind=EXPORT_TICKETS).earliest("pk").pk,
        "simulation": Simulation.objects.earliest("pk").pk,
    }


def _secrets(at: datetime) -> dict[str, Any]:
    """Addresses that open something for whoever has them: told once, so made anew."""
    keeper, manager = _actor("admin"), _actor("zhoumin")
    number = Person.objects.count()
    team = Team.objects.get(code="first_line")
    _person, invitation = invite_person(
        user_name=f"newcomer{number}",
        name="新同事",
        email=f"newcomer{number}@desk.example",
        teams=[team],
        actor=keeper,
        at=at,
    )
    asked = ask_new_password(login="linxiao", address="127.0.0.1", at=at)
    contact = Contact.objects.filter(customer__code="YY01").earliest("pk")
    send_sign_in_link(
        contact=contact, mail="wangfang@yiyuan.example", raw="used-up", next_url="/portal/", at=at
    )
    signed = progress_path(Ticket.objects.filter(customer__code="YY01", state="in_progress").earliest("pk"))
    return {
        "invitation": invitation,
        "password": asked[1] if asked else "",
        "screen": open_screen(name="大厅", actor=manager)[1],
        "login_link": issue_login_link(contact=contact, at=at),
        "signed": signed.strip("/").split("/")[1],
        "message": Message.objects.earliest("pk").pk,
    }


def _for_acts() -> Iterator[tuple[str, str]]:
    """A ticket for each act that the desk manager may do now, else any ticket."""
    manager = _actor("zhoumin")
    tickets = list(Ticket.objects.select_related("subject").order_by("pk"))
    for slug, act in ACTS.items():
        open_for = (one for one in tickets if act.verb in verbs_open_to(manager, one))
        yield slug, next(open_for, tickets[0]).number


def _actor(user_name: str) -> Any:
    return actor_of(Person.objects.get(user_name=user_name))


def _picture() -> Upload:
    kept = BytesIO()
    Image.new("RGB", (320, 180), "#98a2b3").save(kept, "PNG")
    kept.seek(0)
    return Upload(kept, "报错截图.png", "image/png")


def _letter() -> ParsedMail:
    """A newsletter from a customer's address: written by a machine, so an agent decides about it."""
    return ParsedMail(
        message_id="<newsletter@yiyuan.example>", sender=MailAddress("wangfang@yiyuan.example", "王芳"), to=(), cc=(),
        reply_to=(), subject="第 47 周系统巡检通报", sent_at=None, in_reply_to="", references=(),
        text="各位同事：\n门诊楼打印终端本周巡检发现 2 台卡纸，请协助处理。", quoted="", html="", attachments=(),
        authentication=Authentication(), automatic=AutomaticReason.MAILING_LIST, digest="0" * 64,
    )  # fmt: skip
