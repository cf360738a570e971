"""Expected no's: the desk understood, changed nothing, and says what to do."""

from typing import Any, ClassVar

from django.utils.translation import gettext, gettext_noop

from shouwen.base.sentences import filled


class Refusal(Exception):
    """The desk understood the request and will not do it; nothing was changed.

    `facts` fill the places of `message`; the sentence is translated once, at the edge, by `sentence()`.
    """

    code: ClassVar[str] = "refused"
    status: ClassVar[int] = 409
    message: ClassVar[str] = gettext_noop("This can't be done now.")

    def __init__(self, **facts: Any) -> None:
        self.facts = facts
        super().__init__(f"{self.code} {facts}" if facts else self.code)

    def sentence(self) -> str:
        """The refusal in the reader's language, with its facts filled in."""
        return filled(gettext(self.message), **self.facts)


class NotPermitted(Refusal):
    """The actor may see the thing but not do this to it."""

    code = "not_permitted"
    status = 403
    message = gettext_noop("You may not do this. Ask the desk manager for the permission.")


class NotVisible(Refusal):
    """Not allowed looks the same as not existing."""

    code = "not_found"
    status = 404
    message = gettext_noop("There is nothing here, or you may not see it.")


class StaleView(Refusal):
    """Something happened that the user had not seen when he answered."""

    code = "stale_view"
    status = 412
    message = gettext_noop("Something new has happened. Read it, then send again; your text is kept.")


class InvalidInput(Refusal):
    """Values were missing or wrong; `errors` maps field names to sentences."""

    code = "invalid_input"
    status = 422
    message = gettext_noop("Some values are missing or wrong.")

    def __init__(self, errors: dict[str, str], **facts: Any) -> None:
        self.errors = errors
        super().__init__(**facts)

    def __str__(self) -> str:
        return f"{self.code} {self.errors}"


class TooMany(Refusal):
    """A limit was reached; `seconds` says when to try again."""

    code = "too_many"
    status = 429
    message = gettext_noop("Too many attempts. Wait %(seconds)s seconds and try again.")
    longer: ClassVar[str] = gettext_noop("Too many attempts. Try again in %(minutes)s minutes.")

    def sentence(self) -> str:
        """The refusal in the reader's language; a wait longer than two minutes is told in minutes."""
        seconds = int(self.facts["seconds"])
        return (
            super().sentence() if seconds <= 120 else filled(gettext(self.longer), minutes=-(-seconds // 60))
        )


class Unavailable(Refusal):
    """The system can't keep this promise now and says so instead of taking the request."""

    code = "unavailable"
    status = 503
    message = gettext_noop("The desk can't accept this right now. Nothing was lost; try again in a minute.")
