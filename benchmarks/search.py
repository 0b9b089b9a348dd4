"""Searching and looking up among many procedures over HTTP, against reading one procedure by its id in the same run."""

import statistics
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import psycopg

from benchmarks.machine import Measured

TITLE: Final = "Search: by words, another spelling and a number, against reading one procedure"
_TIMES: Final = 15
_RARE: Final = "zandsuppletie"
_FILL: Final = """
    with inserted as (
        insert into procurement.procedure (id, key, state, stage, title, threshold_rule, cancelled, dps, joint,
            took_part, buyers, findings, content_hash, above_threshold, launch_known, counted, since_change)
        select gen_random_uuid(), 'bench:' || n, 'awarded', 'result',
            (array['Levering van', 'Onderhoud', 'Schoonmaak', 'Inhuur', 'Diensten voor', 'Renovatie'])[1 + n %% 6]
                || ' ' || translate(left(md5((n %% %(words)s)::text), 9), '0123456789', 'ghijklmnop')
                || ' ' || translate(left(md5((n %% 5000)::text), 6), '0123456789', 'ghijklmnop')
                || case when n = 7 then %(rare)s else '' end,
            'x', false, false, false, '{}',
            jsonb_build_array(jsonb_build_object('name', 'Gemeente Plaats ' || n %% 342, 'party', null)),
            '[]', 'x', 'above', false, false, %(change)s
        from generate_series(1, %(rows)s) n
        returning title, buyers
    )
    insert into procurement.word
    select distinct w from inserted, string_to_table(procurement.searchable(title, buyers), ' ') w
    where length(w) between 4 and 40 and w !~ '[0-9]'
    on conflict do nothing
"""


@dataclass(frozen=True, slots=True)
class Search:
    """One kind of question among so many procedures: its median time, and how many reads of one procedure that is."""

    question: str
    procedures: int
    milliseconds: float
    reads: float


def measure(measured: Measured, procedures: int) -> Sequence[Search]:
    """Fill the tables and ask each question some times."""
    fill(measured.connection, procedures)
    row = measured.connection.execute("select id from procurement.procedure limit 1").fetchone()
    assert row is not None
    read, _ = _median(measured, f"/v1/procedures/{row[0]}", {})
    asked: Sequence[tuple[str, str, Mapping[str, str]]] = (
        ("a rare word", "/v1/search", {"q": _RARE}),
        ("a word of one in six", "/v1/search", {"q": "schoonmaak"}),
        ("a word of all, two others", "/v1/search", {"q": "gemeente plaats onderhoud"}),
        ("another spelling", "/v1/search", {"q": "zandsupletie schonmaak gemeente"}),
        ("a word of nobody", "/v1/search", {"q": "quizmastersvereniging"}),
        ("an id", "/v1/lookup", {"number": str(row[0])}),
    )
    results = []
    for question, path, query in asked:
        took, answer = _median(measured, path, query)
        assert bool(answer["items"]) is (question != "a word of nobody"), question
        results.append(Search(question, procedures, took * 1000, took / read))
    return results


def fill(connection: psycopg.Connection[tuple[object, ...]], procedures: int) -> None:
    """Write procedures as ingest would, with the words they are found by; one in many words of its own."""
    with connection.transaction():
        row = connection.execute("insert into procurement.change (cause) values ('benchmark') returning id").fetchone()
        assert row is not None
        values = {
            "rows": procedures,
            "change": row[0],
            "words": max(procedures // 5, 10),
            "rare": f" {_RARE} Schoonmaak",
        }
        connection.execute(_FILL, values)
    connection.execute("vacuum analyze procurement.procedure")
    connection.execute("analyze procurement.word")


def _median(measured: Measured, path: str, query: Mapping[str, str]) -> tuple[float, dict[str, Any]]:
    times, answer = [], {}
    for _ in range(_TIMES):
        started = time.perf_counter()
        answer = measured.space.read("ingest", path, query)
        times.append(time.perf_counter() - started)
    return statistics.median(times), answer
