"""What several looks, or a look and the page around it, want to know."""

from datetime import datetime
from functools import cached_property
from typing import Final, NamedTuple

from django.db import ProgrammingError, connection
from django.db.migrations.recorder import MigrationRecorder

from shouwen.capabilities.notifications import queries as notifications
from shouwen.capabilities.notifications.models import Mailbox
from shouwen.capabilities.regulations.choices import VersionState
from shouwen.capabilities.regulations.models import RegulationVersion
from shouwen.worker import queries as worker
from shouwen.worker.queries import Backlog, LoopState

STANDING: Final = """
SELECT EXISTS (SELECT FROM people_personrole AS held JOIN people_role AS role ON role.id = held.role_id
                 JOIN people_person AS person ON person.id = held.person_id
                WHERE role.code = 'administrator' AND person.is_active),
       EXISTS (SELECT FROM people_person),
       EXISTS (SELECT FROM base_setting WHERE key = 'paused'),
       ARRAY (SELECT year::int FROM service_levels_holidaytable WHERE region = 'cn')
"""


class Standing(NamedTuple):
    """How the desk stands."""

    has_administrator: bool
    has_people: bool
    is_paused: bool
    years_of_holidays: list[int]


class Asked:
    """Each question is asked of the database once, when its answer is first wanted."""

    @cached_property
    def server(self) -> tuple[int, str, datetime]:
        """Number and name of the database's version, and its clock."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT current_setting('server_version_num')::int, current_setting('server_version'),"
                " clock_timestamp()"
            )
            number, version, instant = cursor.fetchone()
        return number, version, instant

    @cached_property
    def migrations(self) -> set[tuple[str, str]]:
        """App and name of what made the tables; none where nobody has set up this desk."""
        try:
            return set(MigrationRecorder.Migration.objects.values_list("app", "name"))
        except ProgrammingError:  # there is no such table yet
            return set()

    @cached_property
    def standing(self) -> Standing:
        with connection.cursor() as cursor:
            cursor.execute(STANDING)
            return Standing(*cursor.fetchone())

    @cached_property
    def regulation(self) -> RegulationVersion | None:
        return RegulationVersion.objects.filter(state=VersionState.ACTIVE).first()

    @cached_property
    def backlog(self) -> Backlog:
        return worker.backlog()

    @cached_property
    def loops(self) -> list[LoopState]:
        return worker.loop_states()

    @cached_property
    def mails(self) -> dict[str, int]:
        return notifications.outbox_counts()

    @cached_property
    def mailboxes(self) -> list[Mailbox]:
        return list(notifications.mailboxes())
