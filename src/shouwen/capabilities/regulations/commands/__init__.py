"""What is done to regulations."""

from shouwen.capabilities.regulations.commands.activating import Activation, activate_regulation, adopt_preset
from shouwen.capabilities.regulations.commands.drafting import (
    export_regulation,
    import_regulation,
    save_draft,
)

__all__ = [
    "Activation",
    "activate_regulation",
    "adopt_preset",
    "export_regulation",
    "import_regulation",
    "save_draft",
]
