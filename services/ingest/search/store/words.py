"""Statements on procedures by their words, and on the words themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

CONSIDERED: Final = 200
"""Procedures that are weighed against each other; words that so many have in common find no better ones among more."""
_SHORT: Final = 3
_LENGTHS: Final = 2


@dataclass(frozen=True, slots=True)
class Titled:
    """A procedure by the words that it is found by."""

    id: UUID
    title: str | None
    searchable: str


def telling(session: Session, words: Sequence[str]) -> list[str]:
    """Those of these words that say something: without "de", "van" and their like, unless there are no others."""
    query = text(
        "select w from unnest(cast(:words as text[])) with ordinality as t (w, place)"
        " where numnode(plainto_tsquery('dutch', w)) > 0 order by place"
    )
    return list(session.scalars(query, {"words": list(words)})) or list(words)


def with_words(session: Session, groups: Sequence[Sequence[str]]) -> list[Titled]:
    """Procedures that have of each group a word, one that begins like it, or one with its stem."""
    query, values = _query(groups)
    session.execute(text("set local enable_seqscan = off"))  # a word that few or many have: the index answers both
    statement = f"""
        select id, title, procurement.searchable(title, buyers) from procurement.procedure
        where procurement.words(title, buyers) @@ ({query}) limit :most
    """  # noqa: S608 - made of names of parameters
    return [Titled(*row) for row in session.execute(text(statement), {**values, "most": CONSIDERED})]


def occurs(session: Session, word: str) -> bool:
    """Whether any procedure has this word."""
    query, values = _query([[word]])
    session.execute(text("set local enable_seqscan = off"))
    statement = f"""
        select exists (select from procurement.procedure where procurement.words(title, buyers) @@ ({query}))
    """  # noqa: S608 - as above
    return bool(session.execute(text(statement), values).scalar_one())


def like_it(session: Session, word: str) -> list[str]:
    """Words that begin or end as this one and are about as long: where one spelled otherwise is looked for."""
    query = text("""
        select word from procurement.word
        where left(word, 2) = left(:word, 2) and length(word) between :least and :most
        union
        select word from procurement.word
        where right(word, 3) = right(:word, 3) and length(word) between :least and :most
    """)
    lengths = {"least": len(word) - _LENGTHS, "most": len(word) + _LENGTHS}
    return list(session.scalars(query, {"word": word, **lengths}))


def _query(groups: Sequence[Sequence[str]]) -> tuple[str, dict[str, str]]:
    """The question to the index, and its values by name."""
    values: dict[str, str] = {}
    parts: list[str] = []
    for number, group in enumerate(groups):
        forms: list[str] = []
        for place, word in enumerate(group):
            name = f"w{number}_{place}"
            values[name] = word
            values[f"{name}_begins"] = word if len(word) < _SHORT else f"{word}:*"
            forms.append(f"to_tsquery('simple', :{name}_begins) || plainto_tsquery('dutch', :{name})")
        parts.append(f"({' || '.join(forms)})")
    return " && ".join(parts), values
