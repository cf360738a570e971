"""Messages: what is told to whom, on which fact, in which words."""

from django.utils.translation import gettext as _

from shouwen.domain.regulation import Regulation
from shouwen.domain.regulation.editing import Plain
from shouwen.web.regulations.editing import choices, matrix
from shouwen.web.regulations.editing.blocks import Block, Drawing, Folded, Slot, field, sentence
from shouwen.web.regulations.editing.kinds import Both, Flag, Many, One
from shouwen.web.regulations.editing.shapes.conditions import applies
from shouwen.web.regulations.editing.shapes.editor import name_fields
from shouwen.web.regulations.editing.spans import Span


def template(document: Regulation, value: Plain) -> list[Block]:
    return [
        *name_fields(),
        sentence(
            _("On %(on)s tell %(to)s by %(channels)s; for the customer this means: %(key)s."),
            on=Slot(("on",), _("On"), Many(choices.happenings(document), _("choose"))),
            to=Slot(("to",), _("To"), choices.people(document)),
            channels=Slot(("channels",), _("By"), Many(choices.message_channels(), _("choose"))),
            key=Slot(("key_point",), _("Key point"), One(choices.key_points())),
        ),
        *applies(document, ("when",)),
        field(("subject",), _("Subject line"), Both()),
        field(("body",), _("Text"), Both(rows=8)),
        Drawing(lambda _value: matrix.placeholders()),
        Folded(
            _("Particulars"),
            [
                sentence(
                    _("It goes out %(span)s after that. %(reply)s"),
                    span=Slot(("not_before",), _("Not before"), Span(optional=True)),
                    reply=Slot(("needs_reply",), "", Flag(_("Its reader is asked to answer"))),
                )
            ],
            (("not_before",), ("needs_reply",)),
        ),
    ]
