"""Search that finds what was meant: exact for Chinese words inside longer text, fast for rare and common words."""

import json
from typing import Any, Final

from django.db import connection, transaction

from shouwen.base import words
from shouwen.base.models import SearchRow

MOST_RANKED: Final = 2000
"""Hits up to this number are all considered; of more only the newest."""
NEWEST_LOOKED_AT: Final = 5000
FEW: Final = 300
"""So few expected hits are fetched by the index before anything else is asked of them."""

WRITE = """
INSERT INTO base_searchrow (subject_id, part, kind, seq, words)
SELECT %(subject)s, p.part, %(kind)s, %(seq)s, p.vector::tsvector
  FROM unnest(%(vectors)s::text[]) WITH ORDINALITY AS p(vector, part)
ON CONFLICT (subject_id, part) DO UPDATE SET words = excluded.words, seq = excluded.seq
 WHERE base_searchrow.seq <= excluded.seq
"""
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


@transaction.atomic
def index(*, subject_id: int, kind: str, seq: int, title: str, body: str) -> None:
    """The subject is found by the words of `title` and `body`; an older `seq` never overwrites a newer one."""
    parts = [part.vector for part in words.vectors(title, body)]
    values: dict[str, Any] = {"subject": subject_id, "kind": kind, "seq": seq, "vectors": parts}
    with connection.cursor() as cursor:
        cursor.execute(WRITE, values)
    if len(parts) > 1 or seq > 1:
        SearchRow.objects.filter(subject_id=subject_id, part__gt=len(parts), seq__lte=seq).delete()


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
