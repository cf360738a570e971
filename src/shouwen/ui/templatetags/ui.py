"""Each component as a tag of its own name: `{% button … %}`, `{% card … %}…{% endcard %}`; ranges, names as filters."""

from django import template

from shouwen.base.ranges import enumerated
from shouwen.base.sentences import ending, opening
from shouwen.ui.components import BLOCKS, COMPONENTS
from shouwen.ui.dates import day_span, short_span, span

register = template.Library()

for component in COMPONENTS:
    register.simple_tag(component)
for block in BLOCKS:
    register.simple_block_tag(block)
register.filter("enumerated", enumerated)
register.filter("span", span)
register.filter("day_span", day_span)
register.filter("short_span", short_span)
register.filter("opening", opening)
register.filter("ending", ending)
