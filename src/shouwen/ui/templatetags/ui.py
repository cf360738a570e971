"""Every component as a tag of its own name: `{% button … %}`, `{% card … %}…{% endcard %}`."""

from django import template

from shouwen.ui.components import BLOCKS, COMPONENTS

register = template.Library()

for component in COMPONENTS:
    register.simple_tag(component)
for block in BLOCKS:
    register.simple_block_tag(block)
