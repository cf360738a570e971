"""Call-backs, questionnaires, scripts, closing rules, message templates: what follows the work."""

from django.utils.translation import gettext as _

from shouwen.capabilities.call_backs.choices import Purpose
from shouwen.capabilities.regulations.queries import Compiled
from shouwen.capabilities.tickets.labels import requirement_label
from shouwen.domain.regulation import (
    CallBack,
    ClosingRule,
    Questionnaire,
    Regulation,
    Script,
    Silence,
    Template,
)
from shouwen.ui.components import badge
from shouwen.web.regulations.pieces import Card, Group, Table, known, origin_of, yes_no
from shouwen.web.regulations.promises import ladder_link
from shouwen.web.regulations.wording import (
    condition,
    happenings,
    listed,
    name_of,
    parties,
    said,
    span,
    within,
)


def after(regulation: Compiled) -> list[Group]:
    document = regulation.document
    return [
        Group(
            "call_backs",
            _("Call-backs"),
            cards=tuple(_call_back(document, *pair) for pair in document.call_backs.items()),
        ),
        Group(
            "closing",
            _("Closing rules"),
            note=_(
                "What is required before a ticket closes, and what happens when the customer stays silent."
            ),
            cards=tuple(_closing(document, *pair) for pair in document.closing.items()),
        ),
        Group(
            "questionnaires",
            _("Questionnaires"),
            cards=tuple(_questionnaire(document, *pair) for pair in document.questionnaires.items()),
        ),
        Group("scripts", _("Scripts"), cards=tuple(_script(*pair) for pair in document.scripts.items())),
    ]


def messages(regulation: Compiled) -> list[Group]:
    """Every message in both languages: when it goes out, to whom, in which words."""
    document = regulation.document
    cards = tuple(_template(document, *pair) for pair in document.templates.items())
    note = _("Braces are filled from the ticket when the message is written.")
    return [Group("templates", _("Message templates"), note=note, cards=cards)]


def silence_words(rule: Silence) -> str:
    """What silence does, as a sentence."""
    then = {
        "stay": _("it stays open"),
        "close_unconfirmed": _("it closes as unconfirmed"),
        "manager": _("the desk manager decides"),
    }[rule.then]
    if rule.then == "stay":
        return _("When the customer can't be reached, it stays open.")
    return _("After %(tries)d tries and %(days)d days without an answer from the customer, %(then)s.") % {
        "tries": rule.tries,
        "days": rule.days,
        "then": then,
    }


def _call_back(document: Regulation, code: str, rule: CallBack) -> Card:
    when = condition(document, rule.when)
    sentence = _("After %(fact)s: %(within)s.") % {
        "fact": happenings(document, rule.after),
        "within": within(rule.within),
    }
    facts = known(
        (_("Condition"), when),
        (_("Late after"), span(rule.late_after) if rule.late_after else ""),
        (_("Escalates by"), ladder_link(document, rule.ladder)),
        (_("Not before"), within(rule.not_before) if rule.not_before else ""),
        (_("Who calls"), parties(document, rule.by)),
        (_("Tries"), str(rule.tries)),
        (_("Again after"), span(rule.again_after)),
        (_("Questionnaire"), name_of(document.questionnaires, rule.questionnaire)),
        (_("Script"), name_of(document.scripts, rule.script)),
    )
    return Card(
        code, said(rule.name), origin_of(rule), (badge(str(Purpose(rule.purpose).label)),), sentence, facts
    )


def _closing(document: Regulation, code: str, rule: ClosingRule) -> Card:
    used = listed(said(klass.name) for klass in document.classes.values() if klass.closing == code)
    facts = known(
        (_("Needs"), listed(requirement_label(one) for one in rule.requires) or _("nothing")),
        (_("Grade at least"), str(rule.grade_at_least) if rule.grade_at_least is not None else ""),
        (
            _("Lower grades close after treatment"),
            yes_no(rule.low_grades_close_after) if rule.grade_at_least is not None else "",
        ),
        (_("Used by"), used),
        (_("Closed by"), parties(document, rule.closes_by)),
        (_("Exceptions decided by"), parties(document, rule.override_by)),
        (_("Customers may confirm it themselves"), yes_no(rule.customer_may_confirm)),
    )
    return Card(code, said(rule.name), origin_of(rule), sentence=silence_words(rule.silence), facts=facts)


def _questionnaire(document: Regulation, code: str, form: Questionnaire) -> Card:
    kinds = {
        "grade": _("a grade"),
        "yes_no": _("yes or no"),
        "text": _("a text"),
        "choice": _("one of several"),
        "number": _("a number"),
    }
    closes = {
        "at_once": _("at once"),
        "improvement_recorded": _("once the improvement is recorded"),
        "treatment_done": _("once the manager's treatment is done"),
    }
    grades = tuple(
        (
            said(grade.name),
            str(grade.points),
            str(grade.deduction or "--"),
            yes_no(grade.asks_improvement),
            parties(document, grade.tells) or "--",
            closes[grade.closes],
            origin_of(grade),
        )
        for grade in form.grades.values()
    )
    heads = (
        _("Grade"),
        (_("Points"), "number"),
        (_("Deduction"), "number"),
        _("Asks what could be better"),
        _("Tells"),
        _("Closes"),
        _("Origin"),
    )
    asked = tuple((said(question.name), kinds[question.answers]) for question in form.questions.values())
    return Card(
        code,
        said(form.name),
        origin_of(form),
        sentence=said(form.about),
        facts=known(*asked),
        table=Table(heads, grades, said(form.name)) if grades else None,
    )


def _script(code: str, script: Script) -> Card:
    then = {
        "done": _("done"),
        "solved": _("solved"),
        "not_solved": _("not solved"),
        "call_later": _("call later"),
        "next": _("go on"),
    }
    branches = tuple((said(branch.answer), said(branch.say), then[branch.then]) for branch in script.branches)
    closing = ((_("Closing words"), said(script.close_with)),) if script.close_with else ()
    return Card(
        code,
        said(script.name),
        origin_of(script),
        prose=((_("Say"), said(script.say)), *closing),
        table=Table((_("If"), _("Say"), _("Then")), branches, said(script.name)) if branches else None,
    )


def _template(document: Regulation, code: str, template: Template) -> Card:
    channels = {"inbox": _("inbox"), "mail": _("mail")}
    facts = known(
        (_("Sent on"), happenings(document, template.on)),
        (_("Condition"), condition(document, template.when)),
        (_("To"), parties(document, template.to)),
        (_("By"), listed(channels[channel] for channel in template.channels)),
        (_("Not before"), span(template.not_before) if template.not_before else ""),
    )
    prose = ((said(template.subject), said(template.body)),)
    return Card(code, said(template.name), origin_of(template), facts=facts, prose=prose)
