"""Code lists that several parts share: tiers, natures, notice subtypes, dimensions, and their labels."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final, Literal, TypeAlias, cast, get_args

from shared.procurement.notice import Stage
from shared.reference.lists import rows, truth

Regime = Literal["classic", "special-sectors", "concessions", "defence", "public-transport"]

# The four sectors of the Agenda stand above the tiers (labels of the list "sector").
Tier: TypeAlias = Literal[
    "central",
    "province",
    "municipality",
    "water-authority",
    "joint-arrangement",
    "public-law-body",
    "special-sector",
    "other",
]
TIERS: Final[tuple[Tier, ...]] = get_args(Tier)
"""In their fixed order."""
SECTOR_OF_TIER: dict[str, str] = {
    "central": "central-government",
    "province": "co-governments",
    "municipality": "co-governments",
    "water-authority": "co-governments",
    "joint-arrangement": "co-governments",
    "public-law-body": "public-law-bodies",
    "special-sector": "special-sector-companies",
}
SuccessionKind: TypeAlias = Literal["merger", "split", "renaming"]
SUCCESSION_KINDS: Final[tuple[SuccessionKind, ...]] = get_args(SuccessionKind)
NATURES: tuple[str, ...] = ("works", "supplies", "services")

# Winner selection status (BT-142).
WINNER_CHOSEN = "selec-w"
CLOSED_WITHOUT_WINNER = "clos-nw"
STILL_OPEN = "open-nw"

# Stages that make a notice a procurement (counting rule C3): a call, a direct award or a result.
PROCUREMENT_STAGES: frozenset[Stage] = frozenset({Stage.CALL, Stage.DIRECT_AWARD, Stage.RESULT})

# What the legal type of a buyer (BT-11) suggests. A hint for a person who links an unmatched buyer, never the tier
# itself: the register alone says that.
TIER_HINTS: dict[str, tuple[str, ...]] = {
    "cga": ("central",),
    "ra": ("province", "water-authority"),
    "la": ("municipality", "joint-arrangement"),
    "body-pl": ("public-law-body",),
    "body-pl-cga": ("public-law-body", "central"),
    "body-pl-ra": ("public-law-body", "joint-arrangement"),
    "body-pl-la": ("public-law-body", "joint-arrangement"),
    "pub-undert": ("special-sector",),
    "pub-undert-cga": ("special-sector",),
    "pub-undert-ra": ("special-sector",),
    "pub-undert-la": ("special-sector",),
    "spec-rights-entity": ("special-sector",),
}


@dataclass(frozen=True, slots=True)
class NoticeSubtype:
    """A notice subtype of eForms (OPP-070).

    `regime` is the directive its name states; None for the voluntary and other notices, which state none. `light` is
    None where the name does not tell the light regime from the standard one.
    """

    code: str
    stage: Stage
    regime: Regime | None
    light: bool | None


@dataclass(frozen=True, slots=True)
class Label:
    """The Dutch and the English name of a code."""

    code: str
    nl: str
    en: str


@dataclass(frozen=True, slots=True)
class Dimension:
    """Something a figure can be grouped by. The groups of a partition add up to the whole, others overlap (C22)."""

    code: str
    nl: str
    en: str
    partition: bool


@cache
def notice_subtypes() -> dict[str, NoticeSubtype]:
    """All notice subtypes by code."""
    return {
        row["subtype"]: NoticeSubtype(
            code=row["subtype"],
            stage=Stage(row["stage"]),
            regime=_regime(row["regime"]) if row["regime"] else None,
            light=truth(row["light"]) if row["light"] else None,
        )
        for row in rows("notice-subtypes", ("subtype", "stage", "regime", "light"))
    }


def notice_subtype(code: str | None) -> NoticeSubtype | None:
    """A notice subtype; None for one we do not know.

    National subtypes write an N before the number of the European one (N16, N29): they are read as voluntary notices of
    the same stage, so without the regime.
    """
    if code is None:
        return None
    known = notice_subtypes().get(code)
    if known is not None or not code.startswith("N"):
        return known
    european = notice_subtypes().get(code[1:])
    return NoticeSubtype(code, european.stage, None, None) if european and code[1:].isdigit() else None


def stage_of(subtype: str | None) -> Stage:
    """What a notice of this subtype does in a procedure; UNKNOWN for a subtype we do not know."""
    known = notice_subtype(subtype)
    return known.stage if known else Stage.UNKNOWN


def labels(label_list: str) -> dict[str, Label]:
    """The labels of one list (tier, sector, nature, cluster, threshold, theme-state, stage, chain-quality), in order.

    Raises:
        KeyError: there are no labels for that list.
    """
    labels = {
        row["code"]: Label(row["code"], row["nl"], row["en"]) for row in _label_rows() if row["list"] == label_list
    }
    if not labels:
        raise KeyError(f"There are no labels for {label_list!r}.")
    return labels


@cache
def dimensions() -> dict[str, Dimension]:
    """Everything a figure can be grouped by, with whether its groups add up to the whole."""
    overlapping = {"theme", "productChain", "cluster", "tookPart"}
    return {
        code: Dimension(code, label.nl, label.en, partition=code not in overlapping)
        for code, label in labels("dimension").items()
    }


@cache
def _label_rows() -> tuple[dict[str, str], ...]:
    return tuple(dict(row) for row in rows("labels", ("list", "code", "nl", "en")))


def _regime(cell: str) -> Regime:
    if cell not in get_args(Regime):
        raise ValueError(f"{cell!r} is no regime; {', '.join(get_args(Regime))} are.")
    return cast("Regime", cell)
