"""The form of a supplement: only the questions that remain, each at its place in the data contract."""

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from dashboard.asking.answers import Answer
from dashboard.forms.maker import FormMaker, Wanted, record_of
from dashboard.forms.parts import Field, Group, Part
from dashboard.forms.schema import DataContract

_OWN: Final = "ownThemes/"
_WHOLE: Final = "purchase/"


@dataclass(frozen=True, slots=True)
class Asked:
    """One question at one place: of the whole procedure, or of a lot (None: of all lots alike)."""

    question: Answer
    place: str
    lot: str | None
    part: Part


def begun(form: Answer, content: Mapping[str, Any] | None) -> dict[str, Any]:
    """The supplement so far, with an entry for each lot about which something is asked apart."""
    record: dict[str, Any] = copy.deepcopy(dict(content)) if content else {}
    if not record:
        names = {"procedureId": form["procedureId"], "ocid": form["ocid"]}
        stated = {name: value for name, value in names.items() if value}
        record["procurement"] = stated or {"publicationNumber": next(iter(form["publicationNumbers"]), None)}
        record["senderKey"] = form["senderKey"] or f"AANV-{form['procedure']}"
    lots = record.setdefault("lots", [])
    for target in _targets(form, lots):
        if target not in [lot.get("lotId") for lot in lots]:
            common: dict[str, Any] = next((lot for lot in lots if "lotId" not in lot), {})
            lots.append({**copy.deepcopy(common), **({"lotId": target} if target is not None else {})})
    return record


def asked(
    maker: FormMaker,
    contract: DataContract,
    form: Answer,
    record: Mapping[str, Any],
    problems: Mapping[str, Sequence[str]],
) -> list[Asked]:
    """Every question with the part of the form that answers it."""
    made = []
    for question in form["open"]:
        for place, lot in _places(form, question, record["lots"]):
            part = _part(maker, contract, question, record, place, problems)
            if part is not None:
                made.append(Asked(question, place, lot, part))
    return made


def merged(
    contract: DataContract, form: Answer, record: Mapping[str, Any], fields: Sequence[tuple[str, str]]
) -> dict[str, Any]:
    """The supplement with the answers filled in; what was not asked stays as it was."""
    whole = copy.deepcopy(dict(record))
    lot_node = _lot_node(contract)
    for question in form["open"]:
        name = question["field"]
        for place, _lot in _places(form, question, whole["lots"]):
            if name.startswith(_WHOLE):
                _fill(whole, record_of(contract, fields, wanted=_only(name.replace("/", "."))))
                continue
            number = int(place.split("/")[2])
            entry = whole["lots"][number]
            if name.startswith(_OWN):
                _fill_own(entry, name.removeprefix(_OWN), dict(fields).get(place, ""))
                continue
            wanted = _only(f"lots.{name.replace('/', '.')}")
            answer = record_of(contract, fields, wanted=wanted, place=f"/lots/{number}", node=lot_node, path="lots")
            _fill(entry, answer)
    whole["lots"] = [lot for lot in whole["lots"] if set(lot) - {"lotId"}]
    return {name: value for name, value in whole.items() if value != []}


def _targets(form: Answer, lots: Sequence[Mapping[str, Any]]) -> list[str | None]:
    """Which entries the questions need: one for all lots alike, or each lot by its name."""
    of_lots = [question for question in form["open"] if not question["field"].startswith(_WHOLE)]
    if not of_lots:
        return []
    apart = any(question["lots"] is not None for question in of_lots) or any("lotId" in lot for lot in lots)
    return list(form["lots"]) if apart else [None]


def _places(form: Answer, question: Answer, lots: Sequence[Mapping[str, Any]]) -> list[tuple[str, str | None]]:
    name = question["field"]
    if name.startswith(_WHOLE):
        return [(f"/{name}", None)]
    named = [lot.get("lotId") for lot in lots]
    wanted = _targets(form, lots) if question["lots"] is None else question["lots"]
    return [(f"/lots/{named.index(lot)}/{name}", lot) for lot in wanted if lot in named]


def _part(
    maker: FormMaker,
    contract: DataContract,
    question: Answer,
    record: Mapping[str, Any],
    place: str,
    problems: Mapping[str, Sequence[str]],
) -> Part | None:
    name = question["field"]
    if name.startswith(_OWN):
        return _own_theme(maker, record, place, name.removeprefix(_OWN))
    if name.startswith(_WHOLE):
        parts = maker.parts(record, problems=problems, wanted=_only(name.replace("/", ".")))
    else:
        number = int(place.split("/")[2])
        parts = maker.parts(
            record["lots"][number],
            problems=problems,
            wanted=_only(f"lots.{name.replace('/', '.')}"),
            place=f"/lots/{number}",
            node=_lot_node(contract),
            path="lots",
        )
    return _found(parts, place)


def _own_theme(maker: FormMaker, record: Mapping[str, Any], place: str, theme: str) -> Field:
    entry = record["lots"][int(place.split("/")[2])]
    said = [each["answer"] for each in entry.get("ownThemes", ()) if each.get("theme") == theme]
    return Field(place, "choice", theme, choices=maker.choices("yes", "no", "withheld"), values=tuple(said[:1]))


def _found(parts: Sequence[Part], place: str) -> Part | None:
    for part in parts:
        if part.place == place:
            return part
        if isinstance(part, Group) and place.startswith(f"{part.place}/"):
            return _found(part.parts, place)
    return None


def _only(path: str) -> Wanted:
    """This path, what is above it and what is below it."""
    return lambda other: other == path or path.startswith(f"{other}.") or other.startswith(f"{path}.")


def _lot_node(contract: DataContract) -> Mapping[str, Any]:
    lots = contract.node(contract.root["properties"]["lots"])
    return contract.node(lots["items"])


def _fill(known: dict[str, Any], stated: Mapping[str, Any]) -> None:
    for name, value in stated.items():
        if isinstance(value, dict) and isinstance(known.get(name), dict):
            _fill(known[name], value)
        else:
            known[name] = value


def _fill_own(entry: dict[str, Any], theme: str, answer: str) -> None:
    others = [each for each in entry.get("ownThemes", ()) if each.get("theme") != theme]
    if answer:
        entry["ownThemes"] = [*others, {"theme": theme, "answer": answer}]


def with_choices(each: Asked, lists: Mapping[str, tuple[tuple[str, str], ...]]) -> Asked:
    """The same, to be chosen from a list when there is one for its place."""
    choices = lists.get(each.place)
    if not choices or not isinstance(each.part, Field):
        return each
    return replace(each, part=replace(each.part, kind="choice", choices=choices))


def labelled(each: Asked, label: str, hint: str) -> Asked:
    """The same, in the words of the question."""
    return replace(each, part=replace(each.part, label=label, hint=hint))
