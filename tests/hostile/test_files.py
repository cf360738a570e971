"""Files as attackers make them: names that climb, pictures that are none, pages in disguise, bombs."""

import io
import struct
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from shouwen.base.files import path_of
from shouwen.base.models import Attachment
from shouwen.settings import FILES_FOLDER
from tests.api.makers import a_program
from tests.capabilities.tickets.makers import a_ticket
from tests.portal.makers import signed_in

pytestmark = pytest.mark.django_db

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
PAGE = b"<!doctype html><script>alert(1)</script>"
NAMES = [
    "../../etc/passwd",
    "..\\..\\boot.ini",
    "/etc/shadow",
    "a\x00.png",
    "\u202egpj.exe",
    "con\r\nSet-Cookie: a=b",
    '"; filename="b.html',
    "." * 300,
    "长" * 300,
]


@pytest.mark.parametrize("name", NAMES)
def test_a_name_never_leaves_its_folder_nor_its_header(desk, name):
    program, ticket = a_program(desk.agent), a_ticket(desk)

    answer = _uploaded(program, ticket, name, b"x", "text/plain")

    assert answer.status_code in (201, 422)
    for row in Attachment.objects.all():
        assert not set(row.name) & set('/\\\x00\r\n"\u202e')
        assert len(row.name) <= 200
        assert FILES_FOLDER.resolve() in path_of(row.blob_id).resolve().parents
        fetched = program.get(f"/tickets/{ticket.number}/attachments/{row.token}")
        assert fetched["Content-Disposition"].startswith("attachment")
        assert "\n" not in fetched["Content-Disposition"]


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("a.svg", SVG, "image/svg+xml"),
        ("a.html", PAGE, "text/html"),
        ("a.png", SVG, "application/xhtml+xml"),
        ("a.js", b"alert(1)", "text/javascript"),
    ],
)
def test_what_could_run_is_only_ever_downloaded(desk, browser_of, name, content, media_type):
    program, ticket = a_program(desk.agent), a_ticket(desk)
    assert _uploaded(program, ticket, name, content, media_type).status_code == 201
    token, public = Attachment.objects.get().token, ticket.subject.public_token

    answers = [
        program.get(f"/tickets/{ticket.number}/attachments/{token}"), browser_of(desk.agent).get(f"/files/{token}"),
        signed_in(desk.contact).get(f"/portal/tickets/{public}/files/{token}"),
    ]  # fmt: skip

    for answer in answers:
        assert answer.status_code == 200
        assert answer["Content-Type"] == "application/octet-stream"
        assert answer["Content-Disposition"].startswith("attachment")
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer["Content-Security-Policy"]


def test_a_picture_that_is_also_a_page_loses_the_page(desk):
    sink = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(sink, "PNG")
    program, ticket = a_program(desk.agent), a_ticket(desk)

    answer = _uploaded(program, ticket, "a.png", sink.getvalue() + PAGE, "image/png")

    fetched = program.get(answer.json()["url"])
    assert b"script" not in b"".join(fetched.streaming_content)


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (b"", "image/png"),
        (b"", "text/plain"),
        (b"no picture", "image/png"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 50, "image/png"),
        (PAGE, "image/jpeg"),
        (SVG, "image/gif"),
    ],
)
def test_what_is_empty_or_no_picture_is_refused(desk, content, media_type):
    answer = _uploaded(a_program(desk.agent), a_ticket(desk), "a.png", content, media_type)

    assert (answer.status_code, Attachment.objects.count()) == (422, 0)


def test_a_picture_that_would_fill_the_memory_is_refused_before_it_is_drawn(desk):
    answer = _uploaded(a_program(desk.agent), a_ticket(desk), "bomb.png", _bomb(60_000, 60_000), "image/png")

    assert (answer.status_code, Attachment.objects.count()) == (422, 0)


def test_too_large_a_file_is_refused(desk):
    answer = _uploaded(
        a_program(desk.agent),
        a_ticket(desk),
        "big.bin",
        b"\x00" * (26 * 1024 * 1024),
        "application/octet-stream",
    )

    assert (answer.status_code, Attachment.objects.count()) == (413, 0)


def test_what_a_registration_brings_is_judged_the_same(desk):
    body = {
        "klass": "fault", "description": "x", "customer": desk.customer.code, "impact": "person", "urgency": "minor",
        "has_screenshot": True, "files": [{"name": "a.png", "media_type": "image/png", "content": "bm8gcGljdHVyZQ=="}],
    }  # fmt: skip

    answer = a_program(desk.agent).post("/tickets", body)

    assert (answer.status_code, Attachment.objects.count()) == (422, 0)
    assert a_program(desk.agent).get("/tickets").json()["items"] == []


def _uploaded(program, ticket, name, content, media_type):
    file = SimpleUploadedFile("x", content, media_type)
    file._name = name  # as a hostile program would send it, unwashed
    return program.upload(f"/tickets/{ticket.number}/attachments", {"file": file})


def _bomb(width: int, height: int) -> bytes:
    """A PNG of a few kilobytes that claims billions of pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\x00" * 1_000_000))
        + chunk(b"IEND", b"")
    )
