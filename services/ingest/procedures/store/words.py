"""The words by which procedures are found, kept beside them: another spelling is compared with these alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

# Shorter words and numbers have no other spelling. In order of words: two writers never wait for each other in a ring.
_ADD: Final = text("""
    insert into procurement.word (word)
    select distinct w
    from procurement.procedure p, string_to_table(procurement.searchable(p.title, p.buyers), ' ') w
    where p.id = any(:ids) and length(w) between 4 and 40 and w !~ '[0-9]'
        and not exists (select from procurement.word known where known.word = w)
    order by w
    on conflict do nothing
""")
_OF: Final = text("""
    select distinct w
    from (
        select title, buyers from procurement.procedure where id = any(:ids)
        union all
        select title, buyers from procurement.procedure_history where id = any(:ids)
    ) p, string_to_table(procurement.searchable(p.title, p.buyers), ' ') w
""")
_DROP: Final = text("""
    delete from procurement.word where word = any(:words) and not exists (
        select from procurement.procedure p
        where procurement.words(p.title, p.buyers) @@ plainto_tsquery('simple', word)
    )
""")


def add_words(session: Session, procedures: Sequence[UUID]) -> None:
    """Keep the words of these procedures as they now stand."""
    if procedures:
        session.execute(_ADD, {"ids": list(procedures)})


def words_of(session: Session, procedures: Sequence[UUID]) -> list[str]:
    """The words of these procedures, now and before."""
    return list(session.scalars(_OF, {"ids": list(procedures)}))


def drop_unused(session: Session, words: Sequence[str]) -> None:
    """Forget those of these words that no procedure has any more."""
    session.execute(_DROP, {"words": list(words)})
