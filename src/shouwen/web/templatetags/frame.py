"""What the frame adds to a page that was made for the drawer, and parts of it that are drawn once."""

import re
from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from shouwen.ui.html import element, joined

register = template.Library()
MOST_KEPT = 500
NUMBER = re.compile(r"[A-Z]+-[0-9-]+")


class Kept(template.Node):
    """Draws its inside once for each combination of language and the values it varies by; in this process, the newest
    MOST_KEPT of them.
    """

    def __init__(self, inside: NodeList, values: list[FilterExpression]) -> None:
        self.inside, self.values = inside, values
        self.drawn: OrderedDict[Hashable, SafeString] = OrderedDict()
        self.lock = Lock()

    def render(self, context: template.Context) -> SafeString:
        key = (get_language(), *(str(value.resolve(context)) for value in self.values))
        with self.lock:
            found = self.drawn.get(key)
            if found is not None:
                self.drawn.move_to_end(key)
                return found
        drawn = self.inside.render(context)
        with self.lock:
            self.drawn[key] = drawn
            if len(self.drawn) > MOST_KEPT:
                self.drawn.popitem(last=False)
        return drawn


@register.tag
def kept(parser: Parser, token: Token) -> Kept:
    """`{% kept look.theme actor.name %}…{% endkept %}`: name everything by which the inside differs, language aside.

    Nothing inside may belong to one request: no token, no key, no address asked for.
    """
    values = [parser.compile_filter(bit) for bit in token.split_contents()[1:]]
    inside = parser.parse(("endkept",))
    parser.delete_first_token()
    return Kept(inside, values)


@register.simple_block_tag(takes_context=True)
def headed(context: template.Context, content: SafeString) -> SafeString:
    """The page as it is, under its title if it has no heading of its own, as what is made for the drawer."""
    blocks = context.render_context.get(BLOCK_CONTEXT_KEY)
    title = blocks.get_block("title") if blocks and "<h1" not in content else None
    if title is None:
        return content
    head = element("h1", unbroken(title.render(context)))
    return joined([element("div", head, class_="page-head"), content])


@register.filter
def unbroken(title: str) -> SafeString:
    """`Close · SD-20261117-0001` as it is, but the number never breaks at its hyphens."""
    safe = conditional_escape(title)
    words, dot, number = safe.rpartition(" · ")
    if not (dot and NUMBER.fullmatch(number)):
        return safe
    return joined([mark_safe(words + dot), element("span", number, class_="nowrap")])
