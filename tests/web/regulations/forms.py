"""What a browser would send of an editor's form."""

from html.parser import HTMLParser


class Form(HTMLParser):
    """The fields of the form in `page` and what they hold."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.sent: dict[str, list[str]] = {}
        self._select = self._words = ""
        self._options: list[tuple[str, bool]] = []
        form = page[page.index('id="editor"') :]
        self.feed("<form " + form[: form.index("</form>")])

    def handle_starttag(self, tag, attrs):
        told = dict(attrs)
        name = told.get("name") or ""
        if tag == "input" and name and ("checked" in told or told.get("type") != "checkbox"):
            self._take(name, told.get("value") or "")
        elif tag == "select":
            self._select, self._options = name, []
        elif tag == "option":
            self._options.append((told.get("value") or "", "selected" in told))
        elif tag == "textarea":
            self._words = name
            self._take(name, "")

    def handle_endtag(self, tag):
        if tag == "select" and self._options:
            self._take(self._select, next((v for v, on in self._options if on), self._options[0][0]))
        elif tag == "textarea":
            self._words = ""

    def handle_data(self, data):
        if self._words:
            self.sent[self._words][-1] += data

    def _take(self, name: str, value: str) -> None:
        if name not in ("idempotency_key", "csrfmiddlewaretoken"):
            self.sent.setdefault(name, []).append(value)
