"""Whatever the pages do, a program can do: by the commands that each face issues."""

import ast
from pathlib import Path

from shouwen.settings import PACKAGE

BY_THE_BROWSER_ONLY = {
    # who one is, is proved where a second step was passed
    "people.ask_new_password", "people.change_password", "people.make_recovery_codes", "people.make_token", "people.open_calendar",
    "people.set_password_by_link", "people.remove_second_factor", "people.sign_in", "people.SignIn", "people.half_open",
    "people.pass_second_factor", "people.start_set_up", "people.finish_set_up", "people.sign_out",
    # what follows somebody's eyes and hands on a page
    "workplace.be_present", "workplace.leave", "workplace.keep_draft", "workplace.forget_draft", "workplace.count_use",
    "workplace.end_tour", "workplace.move_keys", "views.widen",
    # what makes the desk of which a token could be, by a code from the terminal; programs have `shouwen setup`
    "workplace.claim_set_up", "workplace.is_set_up_open", "workplace.answers_of", "workplace.keep_answers",
    "workplace.finish_set_up", "workplace.Founded",
}  # fmt: skip
NO_COMMANDS = {
    # what pages ask of the modules of commands without changing anything
    "customers.MOST_TIMES",
    "people.Browser", "people.person_of_link", "people.token_areas",
    "service_levels.left_behind", "service_levels.InForce", "views.topic_of", "workplace.is_final",
    "simulations.EVERY", "tickets.BACKUPS", "tickets.CHARGES", "tickets.CONFIRMATIONS", "tickets.UNDOABLE",
    # begun by any export and any replay
    "simulations.EXPORT", "simulations.REPLAY",
    # done by whoever first asks for a year's holidays
    "service_levels.adopt_shipped_holidays",
}  # fmt: skip


# REQ BX-5
def test_every_command_of_the_pages_is_issued_by_the_api_too():
    missing = _issued_by("web") - _issued_by("api")

    assert sorted(missing - NO_COMMANDS - BY_THE_BROWSER_ONLY) == []


def _issued_by(face: str) -> set[str]:
    """The names a face takes from modules of commands, as `capability.name`."""
    return {name for file in (PACKAGE / face).rglob("*.py") for name in _taken(file)}


def _taken(file: Path) -> set[str]:
    tree = ast.parse(file.read_text())
    taken, modules = set(), {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("shouwen.capabilities."):
            capability, *rest = (node.module or "").split(".")[2:]
            for alias in node.names:
                file_of_it = PACKAGE / "capabilities" / capability / "commands" / f"{alias.name}.py"
                if rest == ["commands"] and file_of_it.exists():
                    modules[alias.asname or alias.name] = capability
                elif rest[:1] == ["commands"]:
                    taken.add(f"{capability}.{alias.name}")
                elif alias.name == "commands":
                    modules["commands"] = capability
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in modules:
            taken.add(f"{modules[node.value.id]}.{node.attr}")
    return taken
