"""The verbs on offer as one presses them: those that ask nothing at once, the others by their form in the drawer."""

from collections.abc import Callable, Iterable

from django import template
from django.utils.safestring import SafeString

from shouwen.ui.components import button, key_field, menu_item
from shouwen.ui.html import element, joined
from shouwen.web.tickets.head import Offer

register = template.Library()


@register.simple_tag(takes_context=True)
def verb_buttons(context: template.Context, offers: Iterable[Offer], call_back_url: str) -> SafeString:
    """Buttons; the first is the foremost of all, unless a call-back waits."""

    def drawn(offer: Offer, kind: str) -> SafeString:
        return _pressed(
            offer,
            context,
            lambda **attrs: button(offer.name, kind=kind, icon=offer.act.icon, key=offer.key, **attrs),
        )

    return joined(
        drawn(offer, "primary" if place == 0 and not call_back_url else "")
        for place, offer in enumerate(offers)
    )


@register.simple_tag(takes_context=True)
def verb_items(context: template.Context, offers: Iterable[Offer]) -> SafeString:
    """Items of the menu."""

    def drawn(offer: Offer) -> SafeString:
        act = offer.act
        danger = act.is_grave and not act.is_plain
        return _pressed(
            offer,
            context,
            lambda **attrs: menu_item(offer.name, icon=act.icon, key=offer.key, danger=danger, **attrs),
        )

    return joined(drawn(offer) for offer in offers)


def _pressed(offer: Offer, context: template.Context, draw: Callable[..., SafeString]) -> SafeString:
    """What `draw` makes, inside a form of its own where a press is the act."""
    if not offer.act.is_plain:
        return draw(href=offer.url, data_drawer=True)
    seen = context["ticket"].subject.seq
    hidden = (
        element("input", type="hidden", name="csrfmiddlewaretoken", value=str(context["csrf_token"])),
        key_field(),
        element("input", type="hidden", name="seen", value=seen),
    )
    inside = (*hidden, draw(type="submit"))
    return element("form", *inside, method="post", action=offer.url, hx_post=offer.url, hx_swap="none")
