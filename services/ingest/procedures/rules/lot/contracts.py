"""The contracts of a procedure: which statements of its notices are about one contract, and what each says.

One contract is: one number of the buyer (BT-150); else one id within one OCDS process; else, for a notice that changes
or completes one, the only contract of its lots and suppliers that is known. Results tell of one contract only when
also its id, its lots, its suppliers and its day of signature do not differ. The order is that of dispatch, not arrival.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import reduce
from typing import Any, Final

from services.ingest.procedures.rules.identity import reference_key
from services.ingest.procedures.rules.kept import KeptNotice, version_number
from services.ingest.procedures.rules.precedence import in_force
from shared.procurement.contract import CompiledContract, ContractStatement, Modification, NoticedKind
from shared.procurement.money import Money, is_stated_amount
from shared.procurement.notice import Contract, Lot, Notice, Stage, Tender

_LATER: Final = (Stage.MODIFICATION, Stage.COMPLETION)
_ORDER: Final = (Stage.DIRECT_AWARD, Stage.RESULT, *_LATER)
_AWARD_ONLY: Final = "award:"
"""How the id begins of what a release awards without a contract."""


@dataclass(slots=True)
class _Told:
    """What one notice says of one contract, with what tells which it is."""

    notice: Notice
    contract: Contract
    lot_ids: frozenset[str]
    suppliers: tuple[dict[str, str | None], ...]
    kind: NoticedKind
    statement: ContractStatement

    @property
    def names(self) -> frozenset[str | None]:
        """By what its suppliers are told apart."""
        return frozenset(each["identifier"] or each["name"] for each in self.suppliers)


@dataclass(slots=True, eq=False)
class _Group:
    """Statements that are about one contract."""

    told: list[_Told] = field(default_factory=list)

    def may_be(self, other: _Told) -> bool:
        """Whether nothing that is known of it speaks against another statement about it."""
        if self.has(other.notice):
            return False
        suppliers = frozenset[str | None]().union(*(each.names for each in self.told))
        return not suppliers or not other.names or suppliers == other.names

    def has(self, notice: Notice) -> bool:
        """Whether this notice tells of it already: two contracts of one notice are two."""
        return any(each.notice is notice for each in self.told)

    def is_referred_to(self, other: _Told) -> bool:
        """Whether a notice that tells of it is one that the other says it changes."""
        named = {reference_key(each.changes_notice) for each in other.statement.modifications if each.changes_notice}
        return any(
            reference_key(name) in named
            for each in self.told
            for name in (each.notice.notice_id, each.notice.publication_number)
            if name is not None
        )

    @property
    def number(self) -> str | None:
        return next((each.contract.number for each in self.told if each.contract.number), None)

    @property
    def signed_on(self) -> date | None:
        return next((each.statement.signed_on for each in self.told if each.statement.signed_on), None)


def contracts_of(kept: Sequence[KeptNotice]) -> tuple[CompiledContract, ...]:
    """The contracts that the notices in force name, each with all that is said of it."""
    if not any(each.notice.contracts for each in kept):
        return ()
    told = [each for variants in in_force(kept) for each in _told([one.notice for one in variants])]
    if len(told) == 1:  # as most often
        return (_compiled(_Group(told), set()),)
    groups = _Groups()
    for each in sorted(told, key=_order):
        groups.add(each)
    taken: set[str] = set()
    return tuple(_compiled(group, taken) for group in groups.listed)


class _Groups:
    """The contracts as they are found, with the ways to find them."""

    def __init__(self) -> None:
        self.listed: list[_Group] = []
        self._known: dict[tuple[object, ...], list[_Group]] = {}
        self._of_lot: dict[str, list[_Group]] = {}

    def add(self, told: _Told) -> None:
        """Add a statement to the contract that it is about."""
        group = self._meant(told)
        if group is None:
            group = _Group()
            self.listed.append(group)
        group.told.append(told)
        for key in _keys(told):
            _add(self._known.setdefault(key, []), group)
        for lot_id in told.lot_ids:
            _add(self._of_lot.setdefault(lot_id, []), group)

    def _meant(self, told: _Told) -> _Group | None:
        for key in _keys(told):
            named = [each for each in self._known.get(key, ()) if not each.has(told.notice)]
            if key[0] == "id":
                named = [each for each in named if _same_result(each, told)]
            if len(named) == 1:
                return named[0]
        if told.notice.stage not in _LATER:
            return None
        found: list[_Group] = []
        for lot_id in sorted(told.lot_ids):
            found += [each for each in self._of_lot.get(lot_id, ()) if each not in found and each.may_be(told)]
        referred = [each for each in found if each.is_referred_to(told)]
        found = referred or found
        return found[0] if len(found) == 1 else None


def _add(groups: list[_Group], group: _Group) -> None:
    if group not in groups:
        groups.append(group)


def _keys(told: _Told) -> Iterator[tuple[object, ...]]:
    contract, notice = told.contract, told.notice
    if contract.number is not None:
        yield "number", contract.number
    if notice.ocid is not None:
        yield "process", notice.ocid, contract.contract_id
    yield "id", contract.contract_id, told.lot_ids


def _same_result(group: _Group, told: _Told) -> bool:
    days = {group.signed_on, told.statement.signed_on} - {None}
    numbers = {group.number, told.contract.number} - {None}
    later = told.notice.stage in _LATER
    return group.may_be(told) and (later or (len(days) <= 1 and len(numbers) <= 1))


def _order(told: _Told) -> tuple[object, ...]:
    notice = told.notice
    stage = _ORDER.index(notice.stage) if notice.stage in _ORDER else -1
    day = notice.dispatched_on or date.min
    return (day, stage, notice.notice_id, version_number(notice.version), told.contract.contract_id)


def _told(variants: Sequence[Notice]) -> Iterator[_Told]:
    """What one version of a notice says of each of its contracts; where its variants differ it says nothing."""
    first, *others = ({each.contract.contract_id: each for each in _contracts_in(notice)} for notice in variants)
    for contract_id, told in first.items():
        rivals = [each[contract_id].statement for each in others if contract_id in each]
        told.statement = reduce(_agreed, rivals, told.statement)
        yield told


def _agreed(first: ContractStatement, second: ContractStatement) -> ContractStatement:
    said: dict[str, Any] = {name: getattr(first, name) for name in ContractStatement.__dataclass_fields__}
    differing = [name for name in _SETTLED if said[name] != getattr(second, name)]
    said.update(dict.fromkeys(differing))
    return ContractStatement(**{**said, "conflicting": tuple(sorted({*first.conflicting, *differing}))})


_SETTLED: Final = ("awarded_on", "signed_on", "starts_on", "ends_on", "duration_months", "value", "paid", "penalties")


def _contracts_in(notice: Notice) -> Iterator[_Told]:
    tenders: dict[str, list[Tender]] = {}
    for tender in notice.tenders:
        tenders.setdefault(tender.tender_id, []).append(tender)
    naming: dict[str, set[str]] = {}
    for result in notice.results:
        for contract_id in result.contract_ids:
            naming.setdefault(contract_id, set()).add(result.lot_id)
    contracts = [each for each in notice.contracts if not each.contract_id.startswith(_AWARD_ONLY)]
    resting: dict[str, int] = {}
    for contract in contracts:
        for tender_id in contract.tender_ids:
            resting[tender_id] = resting.get(tender_id, 0) + 1
    organisations = {each.ref: each for each in notice.organisations}
    lots = {each.lot_id: each for each in notice.lots}
    for contract in contracts:
        own = [each for tender_id in contract.tender_ids for each in tenders.get(tender_id, ())]
        lot_ids = frozenset(
            {*contract.lot_ids, *naming.get(contract.contract_id, ()), *(each.lot_id for each in own)} - {""}
        )
        members = dict.fromkeys(ref for each in own for ref in each.tenderers)
        suppliers = tuple(
            {
                "name": organisations[ref].name,
                "identifier": next((value for _, value in organisations[ref].identifiers), None),
                "country": organisations[ref].country,
            }
            for ref in members
            if ref in organisations
        )
        of_lots = [lots[each] for each in sorted(lot_ids) if each in lots]
        shared = any(resting[each] > 1 for each in contract.tender_ids)
        statement = _statement(notice, contract, {each.tender_id: each for each in own}, of_lots, shared=shared)
        yield _Told(notice, contract, lot_ids, suppliers, _kind(contract, of_lots), statement)


def _kind(contract: Contract, lots: Sequence[Lot]) -> NoticedKind:
    if any(each.framework not in (None, "none") for each in lots):
        return "framework"
    return "call-off" if contract.framework else "contract"


def _statement(
    notice: Notice, contract: Contract, tenders: dict[str, Tender], lots: Sequence[Lot], *, shared: bool
) -> ContractStatement:
    value = contract.value
    if value is None and not shared and all(each in tenders for each in contract.tender_ids):
        value = _sum([each.value for each in tenders.values()])
    return ContractStatement(
        notice_id=notice.notice_id,
        version=notice.version,
        publication_number=notice.publication_number,
        stage=notice.stage.value,
        told_on=notice.dispatched_on,
        awarded_on=contract.awarded_on,
        signed_on=contract.concluded_on,
        starts_on=contract.starts_on or _only(lots, lambda lot: lot.starts_on),
        ends_on=contract.ends_on or _only(lots, lambda lot: lot.ends_on),
        duration_months=_only(lots, lambda lot: lot.duration_months),
        value=value if value is not None and is_stated_amount(value.value) else None,
        paid=None if shared else _sum([each.paid for each in tenders.values()]),
        penalties=None if shared else _sum([each.penalties for each in tenders.values()]),
        completed=notice.stage is Stage.COMPLETION or contract.terminated,
        modifications=tuple(each for each in notice.modifications if _is_of(each, contract, notice)),
        withheld=tuple(
            sorted({(held.term, held.until) for each in tenders.values() for held in each.withheld}, key=str)
        ),
    )


def _is_of(modification: Modification, contract: Contract, notice: Notice) -> bool:
    """Whether it may be this contract that is changed; a bare reference to another notice is no change."""
    said = modification.reason, modification.rationale, modification.description, modification.changed_on
    if notice.stage is not Stage.MODIFICATION and not any(said):
        return False
    ids = {each.contract_id for each in notice.contracts}
    return modification.contract_id == contract.contract_id or modification.contract_id not in ids


def _sum(amounts: Sequence[Money | None]) -> Money | None:
    """The sum of amounts; None when one is missing, or in another currency."""
    known = [each for each in amounts if each is not None]
    if not known or len(known) < len(amounts) or len({each.currency for each in known}) > 1:
        return None
    return Money(sum((each.value for each in known), Decimal(0)), known[0].currency)


def _only(lots: Sequence[Lot], read: Callable[[Lot], Any]) -> Any:  # noqa: ANN401 - whatever is read of a lot
    values = {read(each) for each in lots}
    return values.pop() if len(values) == 1 else None


def _compiled(group: _Group, taken: set[str]) -> CompiledContract:
    first, last = group.told[0], group.told[-1]
    lot_ids = tuple(sorted(frozenset[str]().union(*(each.lot_ids for each in group.told))))
    key = group.number or first.contract.contract_id
    while key in taken:
        key = f"{key}|{','.join(lot_ids)}"
    taken.add(key)
    return CompiledContract(
        key=key,
        contract_id=first.contract.contract_id,
        number=group.number,
        kind=next((each.kind for each in group.told if each.kind != "contract"), "contract"),
        lot_ids=lot_ids,
        suppliers=next((each.suppliers for each in reversed(group.told) if each.suppliers), last.suppliers),
        statements=tuple(each.statement for each in group.told),
    )
