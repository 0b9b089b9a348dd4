"""The mappings by which the tables of a party are read."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy.orm import Session

from services.ingest.column_mappings import store
from services.ingest.data_contracts.column_mapping import BUILT_IN, ColumnMapping
from shared.errors import BadInput, Conflict, NotFound
from shared.nearest import meant
from shared.procurement.finding import Rule, Severity, Text

_MOST: Final = 100
NO_MAPPING: Final = Rule(
    "no-column-mapping",
    Severity.ERROR,
    "U hebt geen kolomindeling {name}.",
    "You have no column mapping {name}.",
    Text("{meant}Bekijk ze bij GET /v1/column-mappings.", "{meant}See them at GET /v1/column-mappings."),
)
BUILT_IN_NAME: Final = Rule(
    "built-in-column-mapping",
    Severity.ERROR,
    "De kolomindeling {name} is van iedereen en blijft zoals zij is.",
    "The column mapping {name} is everybody's and stays as it is.",
    Text("Geef de uwe een andere naam; zij gaat dan voor.", "Give yours another name; it goes first then."),
)


def mapping_named(session: Session, party: str, name: str) -> ColumnMapping | None:
    """The mapping of this name: one of the party's own, or one that everybody has."""
    own = store.mappings_of(session, party, name=name)
    return next((each for each in (*own, *BUILT_IN) if each.name == name), None)


def unknown_mapping(session: Session, party: str, name: str) -> tuple[Rule, dict[str, object]]:
    """What to say of a name that no mapping has."""
    known = [each.name for each in (*store.mappings_of(session, party), *BUILT_IN)]
    return NO_MAPPING, {"name": name, "meant": meant(name, known)}


def demand_own_name(name: str) -> None:
    """Raise Conflict for the name of a mapping that everybody has."""
    if any(each.name == name for each in BUILT_IN):
        raise Conflict(errors=(BUILT_IN_NAME.within("path", "mapping", name, name=name),))


def keep(session: Session, party: str, mapping: ColumnMapping) -> bool:
    """Keep a mapping; says whether its name is new. Raises BadInput with all that is wrong with it, and Conflict."""
    demand_own_name(mapping.name)
    if faults := tuple(mapping.faults()):
        raise BadInput(errors=faults)
    is_new = store.keep_mapping(session, party, mapping)
    if is_new and store.count_of(session, party) > _MOST:
        raise Conflict(
            nl=f"Meer dan {_MOST} kolomindelingen bewaart een organisatie niet; verwijder er een.",
            en=f"A body keeps no more than {_MOST} column mappings; remove one.",
        )
    return is_new


def remove(session: Session, party: str, name: str) -> None:
    """Remove a mapping. Raises NotFound, and Conflict for one that everybody has."""
    demand_own_name(name)
    if not store.delete_mapping(session, party, name):
        rule, words = unknown_mapping(session, party, name)
        raise NotFound(errors=(rule.within("path", "mapping", name, **words),))


def for_submission(session: Session, party: str, chosen: str | None) -> list[dict[str, Any]]:
    """The mappings that a submission is read by, as they are now: the one that was chosen, or all of its party.

    Raises BadInput when none has the name that was chosen.
    """
    if chosen is None:
        mappings = store.mappings_of(session, party)
    elif (named := mapping_named(session, party, chosen)) is not None:
        mappings = [named]
    else:
        rule, words = unknown_mapping(session, party, chosen)
        raise BadInput(errors=(rule.within("header", "Column-Mapping", chosen, **words),))
    return [each.model_dump(by_alias=True) for each in mappings]
