"""Judging a request: accept, grade, mark, its contract, override the check, route away."""

from typing import Any, cast

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shouwen.base.languages import name_in
from shouwen.base.ranges import enumerated
from shouwen.capabilities.customers.models import Contact, Contract, Product, Site
from shouwen.capabilities.customers.queries import products_for
from shouwen.capabilities.tickets.closing import code_of
from shouwen.capabilities.tickets.commands import (
    accept_ticket,
    change_contract,
    change_particulars,
    grade_ticket,
    mark_major,
    override_check,
    route_away,
)
from shouwen.capabilities.tickets.facts import PARTICULARS_CHANGED
from shouwen.capabilities.tickets.fields import PARTICULARS
from shouwen.capabilities.tickets.labels import finding_label
from shouwen.capabilities.tickets.queries import routes_for
from shouwen.domain.workflow import TicketVerb as V
from shouwen.web.fields import choice, text
from shouwen.web.tickets.acts.act import Act, Scene, TicketForm
from shouwen.web.words import choices_of, route_name


class GradeForm(TicketForm):
    klass = choice(_("Class"), required=False, radio=True)
    impact = choice(_("Impact"), required=False, radio=True)
    urgency = choice(_("Urgency"), required=False, radio=True)
    difficulty = choice(_("Difficulty"), required=False)
    level = choice(_("Level set by hand"), required=False, help=_("Empty: as impact and urgency imply."))
    category = choice(_("Category"), required=False)
    reason = text(
        _("Reason"),
        required=False,
        rows=2,
        help=_("Needed where the level changes or differs from the matrix."),
    )

    def prepare(self) -> None:
        document, ticket = self.scene.regulation.document, self.scene.ticket
        klass = code_of(ticket.klass_id)
        fitting = {code: rule for code, rule in document.categories.items() if rule.klass == klass}
        for name, section, empty in (
            ("klass", document.classes, None),
            ("impact", document.impacts, None),
            ("urgency", document.urgencies, None),
            ("difficulty", document.difficulties, str(_("Not specified"))),
            ("level", document.levels, str(_("As in the matrix"))),
            ("category", fitting, str(_("Not specified"))),
        ):
            self.fields[name].choices = choices_of(section, empty=empty)  # type: ignore[attr-defined]  # choice fields
            self.initial.setdefault(name, "" if name == "level" else code_of(getattr(ticket, f"{name}_id")))
        if not document.difficulties:
            del self.fields["difficulty"]


class MarkForm(TicketForm):
    is_major = forms.BooleanField(label=_("This is a major incident"), required=False)
    reason = text(_("Reason"), rows=2)

    def prepare(self) -> None:
        self.initial.setdefault("is_major", not self.scene.ticket.is_major)


class ContractForm(TicketForm):
    contract = forms.ModelChoiceField(
        label=_("Contract"), queryset=Contract.objects.none(), required=False, empty_label=_("No contract")
    )
    reason = text(_("Reason"), required=False, rows=2)

    def prepare(self) -> None:
        rows = Contract.objects.filter(customer_id=self.scene.ticket.customer_id or 0).order_by(
            "-maintenance_until"
        )
        self.fields["contract"].queryset = rows  # type: ignore[attr-defined]  # a model choice
        self.initial.setdefault("contract", self.scene.ticket.contract_id)


class ParticularsForm(TicketForm):
    contact = forms.ModelChoiceField(
        label=_("Contact"), queryset=Contact.objects.none(), required=False, empty_label=_("Not specified")
    )
    site = forms.ModelChoiceField(
        label=_("Site"), queryset=Site.objects.none(), required=False, empty_label=_("Not specified")
    )
    product = forms.ModelChoiceField(
        label=_("Product or system"),
        queryset=Product.objects.none(),
        required=False,
        empty_label=_("Not specified"),
    )

    def prepare(self) -> None:
        ticket, fields = self.scene.ticket, cast(dict[str, Any], self.fields)
        fields["contact"].queryset = Contact.objects.filter(customer_id=ticket.customer_id or 0).order_by(
            "name", "pk"
        )
        fields["site"].queryset = Site.objects.filter(
            Q(is_active=True) | Q(pk=ticket.site_id), customer_id=ticket.customer_id or 0
        ).order_by("name", "pk")
        fields["product"].queryset = products_for(ticket.customer_id, besides=ticket.product_id)
        fields["product"].label_from_instance = lambda product: name_in(product.names)
        for name in PARTICULARS:
            self.initial.setdefault(name, getattr(ticket, f"{name}_id"))


class OverrideForm(TicketForm):
    reason = text(_("Why it is served anyway"))


class RouteForm(TicketForm):
    route = choice(_("Where it goes"), radio=True)
    reason = text(_("Reason"), help=_("The sender is told with the regulation's template."))

    def prepare(self) -> None:
        """What answers to the findings of the check stands first, the best of it chosen."""
        check = self.scene.ticket.checks.order_by("-pk").first()
        fitting = routes_for(self.scene.ticket, check)
        document = self.scene.regulation.document
        names = {code: route_name(document, code) for code in document.routes}
        field = self.fields["route"]
        field.choices = [(code, names.pop(code)) for code in fitting] + list(names.items())  # type: ignore[attr-defined]  # a choice
        if fitting and check is not None:
            self.initial.setdefault("route", fitting[0])
            found = enumerated(finding_label(code) for code in check.findings)
            field.help_text = _(
                "The check found: %(found)s. What the regulation provides for it comes first."
            ) % {"found": found}


def _grade(scene: Scene, values: dict[str, Any]) -> Any:
    return grade_ticket(**scene.usual, **values)


ACTS = (
    Act(
        "accept",
        V.ACCEPT,
        lambda scene, values: accept_ticket(**scene.usual),
        _("Accepted"),
        "check",
        key="a",
    ),
    Act("grade", V.GRADE, _grade, _("Graded"), "flag", form=GradeForm),
    Act(
        "mark",
        V.MARK,
        lambda scene, values: mark_major(**scene.usual, **values),
        _("Mark changed"),
        "star",
        form=MarkForm,
    ),
    Act(
        "contract",
        V.CHANGE_CONTRACT,
        lambda scene, values: change_contract(**scene.usual, **values),
        _("Contract changed"),
        "contract",
        form=ContractForm,
        help=_("The check is repeated and the promises are recalculated."),
    ),
    Act(
        "particulars",
        V.MARK,
        lambda scene, values: change_particulars(**scene.usual, changes=values),
        _("Contact, site and product saved"),
        "customer",
        form=ParticularsForm,
        fact=PARTICULARS_CHANGED,
        title=_("Set contact, site and product"),
        help=_("Only what this customer has. With another contact or product the check is made again."),
    ),
    Act(
        "override",
        V.CHANGE_CONTRACT,
        lambda scene, values: override_check(**scene.usual, **values),
        _("Served anyway"),
        "shield",
        form=OverrideForm,
        fact="ticket.checked",
        title=_("Serve despite the failed check"),
    ),
    Act(
        "route-away",
        V.ROUTE_AWAY,
        lambda scene, values: route_away(**scene.usual, **values),
        _("Routed away"),
        "route-away",
        form=RouteForm,
    ),
)
