"""When things happened in the story: working days counted back from today."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")
FRIDAY = 4


class Diary:
    """Instants of the story, seen from `now` (aware)."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def at(self, days_ago: int, clock: str) -> datetime:
        """`clock` (9:30, in Shanghai) on the working day `days_ago` working days before today, never after now."""
        hour, minute = (int(part) for part in clock.split(":"))
        day = self._working_day(days_ago)
        return min(datetime.combine(day, time(hour, minute), ZONE), self.now - timedelta(minutes=2))

    def ago(self, minutes: int) -> datetime:
        """So many minutes before now."""
        return self.now - timedelta(minutes=minutes)

    def _working_day(self, days_ago: int) -> date:
        day = self.now.astimezone(ZONE).date()
        while day.weekday() > FRIDAY:
            day -= timedelta(days=1)
        for _ in range(days_ago):
            day -= timedelta(days=1)
            while day.weekday() > FRIDAY:
                day -= timedelta(days=1)
        return day
