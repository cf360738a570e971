"""The desk opened for one command at the terminal: folders, database, Django, the reader's language."""

import os
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from shouwen.cli.entry import CommandFailed
from shouwen.runtime import external, folders, lock, postgres, values


@contextmanager
def opened(*, start: bool = True) -> Iterator[None]:
    """Django is set up and the database answers inside the block; the embedded one is started for it if need be.

    With `start=False` nothing is started and the block must cope with a database that does not answer. An expected
    no of the desk (a Refusal) ends the command with its sentence.
    """
    data = folders.data_folder()
    try:
        folders.prepare(data)
    except PermissionError as problem:
        raise CommandFailed(
            f"{data}: 无权使用，请设置 SHOUWEN_DATA 或由其所有者运行"
            " · no right to use it; set SHOUWEN_DATA or run as its owner"
        ) from problem
    if not os.environ.get("SHOUWEN_SECRET_KEY") and not os.environ.get("SHOUWEN_SECRET_KEY_FILE"):
        folders.secret(data, "secret_key")
    if not os.environ.get("SHOUWEN_PUBLIC_URL") and (running := lock.address_in_use(data)):
        os.environ["SHOUWEN_PUBLIC_URL"] = running  # links lead to the desk that runs
    url = values.database_url()
    try:
        if start and not url:
            with postgres.running(data):
                yield from _set_up()
        else:
            if start:
                external.require(url)
            yield from _set_up()
    except postgres.PostgresUnavailable as problem:
        raise CommandFailed(str(problem)) from problem


@contextmanager
def speaking() -> Iterator[None]:
    """The desk's words can be told inside the block, in the reader's language; neither database nor data folder is
    needed or touched.
    """
    if not os.environ.get("SHOUWEN_SECRET_KEY") and not os.environ.get("SHOUWEN_SECRET_KEY_FILE"):
        os.environ["SHOUWEN_SECRET_KEY"] = secrets.token_urlsafe(48)  # nothing is signed with it
    yield from _set_up()


def _set_up() -> Iterator[None]:
    import django
    from django.apps import apps
    from django.utils import translation

    if not apps.ready:
        django.setup()
    from shouwen.base.refusals import Refusal

    with translation.override(language()):
        try:
            yield
        except Refusal as refusal:
            raise CommandFailed(sentence_of(refusal)) from refusal


def language() -> str:
    """English where the terminal's locale says so by name, else Chinese."""
    wanted = os.environ.get("SHOUWEN_LANGUAGE") or os.environ.get("LC_ALL") or os.environ.get("LANG") or ""
    return "en" if wanted.lower().startswith("en") else "zh-hans"


def sentence_of(refusal: Exception) -> str:
    """The sentence a refusal says, and for bad input what is wrong with each field."""
    errors = getattr(refusal, "errors", None)
    if errors:
        return "; ".join(f"{field}: {text}" for field, text in errors.items())
    sentence = getattr(refusal, "sentence", None)
    return str(sentence() if callable(sentence) else refusal)


def secret_from_input(prompt: str) -> str:
    """A secret typed at the terminal, or the first line of standard input; never asked where nobody can answer."""
    if sys.stdin.isatty():
        import getpass

        return getpass.getpass(prompt)
    return sys.stdin.readline().rstrip("\n")
