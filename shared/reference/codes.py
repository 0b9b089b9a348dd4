"""Code lists that several parts share: tiers, natures, notice subtypes, and their labels."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final, Literal, TypeAlias, cast, get_args

from shared.procurement.notice import Stage
from shared.reference.lists import rows, truth

Regime = Literal["classic", "special-sectors", "concessions", "defence", "public-transport"]

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
SuccessionKind: TypeAlias = Literal["merger", "split", "renaming"]
SUCCESSION_KINDS: Final[tuple[SuccessionKind, ...]] = get_args(SuccessionKind)
NATURES: tuple[str, ...] = ("works", "supplies", "services")


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
def _label_rows() -> tuple[dict[str, str], ...]:
    return tuple(dict(row) for row in rows("labels", ("list", "code", "nl", "en")))


def _regime(cell: str) -> Regime:
    if cell not in get_args(Regime):
        raise ValueError(f"{cell!r} is no regime; {', '.join(get_args(Regime))} are.")
    return cast("Regime", cell)
