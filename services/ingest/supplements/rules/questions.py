"""What is known of a procedure and from where, and which questions remain: never what a notice or the buyer said.

A question is asked once for all lots that it is open for; only where lots differ does it name them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from services.ingest.data_contracts.supplement import LotSupplement, Supplement
from services.ingest.supplements.rules.asked import ASKED, OWN_THEMES, Asked, own_theme
from shared.procurement.finding import Text
from shared.procurement.themes import THEMES

_CERTAIN: Final = frozenset({"A", "B", "stated"})
_BY_SUPPLEMENT: Final = "supplement"
_ANSWERS: Final = ("yes", "no")
_PRICE: Final = "priceWeightPercent"
CENTRAL: Final = "central"
_OF_THEMES: Final = ("themes/", f"{OWN_THEMES}/")


@dataclass(frozen=True, slots=True)
class LotAtHand:
    """A lot as it is compiled; `evidence` is what sources say of its themes."""

    lot_id: str
    nature: str | None
    relevant_themes: Sequence[str] | None
    duration_months: Decimal | None
    evidence: Sequence[Mapping[str, Any]]
    own_themes: Mapping[str, str]  # theme that its lead body added -> state
    price_weight: Decimal | None = None
    price_weight_notice: str | None = None
    price_weight_place: str | None = None


@dataclass(frozen=True, slots=True)
class ProcedureAtHand:
    """A procedure as it is compiled, as far as it decides what is asked."""

    tier: str | None
    product_chain: str | None
    chain_quality: str | None
    civil_works: bool | None
    lots: Sequence[LotAtHand]
    theme_names: Mapping[str, Text]  # what its lead body calls the themes that it added


@dataclass(frozen=True, slots=True)
class Known:
    """Something that is known and so is not asked: where it was said, by a notice or by the buyer."""

    field: str
    lot_id: str | None
    value: Any
    source: str  # notice, supplement, derived
    notice_id: str | None = None
    term: str | None = None
    place: str | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """A question that remains; `lots` is None when it is the same for all."""

    asked: Asked
    lots: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Form:
    """What is known, what is still asked, and how many questions there would be if nothing were known."""

    known: Sequence[Known]
    questions: Sequence[Question]
    before: int


def form_of(procedure: ProcedureAtHand, said: Supplement | None) -> Form:
    """The form of a procedure with what its buyer has said so far, drafts included."""
    lots = [_Lot(lot, procedure, _said_of(said, lot.lot_id)) for lot in procedure.lots]
    known = [*_known_of_whole(procedure, said), *(each for lot in lots for each in lot.known())]
    open_for: dict[str, list[str]] = {}
    for lot in lots:
        for name in lot.open():
            open_for.setdefault(name, []).append(lot.lot.lot_id)
    added = sorted({theme for lot in procedure.lots for theme in lot.own_themes})
    own = [own_theme(theme, procedure.theme_names.get(theme)) for theme in added]
    of_whole = set(_open_of_whole(procedure, said))
    questions = [
        Question(asked, None if name in of_whole or len(open_for[name]) == len(lots) else tuple(open_for[name]))
        for asked in (*ASKED.values(), *own)
        if (name := asked.field) in of_whole or name in open_for
    ]
    return Form(known, questions, before=_before(procedure))


def _before(procedure: ProcedureAtHand) -> int:
    """Questions of this procedure if it had no notice: all that its kind is asked, of every lot by itself."""
    whole = 3 if procedure.tier == CENTRAL else 1
    of_lot = len(THEMES) + 2  # criteria and price weight
    for lot in procedure.lots:
        whole += of_lot + (3 if lot.nature in ("works", "services") else 0)
        whole += 2 if procedure.tier == CENTRAL else 0
        whole += 2 if procedure.civil_works else 0
        whole += len(lot.own_themes)
    return whole


def _said_of(said: Supplement | None, lot_id: str) -> Sequence[LotSupplement]:
    """What is said of this lot apart, then what is said of every lot."""
    lots = [] if said is None else said.lots or []
    return [lot for name in (lot_id, None) for lot in lots if lot.lot_id == name]


def _known_of_whole(procedure: ProcedureAtHand, said: Supplement | None) -> Iterator[Known]:
    purchase = None if said is None else said.purchase
    if purchase is not None and purchase.product_chain is not None:
        yield Known("purchase/productChain", None, purchase.product_chain, _BY_SUPPLEMENT)
    elif procedure.chain_quality in _CERTAIN:
        yield Known("purchase/productChain", None, procedure.product_chain, "derived", term="BT-262")
    for field, value in (
        ("purchase/purchaseType", None if purchase is None else purchase.purchase_type),
        ("purchase/categoryManagement", None if purchase is None else purchase.category_management),
    ):
        if value is not None:
            yield Known(field, None, value, _BY_SUPPLEMENT)


def _open_of_whole(procedure: ProcedureAtHand, said: Supplement | None) -> Iterator[str]:
    known = {each.field for each in _known_of_whole(procedure, said)}
    asked = ["purchase/productChain"]
    if procedure.tier == CENTRAL:
        asked += ["purchase/purchaseType", "purchase/categoryManagement"]
    yield from (field for field in asked if field not in known)


class _Lot:
    """One lot: what is known of it and what is open."""

    def __init__(self, lot: LotAtHand, procedure: ProcedureAtHand, said: Sequence[LotSupplement]) -> None:
        self.lot = lot
        self._procedure = procedure
        self._said = {field: value for each in reversed(said) for field, value in _answers(each)}
        self._themes = self._of_notices() | {
            field: Known(field, lot.lot_id, value, _BY_SUPPLEMENT)
            for field, value in self._said.items()
            if field.startswith(_OF_THEMES)
        }

    def known(self) -> Iterator[Known]:
        yield from self._themes.values()
        if self.lot.duration_months is not None and "socialReturn/durationMonths" not in self._said:
            months = float(self.lot.duration_months)
            yield Known("socialReturn/durationMonths", self.lot.lot_id, months, "notice", term="BT-36")
        if self.lot.price_weight is not None and _PRICE not in self._said:
            weight, said_in = float(self.lot.price_weight), (self.lot.price_weight_notice, "BT-541")
            yield Known(_PRICE, self.lot.lot_id, weight, "notice", *said_in, self.lot.price_weight_place)
        for field, value in self._said.items():
            if not field.startswith(_OF_THEMES):
                yield Known(field, self.lot.lot_id, value, _BY_SUPPLEMENT)

    def open(self) -> Iterator[str]:
        """The questions that remain of this lot."""
        yield from (field for theme in THEMES if (field := f"themes/{theme}") not in self._themes)
        yield from (name for theme in self.lot.own_themes if (name := f"{OWN_THEMES}/{theme}") not in self._themes)
        yield from (field for field in self._further() if field == "explanations" or field not in self._said)

    def _further(self) -> Iterator[str]:
        of_common = {field: known.value for field, known in self._themes.items() if field.startswith("themes/")}
        answered = {field.removeprefix("themes/"): value for field, value in of_common.items()}
        if "yes" in answered.values():
            yield "criteria"
        by_award = any(each.get("role") == "award" for each in self._said.get("criteria", ()))
        if by_award and self.lot.price_weight is None:
            yield _PRICE
        explained = {each["theme"] for each in self._said.get("explanations", ())}
        unexplained = {theme for theme, value in answered.items() if value == "no"} - explained
        if unexplained & set(self.lot.relevant_themes or ()):
            yield "explanations"
        if self.lot.nature in ("works", "services"):
            yield from ("socialReturn/suitable", "socialReturn/wageSumAtLeast250000")
            if self.lot.duration_months is None:
                yield "socialReturn/durationMonths"
        if self._procedure.tier == CENTRAL:
            yield from ("internationalSocialConditions/riskCategory", "internationalSocialConditions/applied")
        if self._procedure.civil_works:
            yield "environmentalCostIndicator/applied"
            if self._said.get("environmentalCostIndicator/applied") == "yes":
                yield "environmentalCostIndicator/role"

    def _of_notices(self) -> dict[str, Known]:
        """What notices answer; of several answers the first, which comes from the strongest."""
        answers: dict[str, Known] = {}
        for each in self.lot.evidence:
            own = each["theme"] in self.lot.own_themes
            field = f"{OWN_THEMES if own else 'themes'}/{each['theme']}"
            if each["term"] == _BY_SUPPLEMENT or each["says"] not in _ANSWERS or not (own or field in ASKED):
                continue
            answers.setdefault(
                field,
                Known(field, self.lot.lot_id, each["says"], "notice", each["notice_id"], each["term"], each["place"]),
            )
        return answers


def _answers(lot: LotSupplement) -> Iterator[tuple[str, Any]]:
    """What is said of a lot, by the names of the questions."""
    stated = lot.model_dump(mode="json", by_alias=True, exclude_none=True)
    for name, value in stated.items():
        if name == OWN_THEMES:
            yield from ((f"{name}/{each['theme']}", each["answer"]) for each in value)
        elif isinstance(value, dict):
            yield from ((f"{name}/{key}", each) for key, each in value.items())
        elif name != "lotId":
            yield name, value
