"""On a phone, why a promise is due when it is: every stretch of time in two lines, nothing to push sideways."""

from shouwen.capabilities.service_levels.models import Clock
from tests.capabilities.tickets.makers import a_ticket_in_work


def test_a_stretch_takes_two_lines_of_a_phone_and_fits_its_width(desk, sit_down):
    ticket = a_ticket_in_work(desk)
    clock = Clock.objects.get(subject=ticket.pk, promise="resolution")

    page = sit_down(desk.engineer, f"/t/{ticket.number}/clocks/{clock.pk}", phone=True)
    rows = page.locator("table[data-stretches] tbody tr")

    heights = rows.evaluate_all("rows => rows.map((row) => row.offsetHeight)")
    sideways = page.locator(".scroll").evaluate("box => box.scrollWidth - box.clientWidth")
    assert heights
    assert max(heights) < 76
    assert sideways == 0
