"""The box in which one writes to the customer or to colleagues."""

from collections.abc import Sequence
from typing import NamedTuple

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from shouwen.ui.components.buttons import button, key_hint
from shouwen.ui.components.forms import key_field
from shouwen.ui.components.icons import icon
from shouwen.ui.html import NOTHING, Attribute, Text, element, joined


class AnswerKind(NamedTuple):
    """One thing an entry can be: the value of the field `kind`, its word, whether only colleagues read it.

    `key` chooses it from anywhere on the page and goes to the text.
    """

    value: str
    label: str
    icon: str
    internal: bool = False
    placeholder: str = ""
    send: str = ""
    key: str = ""


def answer_box(
    kinds: Sequence[AnswerKind],
    *,
    action: str,
    csrf: Text,
    seen: int | None = None,
    draft: Text = "",
    chosen: str = "",
    more: SafeString = NOTHING,
    acts: SafeString = NOTHING,
    note: str = "",
    id: str = "answer",
    **attrs: Attribute,
) -> SafeString:
    """A form that posts `kind`, `body`, `files`, `seen` and the idempotency key to `action`.

    `csrf` is the hidden field of the token; `seen` the newest fact's `seq` the reader saw (an answer over unseen news
    is refused with 412 and the text kept); `more` holds further fields, shown under the text; `acts` further buttons.
    The browser keeps the unsent text; pictures can be pasted or dropped. What an answer of the server puts into the
    element `{id}-faults` is what is wrong, each with the name of its field as `data-fault`.
    """
    chosen = chosen or kinds[0].value
    now = next(kind for kind in kinds if kind.value == chosen)
    tabs = joined(
        element(
            "label",
            element(
                "input",
                type="radio",
                name="kind",
                value=kind.value,
                checked=kind.value == chosen,
                data_internal=kind.internal,
                data_placeholder=kind.placeholder,
                data_send=kind.send or None,
                data_key=kind.key or None,
                data_key_name=kind.label if kind.key else None,
                data_then=f"{id}-body" if kind.key else None,
            ),
            icon(kind.icon, size="small"),
            element("span", kind.label),
            key_hint(kind.key.upper()) if kind.key else NOTHING,
        )
        for kind in kinds
    )
    text = element(
        "textarea",
        draft,
        name="body",
        rows=4,
        required=True,
        placeholder=now.placeholder or None,
        aria_label=_("Text"),
        id=f"{id}-body",
        data_key="r",
        data_key_name=_("Write an answer"),
        data_send_key=True,
    )
    pick = element(
        "label",
        icon("attach"),
        element("span", _("Attach"), class_="unseen"),
        element("input", type="file", name="files", multiple=True, class_="unseen", data_files=True),
        class_="btn is-quiet is-bare",
        title=_("Attach files; pictures can be pasted"),
    )
    foot = element(
        "div",
        pick,
        element("span", note, class_="help", data_draft_state=True),
        acts,
        button(
            now.send or _("Send"),
            kind="primary",
            icon="send",
            type="submit",
            data_send_button=True,
            title="Ctrl+Enter",
        ),
        class_="answer-foot",
    )
    inner = joined(
        [
            csrf,
            key_field(),
            element("input", type="hidden", name="seen", value=str(seen)) if seen is not None else NOTHING,
            element("div", tabs, class_="answer-kinds", role="radiogroup", aria_label=_("Kind of entry")),
            text,
            element("div", more, class_="answer-more"),
            element("div", class_="answer-files", data_file_list=True),
            element("div", class_="answer-faults", id=f"{id}-faults", role="alert", data_faults=True),
            foot,
        ]
    )
    look = "answer is-internal" if now.internal else "answer"
    shared: dict[str, Attribute] = {
        "enctype": "multipart/form-data",
        "data_answer": True,
        "data_draft": id,
        **attrs,
    }
    return element("form", inner, class_=look, id=id, method="post", action=action, **shared)
