"""What is done to regulations."""

from shouwen.capabilities.regulations.commands.activating import (
    Activation,
    activate_regulation,
    adopt_preset,
    roll_back,
    withdraw_activation,
)
from shouwen.capabilities.regulations.commands.drafting import (
    draft_from,
    export_regulation,
    import_regulation,
    save_draft,
)
from shouwen.capabilities.regulations.commands.editing import catch_up, edit_part
from shouwen.capabilities.regulations.commands.reviewing import ask_review, review_draft

__all__ = [
    "Activation",
    "activate_regulation",
    "adopt_preset",
    "ask_review",
    "catch_up",
    "draft_from",
    "edit_part",
    "export_regulation",
    "import_regulation",
    "review_draft",
    "roll_back",
    "save_draft",
    "withdraw_activation",
]
