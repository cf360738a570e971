"""What the frame adds to a page that was made for the drawer."""

from django import template
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.utils.safestring import SafeString

from shouwen.ui.html import element, joined

register = template.Library()


@register.simple_block_tag(takes_context=True)
def headed(context: template.Context, content: SafeString) -> SafeString:
    """The page as it is, under its title if it has no heading of its own, as what is made for the drawer."""
    blocks = context.render_context.get(BLOCK_CONTEXT_KEY)
    title = blocks.get_block("title") if blocks and "<h1" not in content else None
    if title is None:
        return content
    return joined([element("div", element("h1", title.render(context)), class_="page-head"), content])
