"""What a body chose of the theme that a row is about: the name it gave to one of its own, or that it left it out."""

from services.kpi.definitions.declarations.dimensions import LOCAL_THEME, ORGANISATION, THEME
from services.kpi.definitions.rules.own_themes import names_of_added
from services.kpi.values.operations.answering import Answered
from services.kpi.values.rules.months import Period
from services.kpi.values.rules.reading import GroupKey
from shared.http.schema import LocalisedText


def chosen(answered: Answered, key: GroupKey, period: Period) -> dict[str, object]:
    """What a row of one body says of its theme beside its figure."""
    question = answered.reading.question
    if not answered.theme_choices:
        return {}
    stands_for = {name: values[0] for name, values in question.filters.items() if len(values) == 1}
    stands_for |= dict(zip(question.group_by, key, strict=True))
    body = stands_for.get(ORGANISATION.name, "")
    bodies = (body,) if question.boundaries is None else question.boundaries.members(body)
    choices = [choice for choice in answered.theme_choices if choice.party in bodies]
    given: dict[str, object] = {}
    own, theme = stands_for.get(LOCAL_THEME.name), stands_for.get(THEME.name)
    names = [named for (_, code), named in names_of_added(choices).items() if code == own]
    if names:
        given["local_theme_names"] = LocalisedText(nl=names[0][0], en=names[0][1])
    first, last = period.first.first_day, period.last.last_day
    if any(not each.added and each.theme == theme and each.holds_within(first, last) for each in choices):
        given["left_out"] = True
    return given
