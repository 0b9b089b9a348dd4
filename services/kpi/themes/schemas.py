"""A theme as the API shows it: what it means, what it is called in each list, and what rests on it."""

from collections.abc import Iterator, Mapping, Sequence

from pydantic import Field

from services.kpi.definitions.rules.card import POLICY_DOCUMENTS, KeptCard
from shared.http.schema import ApiModel, LocalisedText, OptionalDay
from shared.reference.lists import columns_of, rows
from shared.reference.themes import THEMES, Kind, Relation, Theme, crossings, theme, theme_lists


class ThemeListOut(ApiModel):
    """A list of themes and the years for which it was made."""

    code: str
    names: LocalisedText
    valid_from: OptionalDay
    valid_until: OptionalDay


class ThemeInListOut(ApiModel):
    """What the theme is called in an older list, and how that theme became this one."""

    theme_list: str
    code: str | None = Field(description="Null where that list has no such theme.")
    names: LocalisedText | None
    relation: Relation
    note: str


class PolicyOut(ApiModel):
    """A policy document: of which level (un, oecd, eu, national), and whose."""

    code: str
    level: str
    owner: str
    names: LocalisedText


class ThemeIndicatorOut(ApiModel):
    """An indicator of the theme, or one that is stated by theme."""

    code: str
    names: LocalisedText
    core: bool


class ThemeOut(ApiModel):
    """A theme of the list in force. A local theme is one that bodies choose themselves: no national total has it."""

    code: str
    kind: Kind
    names: LocalisedText
    definition: LocalisedText | None
    lists: list[ThemeInListOut]
    policies: list[PolicyOut]
    indicators: list[ThemeIndicatorOut]
    bodies: int | None = Field(description="Of a local theme: how many bodies have it among theirs today.")
    goals: list[str] = Field(description="Codes of the goals that its indicators count for.")


class ThemesOut(ApiModel):
    """The themes of the list in force, and the lists there are."""

    items: list[ThemeOut]
    lists: list[ThemeListOut]


def themes_shown(themes: Sequence[Theme], cards: Sequence[KeptCard], *, users: Mapping[str, int]) -> ThemesOut:
    """These themes, with the lists in whose names series can be read."""
    lists = [ThemeListOut.like(each, names=LocalisedText(nl=each.nl, en=each.en)) for each in theme_lists().values()]
    return ThemesOut(items=[theme_shown(each, cards, users=users) for each in themes], lists=lists)


def theme_shown(shown: Theme, cards: Sequence[KeptCard], *, users: Mapping[str, int]) -> ThemeOut:
    """A theme with what rests on it; `cards` are the versions in force, `users` how many bodies have a local theme."""
    own = [kept.card for kept in cards if kept.card.theme == shown.code]
    dimension = "theme" if shown.code in THEMES else "localTheme" if shown.kind == "local" else None
    by_theme = [kept.card for kept in cards if dimension is not None and kept.card.fact.carries(dimension)]
    indicators = sorted({card.code: card for card in (*own, *by_theme)}.values(), key=lambda card: card.code)
    defined = shown.definition_nl and shown.definition_en
    return ThemeOut(
        code=shown.code,
        kind=shown.kind,
        names=LocalisedText(nl=shown.nl, en=shown.en),
        definition=LocalisedText(nl=shown.definition_nl, en=shown.definition_en) if defined else None,
        lists=list(_in_lists(shown.code)),
        policies=list(_policies(shown.code)),
        indicators=[ThemeIndicatorOut.like(card, names=LocalisedText.like(card.names)) for card in indicators],
        bodies=users.get(shown.code, 0) if shown.kind == "local" else None,
        goals=sorted({goal for card in own for goal in card.goals}),
    )


def _in_lists(code: str) -> Iterator[ThemeInListOut]:
    for crossing in crossings():
        if crossing.to_code != code:
            continue
        older = theme(crossing.from_code, crossing.from_list) if crossing.from_code else None
        yield ThemeInListOut(
            theme_list=crossing.from_list,
            code=crossing.from_code,
            names=None if older is None else LocalisedText(nl=older.nl, en=older.en),
            relation=crossing.relation,
            note=crossing.note,
        )


def _policies(code: str) -> Iterator[PolicyOut]:
    for row in rows(POLICY_DOCUMENTS, columns_of(POLICY_DOCUMENTS)):
        if code in row["themes"].split(";"):
            names = LocalisedText(nl=row["nl"], en=row["en"])
            yield PolicyOut(code=row["code"], level=row["level"], owner=row["owner"], names=names)
