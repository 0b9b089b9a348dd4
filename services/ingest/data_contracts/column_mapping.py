"""A column mapping: which column of a tool's own table states which property, and which of its words is which code.

It adds to what is known already: a heading that it does not name may still be one of the data contract.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Annotated, Final, TypeAlias

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from services.ingest.data_contracts.columns import Column, by_heading, columns_of, contract_of, plain
from services.ingest.data_contracts.model import OwnRecordModel
from services.ingest.data_contracts.table import BY_FORMAT, DATA_CONTRACTS
from shared.nearest import meant
from shared.procurement.finding import Finding, Rule, Severity, Text

MAPPING_NAME: Final = r"^[a-z0-9][a-z0-9-]{0,59}$"
_FEWEST_MET: Final = 2
Heading = Annotated[str, Field(min_length=1, max_length=200)]
Property = Annotated[str, Field(min_length=1, max_length=200)]

NO_SUCH_CONTRACT: Final = Rule(
    "MAP-001",
    Severity.ERROR,
    "Dit gegevenscontract bestaat niet. Bekend zijn: {known}.",
    "There is no such data contract. Known are: {known}.",
    Text("Kies een van deze.", "Take one of these."),
)
NO_SUCH_PROPERTY: Final = Rule(
    "MAP-002",
    Severity.ERROR,
    "Dit gegeven kent het gegevenscontract niet.",
    "The data contract has no such property.",
    Text("{meant}Bekend zijn: {known}.", "{meant}Known are: {known}."),
)
PROPERTY_TWICE: Final = Rule(
    "MAP-003",
    Severity.ERROR,
    "Een andere kolom wijst al naar dit gegeven.",
    "Another column leads to this property already.",
    Text("Laat er een weg.", "Leave one out."),
)
NO_SUCH_CODE: Final = Rule(
    "MAP-004",
    Severity.ERROR,
    "Deze code bestaat hier niet. Bekend zijn: {known}.",
    "There is no such code here. Known are: {known}.",
    Text("Kies een van deze.", "Take one of these."),
)
NOTHING_MAPPED: Final = Rule(
    "MAP-005",
    Severity.ERROR,
    "Een kolomindeling wijst ten minste een kolom een gegeven aan.",
    "A column mapping gives at least one column a property.",
    Text("Vul `columns`: kolomkop en gegeven.", "Fill `columns`: heading and property."),
)


class ColumnMapping(BaseModel):
    """What stands in the columns of a tool's table, and what its words mean."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="forbid", frozen=True)

    name: Annotated[str, Field(pattern=MAPPING_NAME, description="What the body calls it.")]
    data_contract: Annotated[str, Field(max_length=60, description="Name of the format, `ppds-supplement`.")]
    columns: Annotated[
        dict[Heading, Property], Field(max_length=500, description="By heading the property, `lots.criteria.level`.")
    ]
    values: Annotated[
        dict[Property, dict[Heading, Annotated[str, Field(max_length=100)]]],
        Field(max_length=500, description="By property what a word in its cells stands for, `ambitieus` for `3`."),
    ] = {}

    @property
    def contract(self) -> type[OwnRecordModel]:
        """The data contract that it is for."""
        return BY_FORMAT[self.data_contract]

    @cached_property
    def by_heading(self) -> Mapping[str, Column]:
        """The columns of the data contract by every heading that they go by here, as `plain` writes them."""
        known = {column.name: column for column in columns_of(self.contract)}
        mapped = {plain(heading): known[name] for heading, name in self.columns.items() if name in known}
        return {**by_heading(self.contract), **mapped}

    @cached_property
    def words(self) -> Mapping[str, Mapping[str, str]]:
        """By property the code of each word, the word as `plain` writes it."""
        return {name: {plain(word): code for word, code in codes.items()} for name, codes in self.values.items()}

    def met(self, headings: set[str]) -> int:
        """How many of these headings, as `plain` writes them, it knows; none when none is its own."""
        own = {plain(heading) for heading in self.columns}
        return sum(each in self.by_heading for each in headings) if own & headings else 0

    def faults(self) -> Iterator[Finding]:
        """What is wrong with it, at places in its JSON."""
        if self.data_contract not in BY_FORMAT:
            yield NO_SUCH_CONTRACT.at("/dataContract", self.data_contract, known=", ".join(BY_FORMAT))
            return
        if not self.columns:
            yield NOTHING_MAPPED.at("/columns")
        known = {column.name: column for column in columns_of(self.contract)}
        seen: set[str] = set()
        for heading, name in self.columns.items():
            if name not in known:
                yield _unknown(f"/columns/{_pointer(heading)}", name, known)
            elif name in seen:
                yield PROPERTY_TWICE.at(f"/columns/{_pointer(heading)}", name)
            seen.add(name)
        for name, codes in self.values.items():
            if name not in known:
                yield _unknown(f"/values/{_pointer(name)}", name, known)
                continue
            allowed = known[name].codes
            for word, code in codes.items():
                if allowed and code not in allowed:
                    place = f"/values/{_pointer(name)}/{_pointer(word)}"
                    yield NO_SUCH_CODE.at(place, code, known=", ".join(allowed))


Recognised: TypeAlias = tuple[type[OwnRecordModel], ColumnMapping | None]


def recognised(headings: Sequence[str], mappings: Sequence[ColumnMapping]) -> Recognised | None:
    """The data contract of a row of headings, and the mapping that knows more of them than the contract itself does."""
    stated = {plain(each) for each in headings if each.strip()}
    contract = contract_of(headings, DATA_CONTRACTS)
    most = 0 if contract is None else sum(each in by_heading(contract) for each in stated)
    best: ColumnMapping | None = None
    for mapping in mappings:
        met = mapping.met(stated)
        if met > max(most, _FEWEST_MET - 1):
            best, most = mapping, met
    if best is not None:
        return best.contract, best
    return None if contract is None else (contract, None)


def _unknown(place: str, name: str, known: Mapping[str, Column]) -> Finding:
    return NO_SUCH_PROPERTY.at(place, name, meant=meant(name, known), known=", ".join(known))


def _pointer(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")


MVI_ZET: Final = ColumnMapping(
    name="mvi-zet",
    data_contract="ppds-supplement",
    columns={
        "kenmerk": "senderKey",
        "publicatienummer": "procurement.publicationNumber",
        "perceel": "lots.lotId",
        "productketen": "purchase.productChain",
        "categoriemanagement": "purchase.categoryManagement",
        "criterium": "lots.criteria.source.id",
        "criteriumtool": "lots.criteria.source.tool",
        "thema": "lots.criteria.theme",
        "soort criterium": "lots.criteria.role",
        "ambitieniveau": "lots.criteria.level",
        "weging": "lots.criteria.weightPercent",
    },
    values={
        "lots.criteria.level": {"basis": "1", "significant": "2", "ambitieus": "3"},
        "lots.criteria.role": {
            "geschiktheidseis": "suitability",
            "selectiecriterium": "selection",
            "eis": "requirement",
            "minimumeis": "requirement",
            "gunningscriterium": "award",
            "contractbepaling": "contract-clause",
            "uitvoeringsvoorwaarde": "contract-clause",
        },
        "lots.criteria.theme": {"social return": "social-return"},
    },
)
"""The words that published texts of the MVI tools use. Not compared with an export: no source shows its columns.

A body whose export has other headings keeps a mapping of its own, which goes first.
"""
BUILT_IN: Final = (MVI_ZET,)
"""Mappings that everybody has."""
