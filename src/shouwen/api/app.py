"""The API put together: its routers, its answers to every no, its description."""

from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from shouwen import __version__
from shouwen.api import (
    assets,
    attachments,
    call_backs,
    calls,
    checks,
    customers,
    desk,
    drafting,
    duty,
    figures,
    hints,
    holidays,
    intake,
    jobs,
    macros,
    me,
    outbox,
    people,
    relations,
    reviews,
    simulations,
    stories,
    structure,
    tickets,
    todo,
    views,
    workbooks,
)
from shouwen.api.openapi import ABOUT, described
from shouwen.api.problems import told_as_problems

ROUTERS = (
    jobs.router,  # before the tickets: /tickets/exports is no number
    tickets.router, relations.router, stories.router, attachments.router, call_backs.router, checks.router,
    workbooks.router, customers.router, assets.router,
    me.router, people.router, duty.router, structure.router, drafting.router, intake.router, calls.router,
    desk.router,
    simulations.router, figures.router, outbox.router, holidays.router, views.router, macros.router,
    reviews.router, hints.router, todo.router,
)  # fmt: skip


class DeskApi(NinjaAPI):
    """REST API version 1. Routes are named by operation, its description says what every answer looks like."""

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        return described(super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params))


api = DeskApi(
    title="Shouwen 首问",
    version=__version__,
    description=ABOUT,
    urls_namespace="api",
    docs_url=None,
    openapi_url=None,
)
told_as_problems(api)
for _router in ROUTERS:
    api.add_router("", _router)
