"""What can be found in the registry: bodies by every name and number they have or had, and reference lists."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote

from sqlalchemy import text
from sqlalchemy.orm import Session

from shared.searching.matching import Findable

PARTY: Final = "party"
LIST: Final = "reference-list"

# A name that begins later is none yet.
_PARTIES: Final = text("""
    select p.uri, coalesce(current.name, p.uri) as name, n.also, i.numbers
    from registry.party p join registry.party_current current on current.party = p.uri
    left join (
        select party_id, array_agg(name) || array_agg(official_name) || array_agg(abbreviation) as also
        from registry.party_name
        where lower_inf(valid) or lower(valid) <= (now() at time zone 'Europe/Amsterdam')::date
        group by party_id
    ) n on n.party_id = p.id
    left join (
        select party_id, array_agg(value) as numbers from registry.party_identifier group by party_id
    ) i on i.party_id = p.id
""")
_LISTS: Final = text("""
    select name, nl, en from registry.list l
    where exists (select from registry.list_version v where v.list = l.name and v.state = 'published')
""")


def parties(session: Session) -> list[Findable]:
    """Every party, ended ones included."""
    return [
        Findable(
            kind=PARTY,
            code=row.uri,
            nl=row.name,
            en=None,
            link=f"/v1/parties/{quote(row.uri, safe='')}",
            also=tuple(dict.fromkeys(name for name in row.also or () if name)),
            numbers=tuple(row.numbers or ()),
        )
        for row in session.execute(_PARTIES)
    ]


def reference_lists(session: Session) -> list[Findable]:
    """Every list of which a version was published."""
    return [
        Findable(kind=LIST, code=row.name, nl=row.nl, en=row.en, link=f"/v1/reference-lists/{row.name}")
        for row in session.execute(_LISTS)
    ]
