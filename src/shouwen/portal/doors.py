"""Coming in and going out: a mailed link, a session, a language."""

from urllib.parse import quote

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shouwen.base.addresses import address_of
from shouwen.base.evenly import taking_alike
from shouwen.base.time import now
from shouwen.capabilities.customers.commands.portal_doors import (
    ask_login_link,
    check_login_link,
    sign_in_contact,
    sign_out_contact,
)
from shouwen.capabilities.customers.refusals import LoginLinkUnusable
from shouwen.portal.access import contacts_only, open_to_all
from shouwen.portal.letters import send_sign_in_link
from shouwen.portal.pages import page, refused, see_other
from shouwen.portal.sessions import drop_session, keep_session, session_key

YEAR = 365 * 24 * 3600


class MailForm(forms.Form):
    """Whose portal it is."""

    mail = forms.EmailField(
        label=gettext_lazy("Your e-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "autofocus": True, "inputmode": "email"}),
    )


@open_to_all
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponseBase:
    """Ask for a link; the answer and its time are the same whether the address is known or not."""
    next_url = _inside(request.POST.get("next") or request.GET.get("next", ""))
    form = MailForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return page(request, "sign_in.html", form=form, next_url=next_url, status=status)
    mail = form.cleaned_data["mail"]
    with taking_alike():
        asked = ask_login_link(mail=mail, address=address_of(request) or "local", at=now())
        if asked is not None:
            contact, raw = asked
            send_sign_in_link(
                contact=contact, mail=mail.strip().lower(), raw=raw, next_url=next_url, at=now()
            )
    return page(request, "link_sent.html", mail=mail)


@sensitive_variables("raw")
@open_to_all
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_link(request: HttpRequest, raw: str) -> HttpResponseBase:
    """The mailed link: looking at it uses nothing up (mail scanners look), pressing the button signs in. In place of
    one that is used up a new one is offered.
    """
    next_url = _inside(request.POST.get("next") or request.GET.get("next", ""))
    browser = request.headers.get("User-Agent", "")
    try:
        if request.method != "POST":
            check_login_link(raw=raw, at=now())
            return page(request, "sign_in_link.html", next_url=next_url)
        _contact, key = sign_in_contact(raw=raw, address=address_of(request), browser=browser, at=now())
    except LoginLinkUnusable as refusal:
        way_back = f"?next={quote(next_url)}" if next_url else ""
        return refused(request, refusal, new_link=f"{reverse('portal:sign-in')}{way_back}")
    response = see_other(next_url or reverse("portal:home"))
    keep_session(response, key)
    return response


@contacts_only
@require_POST
def sign_out(request: HttpRequest) -> HttpResponseBase:
    """This browser is signed out."""
    key = session_key(request)
    if key:
        sign_out_contact(key=key, at=now())
    response = see_other(reverse("portal:home"))
    drop_session(response)
    return response


@open_to_all
@require_POST
def choose_language(request: HttpRequest) -> HttpResponseBase:
    """This browser reads the other language from now on."""
    wanted = request.POST.get("language", "")
    response = see_other(_inside(request.POST.get("next", "")) or reverse("portal:home"))
    if wanted in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            wanted,
            max_age=YEAR,
            secure=settings.SESSION_COOKIE_SECURE,
            samesite="Lax",
        )
    return response


@open_to_all
@require_safe
def about(request: HttpRequest) -> HttpResponseBase:
    """How to reach the desk: numbers, hours, complaints (SD-4)."""
    return page(request, "about.html", title=gettext("How to reach us"))


def _inside(url: str) -> str:
    """`url` if it leads into the portal or to a progress link, else empty."""
    is_ours = url.startswith(("/portal/", "/s/")) and url_has_allowed_host_and_scheme(url, allowed_hosts=None)
    is_plain = url.isprintable() and " " not in url  # it stands in a letter, where other words could follow
    return url if is_ours and is_plain and len(url) < 300 else ""
