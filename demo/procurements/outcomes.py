"""What came of a lot: who won, for how much, after how many tenders, and when; also told badly, as senders do.

Each function makes one way of telling it and writes beside it what may count: rules C5 (dates), C12 and C16 (amounts),
C17 (currencies) and part 5 (single bids, SME).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from random import Random

from demo.documents.statements import Sum
from demo.market.firms import Firm, pick_firm, sole_trader


@dataclass(frozen=True, slots=True, kw_only=True)
class Bid:
    """A winning tender. `sme`: what its members' sizes say."""

    firms: tuple[Firm, ...]
    sme: bool | None
    amount: Sum | None
    hidden: bool = False
    minus_one: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """An outcome as told, and below the line what it means."""

    status: str | None = "selec-w"
    reason: str | None = None
    bids: tuple[Bid, ...] = ()
    submissions: tuple[tuple[str, str], ...] = ()
    hide_submissions: bool = False
    decided_on: date | None = None
    decided_as: str | None = None  # the decision as written, when it is not written plainly
    concluded_on: date | None = None
    re_estimated: Sum | None = None
    maximum: Sum | None = None
    vehicles: tuple[tuple[str, int], ...] = ()
    contract_framework: bool | None = None
    # --- what it means ---
    state: str = "awarded"
    awarded_on: date | None = None  # None: the dispatch of the first result that names a winner decides
    received: int | None = None
    received_why: str = "known"
    value: Decimal | None = None
    value_why: str = "known"
    basis: str | None = "tenders"


def won(
    rng: Random, *, amount: Decimal, decided_on: date, competition: int | None = None, small: bool | None = None
) -> Outcome:
    """One winner, everything told. `competition`: how many tenders came in."""
    number = competition if competition is not None else _number_of_tenders(rng)
    return Outcome(
        bids=(bid_of(rng, Sum(amount), small=small),),
        submissions=_submissions(rng, number),
        decided_on=decided_on,
        awarded_on=decided_on,
        received=number,
        value=amount,
    )


def bid_of(rng: Random, amount: Sum | None, *, small: bool | None = None) -> Bid:
    """A tender of one firm, now and then of somebody who trades under the own name."""
    if small is None and rng.random() < 0.03:  # noqa: PLR2004 - a few
        return Bid(firms=(sole_trader(rng),), sme=True, amount=amount)
    firm = pick_firm(rng, small=small)
    if small is None and rng.random() < 0.12:  # noqa: PLR2004 - a few
        unsaid = replace(firm, number=firm.number + 400, name=f"{firm.name[:-5]} Beheer B.V.", size=None)
        return Bid(firms=(unsaid,), sme=None, amount=amount)
    return Bid(firms=(firm,), sme=firm.size != "large", amount=amount)


def group_bid(rng: Random, amount: Sum, *, sizes: Sequence[str | None], sme: bool | None) -> Bid:
    """A tender of firms together: SME when all are, certainly not with one large member, else unknown."""
    first = rng.randrange(200, 380)
    members = tuple(
        replace(pick_firm(rng), number=first + place, name=f"Fictieve Combinant {first + place} B.V.", size=size)
        for place, size in enumerate(sizes)
    )
    return Bid(firms=members, sme=sme, amount=amount)


def closed(reason: str) -> Outcome:
    """No winner and the competition closed (C11)."""
    return Outcome(status="clos-nw", reason=reason, state="cancelled", value_why="not-applicable", basis=None)


def still_open() -> Outcome:
    """No winner yet, the competition goes on: the lot is running."""
    return Outcome(status="open-nw", state="running", value_why="not-applicable", basis=None)


# --- tenders received ---------------------------------------------------------------------------------------------


def only_electronic(outcome: Outcome, number: int = 4) -> Outcome:
    """Only `t-esubm` is stated: how many tenders there were in all is not said."""
    return replace(outcome, submissions=(("t-esubm", str(number)),), received=None, received_why="silent")


def withheld_count(outcome: Outcome) -> Outcome:
    """Received submissions are withheld (BT-195), as in notice 495618-2026."""
    return replace(
        outcome, submissions=(("unpublished", "-1"),), hide_submissions=True, received=None, received_why="withheld"
    )


def minus_one_count(outcome: Outcome) -> Outcome:
    """The number says -1 and nothing says that it is withheld: unknown."""
    return replace(outcome, submissions=(("tenders", "-1"),), received=None, received_why="silent")


def no_count(outcome: Outcome) -> Outcome:
    """Nothing is said about tenders received."""
    return replace(outcome, submissions=(), received=None, received_why="silent")


# --- amounts ------------------------------------------------------------------------------------------------------


def withheld_value(outcome: Outcome) -> Outcome:
    """The value of the winning tender is withheld (BT-195 win-ten-val)."""
    return _value_unknown(outcome, "withheld", lambda bid: replace(bid, hidden=True))


def minus_one_value(outcome: Outcome) -> Outcome:
    """The value says -1 without a word on privacy: unknown all the same."""
    return _value_unknown(outcome, "silent", lambda bid: replace(bid, minus_one=True))


def placeholder_value(outcome: Outcome, *, amount: int) -> Outcome:
    """An amount of 0 or 1 stands there because the field had to be filled: unknown (C16)."""
    return _value_unknown(outcome, "silent", lambda bid: replace(bid, amount=Sum(Decimal(amount))))


def no_value(outcome: Outcome) -> Outcome:
    """No amount at all."""
    return _value_unknown(outcome, "silent", lambda bid: replace(bid, amount=None))


def in_currency(outcome: Outcome, currency: str) -> Outcome:
    """An amount in another currency: unknown as long as no rate is loaded (C17)."""
    return replace(
        outcome,
        bids=tuple(
            replace(bid, amount=Sum(bid.amount.value, currency)) for bid in outcome.bids if bid.amount is not None
        ),
        value=None,
        value_why="no-rate",
        basis=None,
    )


def several_winners(outcome: Outcome, rng: Random, *amounts: Decimal) -> Outcome:
    """Several winning tenders on one lot: their sum counts."""
    bids = tuple(bid_of(rng, Sum(amount)) for amount in amounts)
    return replace(outcome, bids=bids, value=sum(amounts, Decimal(0)))


def ceiling(
    outcome: Outcome, value: Decimal, *, re_estimated: Sum | None = None, maximum: Sum | None = None
) -> Outcome:
    """A framework agreement counts at its ceiling, never at the sum of its tenders (C12)."""
    return replace(outcome, re_estimated=re_estimated, maximum=maximum, value=value, value_why="known", basis="ceiling")


# --- dates --------------------------------------------------------------------------------------------------------


def concluded_only(outcome: Outcome, on: date) -> Outcome:
    """No award decision (BT-1451), but the day the contract was concluded (BT-145)."""
    return replace(outcome, decided_on=None, concluded_on=on, awarded_on=on)


def undated(outcome: Outcome) -> Outcome:
    """No date at all: the dispatch of the result notice decides."""
    return replace(outcome, decided_on=None, concluded_on=None, awarded_on=None)


def decided_as(outcome: Outcome, written: str) -> Outcome:
    """A decision with an offset as written; it counts on the day that stands there (C7)."""
    on = date.fromisoformat(written[:10])
    return replace(outcome, decided_on=on, decided_as=written, awarded_on=on)


def _number_of_tenders(rng: Random) -> int:
    return rng.choices((1, 2, 3, 4, 5, 6, 8, 12), weights=(18, 17, 20, 17, 12, 8, 5, 3))[0]


def _submissions(rng: Random, number: int) -> tuple[tuple[str, str], ...]:
    told = [("tenders", str(number))]
    if rng.random() < 0.6:  # noqa: PLR2004 - more often than not
        told.append(("t-esubm", str(number)))
    if rng.random() < 0.3:  # noqa: PLR2004 - sometimes
        told.append(("t-sme", str(rng.randint(0, number))))
    return tuple(told)


def _value_unknown(outcome: Outcome, why: str, written: Callable[[Bid], Bid]) -> Outcome:
    """The same with each bid as a system writes it that does not state its amount."""
    return replace(outcome, bids=tuple(map(written, outcome.bids)), value=None, value_why=why, basis=None)
