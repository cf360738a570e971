"""How a page acts on a colleague: find him among the visible, check the form, run one command, go back to his page."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from shouwen.base.refusals import InvalidInput, NotVisible, Refusal
from shouwen.capabilities.people.models import Person
from shouwen.web import shell
from shouwen.web.access import DeskRequest


def find_person(request: DeskRequest, person_id: int) -> Person:
    """The person with this id, if the actor may see him; NotVisible otherwise."""
    found: Person | None = Person.objects.visible_to(request.actor).filter(pk=person_id).first()
    if found is None:
        raise NotVisible(person=person_id)
    return found


def carry_out(
    request: DeskRequest,
    person: Person,
    form: Any,
    title: str,
    said: str,
    act: Callable[[dict[str, Any]], object],
) -> HttpResponseBase:
    """Show the form, or do the one act and go back to the person's page."""
    if form.is_valid():
        try:
            act(form.cleaned_data)
            return back_to(request, person, said)
        except InvalidInput as refusal:
            form.tell(refusal)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence())
    facts = {"form": form, "title": title, "action": request.path, "back_url": address_of(person)}
    return render(request, "web/form.html", facts, status=422 if request.POST else 200)


def back_to(request: DeskRequest, person: Person, said: str) -> HttpResponseBase:
    shell.flash(request, said)
    return shell.see_other(request, address_of(person))


def address_of(person: Person) -> str:
    return reverse("web:person", args=[person.pk])
