"""Whether those who speak with the customer at the end may also close."""

from typing import Final

from shouwen.domain.regulation.model import Regulation

AGENT: Final = "agent"
OF_THE_HOTLINE: Final = ("fault", "answer")
"""The flows whose result the hotline hears from the customer."""


def rules_without_agents(document: Regulation) -> list[str]:
    """Codes of the closing rules under which no agent closes, though the ticket is no agent's own any more by then.

    Where a ticket goes over to whoever accepts it, "owner" is the department; the shipped regulation of software
    companies named the owner alone until agents were named beside him, and versions made from it still do.
    """
    if document.workflow.owner_binding != "until_accepted" or AGENT not in document.roles:
        return []
    used = {klass.closing for klass in document.classes.values() if klass.flow in OF_THE_HOTLINE}
    return [code for code, rule in document.closing.items() if code in used and AGENT not in rule.closes_by]
