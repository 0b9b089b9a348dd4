"""What a register is to a page: where its records are listed, what is shown of each, and which acts people may take.

A register is stated in one table (`kept/`), and every page of it follows from that. Acts are requests of the services'
own interface, taken with the token of the person who is signed in; who may is decided there, and shown here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from dashboard.asking.answers import Answer
from shared.settings import ServiceName

Shown = Literal["text", "name", "names", "day", "moment", "count", "list", "code", "yes", "body", "bodies"]
"""How a member is shown: as text, as a name others gave, as a text in both languages, as a day ..."""

Kind = Literal["text", "long", "day", "number", "yes", "choice", "lines", "document", "keys", "party", "parties"]
"""What is filled in: a line, more of them, a day, a number, yes, one of a list, values by line, JSON, public keys,
a body by name, number or key, and several of them."""


@dataclass(frozen=True, slots=True)
class Column:
    """A member of a record by its place (`party.name`), with the Dutch words above it."""

    place: str
    words: str
    shown: Shown = "text"


@dataclass(frozen=True, slots=True)
class Field:
    """What a person fills in: `place` is where it stands in the request (`names.0.name`)."""

    place: str
    words: str
    kind: Kind = "text"
    required: bool = True
    explained: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)
    initial: str = ""
    most: int = 500

    @property
    def id(self) -> str:
        """The id of its input on a page."""
        return f"veld-{self.place.replace('.', '-')}"

    @property
    def pointer(self) -> str:
        """Where a problem of the service names it: /names/0/name."""
        return "/" + self.place.replace(".", "/")


@dataclass(frozen=True, slots=True)
class Act:
    """Something that a person can do: a request to a service.

    Args:
        key: in addresses of the dashboard.
        words: what the button says.
        explained: what happens then, and who may.
        method, path: of the request; `{id}` and other members of the record in braces.
        scopes: the right to any of which lets one take it.
        fields: what is filled in.
        versioned: whether the version that was looked at goes along (If-Match).
        fixed: members of the request that nobody fills in.
        document: the field that is the whole body, such as a table; else the fields make a JSON object.
        media: of that body.
        when: of a record, the state in which the act is there; empty for always.
        second: whether another person than who proposed must take it.
    """

    key: str
    words: str
    explained: str
    method: Literal["POST", "PUT", "DELETE"]
    path: str
    scopes: tuple[str, ...]
    fields: tuple[Field, ...] = ()
    versioned: bool = False
    fixed: Mapping[str, object] = field(default_factory=dict)
    document: str | None = None
    media: str = "application/json"
    query: tuple[str, ...] = ()
    when: tuple[str, ...] = ()
    second: bool = False


@dataclass(frozen=True, slots=True)
class Register:
    """A register or a list of things to decide on.

    Args:
        key: in addresses of the dashboard.
        words, explained: its name, and in a sentence what it is for.
        service, path: where the records are listed.
        scopes: the right to any of which lets one see it.
        columns: what is shown of each record, the first as the way to it.
        record: the path of one record; None when the list says all there is.
        id: the member by which a record is known.
        state: the member by which acts are there or not.
        start: acts that make a new record.
        acts: on one record.
        filters: members of the query of the list that people may fill in.
        query: members that always go along.
    """

    key: str
    words: str
    explained: str
    service: ServiceName
    path: str
    scopes: tuple[str, ...]
    columns: tuple[Column, ...]
    record: str | None = None
    id: str = "id"
    state: str = "state"
    start: tuple[Act, ...] = ()
    acts: tuple[Act, ...] = ()
    filters: tuple[Field, ...] = ()
    query: Mapping[str, object] = field(default_factory=dict)

    def act(self, key: str) -> Act | None:
        """The act of this name."""
        return next((act for act in (*self.start, *self.acts) if act.key == key), None)


REASON: Final = "reason"


def member(record: Answer, place: str) -> object:
    """What stands at a place in a record; None when nothing does."""
    at: object = record
    for step in place.split("."):
        if isinstance(at, Mapping):
            at = at.get(step)
        elif isinstance(at, list) and step.isdigit() and int(step) < len(at):
            at = at[int(step)]
        else:
            return None
    return at
