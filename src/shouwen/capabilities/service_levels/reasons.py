"""Why a table of holidays can't be read, in the reader's language, for pages, API and terminal alike."""

from typing import Final

from django.utils.translation import gettext_noop as _

from shouwen.base.sentences import Sentences

HOLIDAY_REASONS: Final = Sentences(
    _("a date appears twice"),
    _("unknown key %(key)s"),
    _("%(on)s is not between %(first)s and %(last)s"),
    _("%(on)s is neither closed, make_up nor own_hours"),
    _("%(on)s follows no weekday"),
    _("%(on)s has names that are no words"),
    _("%(on)s has no hours"),
    _("%(on)s needs hours such as %(example)s"),
    _("%(on)s is not in %(year)s"),
    _("it is not JSON, from line %(line)s on"),
    _("it is JSON of no table"),
    _("it needs days such as %(example)s"),
    _("it holds no entry of whole days"),
    _("the entry of %(on)s lasts longer than a year"),
    _("it holds more than %(count)s days"),
    _("it holds no row with a date"),
    _("it is too large to be a table of holidays"),
    _("it is neither text in UTF-8 nor an Excel sheet"),
    _("it is not an Excel sheet"),
    _("row %(row)s: %(cell)s is not a date"),
    _("row %(row)s: say whether %(on)s is closed (休) or worked (班)"),
    _("%(cell)s is not a date"),
    _("%(cell)s is not a day"),
    otherwise=_("it is no table of holidays"),
)
