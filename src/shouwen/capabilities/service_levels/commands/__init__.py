"""What is done to clocks and calendars."""

from shouwen.capabilities.service_levels.calendars.publishing import adopt_shipped_holidays, publish_calendars
from shouwen.capabilities.service_levels.commands.feeding import feed
from shouwen.capabilities.service_levels.commands.firing import fire_due
from shouwen.capabilities.service_levels.commands.holidays import import_holidays
from shouwen.capabilities.service_levels.commands.keeping import Deadline, FeedResult, on_next_due
from shouwen.capabilities.service_levels.commands.moving import InForce, move_next, move_open, put_into_force
from shouwen.capabilities.service_levels.commands.promised import tell_promised
from shouwen.capabilities.service_levels.commands.rebuilding import Difference, rebuild
from shouwen.capabilities.service_levels.commands.recounting import left_behind, recount
from shouwen.capabilities.service_levels.commands.returning import missed_meanwhile
from shouwen.capabilities.service_levels.commands.setting import set_promise_by_hand

__all__ = [
    "Deadline",
    "Difference",
    "FeedResult",
    "InForce",
    "adopt_shipped_holidays",
    "feed",
    "fire_due",
    "import_holidays",
    "left_behind",
    "missed_meanwhile",
    "move_next",
    "move_open",
    "on_next_due",
    "publish_calendars",
    "put_into_force",
    "rebuild",
    "recount",
    "set_promise_by_hand",
    "tell_promised",
]
