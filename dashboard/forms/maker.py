"""Makes a form of a data contract, filled in and with problems at their fields, and reads it back as a record.

What is typed goes on as it is when it is no number or day: the service says what is wrong with it, and where.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from dashboard.forms.parts import NONE, Field, Group, Kind, Part, Rows
from dashboard.forms.schema import DataContract, Node
from dashboard.forms.words import code_words, label_of
from dashboard.page.language import Language

OWN: Final = frozenset({"format", "formatVersion", "senderVersion", "state", "reason", "buyer"})
"""What the pages fill in themselves, or ask apart."""

MOST_ROWS: Final = 300
_PROSE: Final = 300
_NUMBER: Final = re.compile(r"-?\d+(,\d+)?")
_WHOLE: Final = re.compile(r"-?\d{1,15}")
_KINDS: Final[Mapping[str, Kind]] = {"number": "number", "integer": "whole"}

Wanted = Callable[[str], bool]
"""Whether a property (its path below where the form begins) is asked."""


def everything(path: str) -> bool:
    """All that a person fills in."""
    return path not in OWN


class FormMaker:
    """Forms of one data contract in one language."""

    def __init__(self, contract: DataContract, language: Language, say: Callable[[str], str]) -> None:
        self._contract = contract
        self._language = language
        self._say = say

    def parts(
        self,
        content: Any = None,  # noqa: ANN401 - JSON
        *,
        problems: Mapping[str, Sequence[str]] | None = None,
        wanted: Wanted = everything,
        place: str = "",
        node: Node | None = None,
        path: str = "",
    ) -> tuple[Part, ...]:
        """The parts of an object.

        Args:
            content: what it is filled in with.
            problems: sentences by the place they are about.
            wanted: which properties are asked.
            place: where the object stands in the record.
            node: its schema; the whole record when not given.
            path: its path without numbers of rows, `lots.criteria`.
        """
        whole = self._contract.node(node or self._contract.root)
        needed = set(whole.get("required", ()))
        filled = content if isinstance(content, Mapping) else {}
        made: list[Part] = []
        for name, stated in whole.get("properties", {}).items():
            below = f"{path}.{name}" if path else name
            if wanted(below):
                made.append(
                    self._part(
                        stated,
                        filled.get(name),
                        place=f"{place}/{name}",
                        path=below,
                        required=name in needed,
                        problems=problems or {},
                        wanted=wanted,
                    )
                )
        return tuple(made)

    def choices(self, *codes: str) -> tuple[tuple[str, str], ...]:
        """Codes with their words."""
        return tuple((code, code_words(code, self._say)) for code in codes)

    def _part(
        self,
        stated: Node,
        value: Any,  # noqa: ANN401 - JSON
        *,
        place: str,
        path: str,
        required: bool,
        problems: Mapping[str, Sequence[str]],
        wanted: Wanted,
    ) -> Part:
        node = self._contract.node(stated)
        label, hint = self._words(path, node)
        told = tuple(problems.get(place, ()))
        kind = self._contract.kind(node)
        if kind == "object":
            parts = self.parts(value, problems=problems, wanted=wanted, place=place, node=node, path=path)
            return Group(place, label, hint, parts, told)
        if kind == "array":
            item = self._contract.node(node.get("items", {}))
            if self._contract.kind(item) == "object":
                rows = self._rows(item, value, place=place, path=path, problems=problems, wanted=wanted)
                return Rows(place, label, hint, rows, none=value == [], problems=told)
            return self._list(item, value, Field(place, "choices", label, hint, problems=told))
        return Field(
            place,
            self._kind(node, kind),
            label,
            hint,
            required=required,
            choices=self._choices(node),
            values=() if value is None else (self._shown(value, kind),),
            longest=node.get("maxLength"),
            problems=told,
        )

    def _rows(
        self,
        item: Node,
        value: Any,  # noqa: ANN401 - JSON
        *,
        place: str,
        path: str,
        problems: Mapping[str, Sequence[str]],
        wanted: Wanted,
    ) -> tuple[Group, ...]:
        filled = list(value) if isinstance(value, list) else []
        made = []
        for number, each in enumerate([*filled, None][:MOST_ROWS]):
            at = f"{place}/{number}"
            parts = self.parts(each, problems=problems, wanted=wanted, place=at, node=item, path=path)
            made.append(Group(at, str(number + 1), "", parts, tuple(problems.get(at, ()))))
        return tuple(made)

    def _list(self, item: Node, value: Any, field: Field) -> Field:  # noqa: ANN401 - JSON
        """Codes to tick, or a line each for what has no list."""
        choices = self._choices(item)
        values = tuple(str(each) for each in value) if isinstance(value, list) else ()
        if not choices:
            text = "\n".join(values)
            return Field(field.place, "prose", field.label, field.hint, values=(text,), problems=field.problems)
        none = ((NONE, self._say("geen enkele")),)
        stated = (NONE,) if value == [] else values
        return Field(
            field.place, "choices", field.label, field.hint, choices=choices + none, values=stated,
            problems=field.problems,
        )  # fmt: skip

    def _words(self, path: str, node: Node) -> tuple[str, str]:
        name = path.rpartition(".")[2]
        said, meaning = self._contract.dutch(path)
        if self._language == "en":
            return label_of(name, None, self._say), str(node.get("description", ""))
        hint = node.get("x-nl") or (meaning if said else "")
        return label_of(name, said or node.get("x-nl-name"), self._say), str(hint)

    def _choices(self, node: Node) -> tuple[tuple[str, str], ...]:
        codes = node.get("enum") or ([node["const"]] if "const" in node else [])
        return self.choices(*map(str, codes))

    def _kind(self, node: Node, kind: str) -> Kind:
        if node.get("enum") or "const" in node:
            return "choice"
        if node.get("format") == "date":
            return "day"
        if kind == "string" and "pattern" in node and "maxLength" not in node and "minimum" in node:
            return "number"
        if kind == "string" and node.get("maxLength", 0) >= _PROSE:
            return "prose"
        return _KINDS.get(kind, "text")

    def _shown(self, value: Any, kind: str) -> str:  # noqa: ANN401 - JSON
        text = str(value)
        return text.replace(".", ",") if kind == "number" and self._language == "nl" else text


def record_of(
    contract: DataContract,
    fields: Iterable[tuple[str, str]],
    *,
    wanted: Wanted = everything,
    place: str = "",
    node: Node | None = None,
    path: str = "",
) -> dict[str, Any]:
    """What was filled in, as JSON: only places that the contract knows; what is empty is left out."""
    return _Reading(contract, fields, wanted).record(node or contract.root, place, path)


class _Reading:
    """One posted form while it is read."""

    def __init__(self, contract: DataContract, fields: Iterable[tuple[str, str]], wanted: Wanted) -> None:
        self._contract = contract
        self._wanted = wanted
        self._values: dict[str, list[str]] = {}
        for name, value in fields:
            if value.strip():
                self._values.setdefault(name, []).append(value.strip())

    def record(self, node: Node, place: str, path: str) -> dict[str, Any]:
        whole = self._contract.node(node)
        made = {}
        for name, stated in whole.get("properties", {}).items():
            below = f"{path}.{name}" if path else name
            if not self._wanted(below):
                continue
            value = self._value(self._contract.node(stated), f"{place}/{name}", below)
            if value is not None:
                made[name] = value
        return made

    def _value(self, node: Node, place: str, path: str) -> Any:  # noqa: ANN401 - JSON
        kind = self._contract.kind(node)
        if kind == "object":
            return self.record(node, place, path) or None
        if kind == "array":
            return self._listed(node, place, path)
        typed = self._values.get(place)
        return None if typed is None else _typed(typed[0], kind)

    def _listed(self, node: Node, place: str, path: str) -> list[Any] | None:
        item = self._contract.node(node.get("items", {}))
        if self._contract.kind(item) == "object":
            rows = [self.record(item, f"{place}/{number}", path) for number in self._numbers(place)]
            stated: list[Any] = [row for row in rows if row]
        else:
            typed = self._values.get(place, [])
            stated = [each for value in typed for line in value.splitlines() if (each := line.strip()) and each != NONE]
        if not stated and NONE in self._values.get(place, ()):
            return []
        return stated or None

    def _numbers(self, place: str) -> Iterator[int]:
        """The rows that were filled in, in their order."""
        stated = {name[len(place) + 1 :].partition("/")[0] for name in self._values if name.startswith(f"{place}/")}
        yield from sorted(int(each) for each in stated if each.isdecimal() and int(each) < MOST_ROWS)


def _typed(text: str, kind: str) -> Any:  # noqa: ANN401 - JSON
    if kind == "number" and _NUMBER.fullmatch(text):
        return text.replace(",", ".")
    if kind == "integer" and _WHOLE.fullmatch(text):
        return int(text)
    return text
