"""Products and business systems: the list, and one of them."""

from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from shouwen.base.asked import whole
from shouwen.base.languages import name_in
from shouwen.base.refusals import InvalidInput, NotVisible, Refusal
from shouwen.base.time import now
from shouwen.capabilities.customers.commands.products import change_product, create_product
from shouwen.capabilities.customers.models import Product
from shouwen.capabilities.customers.queries import search_products
from shouwen.web import shell
from shouwen.web.access import DeskRequest, granted
from shouwen.web.customers.forms import ProductForm
from shouwen.web.customers.listed import form_page

PAGE = 50


@granted("customers.see")
@require_safe
def listed(request: DeskRequest) -> HttpResponse:
    words, after = request.GET.get("q", ""), request.GET.get("after", "")
    first = whole(after) or 0
    found = search_products(words=words).select_related("incident_manager", "team", "skill")
    products = list(found[first : first + PAGE + 1])
    facts = {
        "rows": [
            (p, name_in(p.names), p.get_kind_display(), name_in(p.team.names) if p.team else "",
             name_in(p.skill.names) if p.skill else "")
            for p in products[:PAGE]
        ],
        "words": words,
        "next_url": "?" + urlencode({"q": words, "after": first + PAGE}) if len(products) > PAGE else "",
        "heads": [_("Product"), _("Kind"), _("Family"), _("Incident manager"), _("Team"), _("Skill needed")],
        "may_manage": request.actor.may("customers.manage"),
    }  # fmt: skip
    return render(request, "web/customers/products.html", facts)


@granted("customers.manage")
@require_http_methods(["GET", "POST"])
def new(request: DeskRequest) -> HttpResponseBase:
    form = ProductForm(request.POST or None)
    if form.is_valid():
        try:
            create_product(actor=request.actor, at=now(), **form.values())
            return _done(request, _("The product is added"))
        except InvalidInput as refusal:
            form.tell(refusal, also={"names": "name_zh"})
        except Refusal as refusal:
            form.add_error("code", refusal.sentence())
    return form_page(request, form, _("New product"), reverse("web:products"))


@granted("customers.manage")
@require_http_methods(["GET", "POST"])
def change(request: DeskRequest, code: str) -> HttpResponseBase:
    product = Product.objects.filter(code=code).first()
    if product is None:
        raise NotVisible(product=code)
    initial = {
        **{name: getattr(product, name) for name in ("code", "kind", "family", "is_own")},
        "name_zh": product.names.get("zh"), "name_en": product.names.get("en"),
        "incident_manager": product.incident_manager_id, "team": product.team_id, "skill": product.skill_id,
    }  # fmt: skip
    form = ProductForm(request.POST or None, initial=initial)
    form.fields["code"].disabled = True
    if form.is_valid():
        values = {name: value for name, value in form.values().items() if name != "code"}
        try:
            change_product(product=product, actor=request.actor, at=now(), **values)
            return _done(request, _("Saved"))
        except InvalidInput as refusal:
            form.tell(refusal, also={"names": "name_zh"})
    return form_page(request, form, name_in(product.names), reverse("web:products"))


def _done(request: DeskRequest, said: str) -> HttpResponseBase:
    shell.flash(request, said)
    return shell.see_other(request, reverse("web:products"))
