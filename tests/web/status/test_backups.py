"""Backups on the status page: begun by a form, listed with size and age, downloaded by whoever keeps the system."""

from pathlib import Path

import pytest
from django.utils import timezone

from shouwen.base.models import Fact
from shouwen.capabilities.jobs.models import Job
from tests.capabilities.people.makers import an_administrator

pytestmark = pytest.mark.django_db


@pytest.fixture
def archive(own_data: Path) -> Path:
    folder = own_data / "backups"
    folder.mkdir(mode=0o700)
    path = folder / f"shouwen-{timezone.now():%Y%m%d}-000000.tar"  # a fresh one: no page asks for another
    path.write_bytes(b"x" * 2048)
    return path


def test_a_form_sent_twice_begins_one_backup(desk, browse):
    keeper, _actor = an_administrator()
    client = browse(keeper)

    answers = [client.post("/status/backups", {"idempotency_key": "k"})["Location"] for _ in range(2)]
    second = client.post("/status/backups", {"idempotency_key": "l"})

    job = Job.objects.get()
    assert answers == [f"/jobs/{job.pk}"] * 2
    assert (job.kind, second.status_code) == ("status.backup", 409)


def test_backups_are_listed_to_who_looks_and_given_to_who_keeps_the_system(desk, browse, archive: Path):
    keeper, actor = an_administrator()

    looking, keeping = browse(desk.manager), browse(keeper)
    seen, kept = (client.get("/status").content.decode() for client in (looking, keeping))
    address = f"/status/backups/{archive.name}"
    refused = [looking.get(address).status_code, looking.post("/status/backups").status_code]
    fetched = keeping.get(address)

    assert archive.name in seen
    assert "保留最近 14 份" in seen
    assert ("2.0" in seen, f'href="{address}"' in seen, "立即备份" in seen) == (True, False, False)
    assert (f'href="{address}"' in kept, "立即备份" in kept) == (True, True)
    assert refused == [403, 403]
    assert b"".join(fetched.streaming_content) == archive.read_bytes()
    assert archive.name in fetched["Content-Disposition"]
    assert Fact.objects.get(name="backup.fetched").actor_id == actor.id
    assert keeping.get("/status/backups/no-such.tar").status_code == 404


def test_what_became_of_a_backup_stands_on_its_page(desk, browse):
    keeper, _actor = an_administrator()
    client = browse(keeper)
    client.post("/status/backups")
    Job.objects.update(
        state="succeeded",
        ended_at=Job.objects.get().asked_at,
        result={"file": "shouwen-x.tar", "size": 4096, "parts": 3, "facts": 9},
    )

    page = client.get(f"/jobs/{Job.objects.get().pk}").content.decode()

    assert "shouwen-x.tar" in page
    assert "已回读 3 个部分，全部完好" in page
