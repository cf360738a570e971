"""How long requests take: one asked many times, by one client or several, of one desk or of several in turn."""

import http.client
import json
import statistics
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

WARM = 240
"""So many requests before the first that counts."""
TURNS = 6
"""In so many turns two desks are asked the same, each as often first as the other."""


@dataclass(frozen=True)
class Timing:
    """Milliseconds of one kind of request, and how many a second went through."""

    name: str
    clients: int
    p50: float
    p95: float
    rate: float

    def line(self) -> str:
        return f"{self.name:44} {self.clients:>2} {self.p50:>8.1f} {self.p95:>8.1f} {self.rate:>9.0f}/s"


class Client:
    """One keep-alive connection with a session cookie or a token."""

    def __init__(self, port: int, headers: dict[str, str]) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self.headers = headers

    def get(self, path: str) -> bytes:
        return self._ask("GET", path, None, self.headers)

    def post(self, path: str, body: dict[str, Any], key: str) -> dict[str, Any]:
        headers = self.headers | {"Content-Type": "application/json", "Idempotency-Key": key}
        answer: dict[str, Any] = json.loads(self._ask("POST", path, json.dumps(body).encode(), headers))
        return answer

    def _ask(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> bytes:
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        content = answer.read()
        if answer.status >= 300:
            raise RuntimeError(f"{method} {path}: {answer.status} {content[:300]!r}")
        return content


class Series:
    """One kind of request by `clients` at once, asked in portions; a portion's first answer of each client is left out
    where portions take turns, since the other desk's work lies in the processor's caches then.
    """

    def __init__(
        self, name: str, act: Callable[[Any, int], object], make: Callable[[], Any], clients: int
    ) -> None:
        self.name, self.act, self.clients = name, act, [make() for _ in range(clients)]
        self.spans: list[float] = []
        self.asked = self.lasted = 0.0
        self.turn = 0

    def portion(self, rounds: int, *, counts: bool = True, skip: int = 0) -> None:
        """Every client has asked `rounds` times; all but the first `skip` answers count, if the portion does."""
        first, self.turn = self.turn, self.turn + rounds

        def one(number: int) -> list[float]:
            mine = []
            for turn in range(first, first + rounds):
                begun = time.perf_counter()
                self.act(self.clients[number], number * 100_000 + turn)
                mine.append(time.perf_counter() - begun)
            return mine[skip:]

        begun = time.perf_counter()
        with ThreadPoolExecutor(len(self.clients)) as crew:
            spans = [span for mine in crew.map(one, range(len(self.clients))) for span in mine]
        if counts:
            self.lasted += time.perf_counter() - begun
            self.asked += rounds * len(self.clients)
            self.spans += spans

    def timing(self) -> Timing:
        cuts = statistics.quantiles(self.spans, n=20)
        return Timing(
            self.name,
            len(self.clients),
            statistics.median(self.spans) * 1000,
            cuts[18] * 1000,
            self.asked / self.lasted,
        )


def measured(series: list[Series], rounds: int) -> list[Timing]:
    """`rounds` acts of every client of each series, after WARM that are not counted: each of the sixteen connections
    of the web processes' pools has then sent every statement often enough (three times until it is prepared, five more
    until its plan stays) to have it planned, as after the first minutes of a day.

    Several series take turns, so that a slow minute of the machine falls on all of them alike.
    """
    for each in series:
        each.portion(WARM // len(each.clients), counts=False)
    if len(series) == 1:
        series[0].portion(rounds)
    else:
        for turn in range(TURNS):
            for each in series if turn % 2 else series[::-1]:
                each.portion(rounds // TURNS + 1, skip=1)
    return [each.timing() for each in series]
