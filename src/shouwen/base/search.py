"""Search that finds what was meant: exact for Chinese words inside longer text, fast for rare and common words."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection

from shouwen.base import words

MOST_RANKED: Final = 2000
"""Hits up to this number are all considered; of more only the newest."""
NEWEST_LOOKED_AT: Final = 5000
FEW: Final = 300
"""So few expected hits are fetched by the index before anything else is asked of them."""

WRITE = """
WITH new AS (
    SELECT * FROM unnest(%(subjects)s::bigint[], %(parts)s::int[], %(kinds)s::text[], %(seqs)s::int[],
                         %(vectors)s::text[]) AS n(subject_id, part, kind, seq, vector)),
gone AS (
    DELETE FROM base_searchrow AS old USING (SELECT subject_id, seq, max(part) AS parts FROM new GROUP BY 1, 2) AS now
     WHERE old.subject_id = now.subject_id AND old.part > now.parts AND old.seq <= now.seq)
INSERT INTO base_searchrow (subject_id, part, kind, seq, words)
SELECT subject_id, part, kind, seq, vector::tsvector FROM new ORDER BY subject_id, part
ON CONFLICT (subject_id, part) DO UPDATE SET words = excluded.words, seq = excluded.seq
 WHERE base_searchrow.seq <= excluded.seq
"""
"""In the order of the keys, so that two writers never wait for one another in a ring."""
RARE = """
WITH hits AS MATERIALIZED (
    SELECT DISTINCT subject_id FROM base_searchrow WHERE words @@ %(query)s::tsquery AND kind = %(kind)s)
SELECT subject_id FROM hits ORDER BY subject_id DESC LIMIT %(limit)s
"""
COMMON = """
SELECT DISTINCT subject_id
  FROM (SELECT subject_id, words FROM base_searchrow WHERE kind = %(kind)s
         ORDER BY subject_id DESC LIMIT %(looked_at)s) AS newest
 WHERE words @@ %(query)s::tsquery ORDER BY subject_id DESC LIMIT %(limit)s
"""
"""Reads from the newest on and stops at enough."""
AMONG_RARE = """
SELECT DISTINCT subject_id FROM base_searchrow
 WHERE words @@ %(query)s::tsquery AND subject_id = ANY(%(among)s::bigint[]) ORDER BY subject_id DESC LIMIT %(limit)s
"""
AMONG_COMMON = """
SELECT DISTINCT subject_id
  FROM (SELECT subject_id, words FROM base_searchrow WHERE subject_id = ANY(%(among)s::bigint[])
         ORDER BY subject_id DESC OFFSET 0) AS newest
 WHERE words @@ %(query)s::tsquery ORDER BY subject_id DESC LIMIT %(limit)s
"""


@dataclass(frozen=True, slots=True)
class Findable:
    """A subject with the words it is found by, as of its fact number `seq`."""

    subject_id: int
    kind: str
    seq: int
    title: str
    body: str


def index(findables: Iterable[Findable]) -> None:
    """Each subject (named once) is found by its words; an older `seq` never overwrites a newer one. One statement."""
    rows = [
        (one.subject_id, number, one.kind, one.seq, part.vector)
        for one in findables
        for number, part in enumerate(words.vectors(one.title, one.body), start=1)
    ]
    if not rows:
        return
    columns = zip(*rows, strict=True)
    with connection.cursor() as cursor:
        cursor.execute(
            WRITE,
            dict(zip(("subjects", "parts", "kinds", "seqs", "vectors"), map(list, columns), strict=True)),
        )


def matching(text: str, *, kind: str = "ticket", limit: int = MOST_RANKED) -> list[int]:
    """Ids of the subjects of `kind` that hold all words of `text`, newest first, at most `limit`.

    Empty for a text without words. A rare word is looked up in the index; for a common one the newest rows are read,
    and the index only if they don't suffice.
    """
    query = words.query(text)
    if not query:
        return []
    values = {"query": query, "kind": kind, "limit": limit, "looked_at": NEWEST_LOOKED_AT}
    if expected(query) > MOST_RANKED:
        found = _ids(COMMON, values)
        if len(found) >= min(limit, NEWEST_LOOKED_AT // 50):
            return found
    return _ids(RARE, values)


def matching_among(text: str, *, among: list[int], limit: int = MOST_RANKED) -> list[int]:
    """The same among the few subjects with the ids `among`, newest first."""
    query = words.query(text)
    if not query:
        return []
    sql = AMONG_RARE if expected(query) <= FEW else AMONG_COMMON
    return _ids(sql, {"query": query, "among": among, "limit": limit})


def expected(query: str) -> int:
    """How many rows the database's own statistics expect `query` (a tsquery literal) to match; one cheap statement."""
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN (FORMAT JSON) SELECT FROM base_searchrow WHERE words @@ %s::tsquery", [query])
        (plan,) = cursor.fetchone()
    tree = json.loads(plan) if isinstance(plan, str) else plan
    return int(tree[0]["Plan"]["Plan Rows"])


def _ids(sql: str, values: dict[str, Any]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [pk for (pk,) in cursor.fetchall()]
