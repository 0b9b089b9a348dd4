"""What each address of an app accepts and answers, read from its routes: the wrapper enforces what is described."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from fastapi import FastAPI, params
from fastapi.datastructures import DefaultPlaceholder
from fastapi.dependencies.models import Dependant
from fastapi.dependencies.utils import get_flat_params
from fastapi.routing import RouteContext, iter_route_contexts
from fastapi.security.base import SecurityBase

JSON: Final = "application/json"
ANY: Final = "*/*"
_FIRST_ERROR: Final = 400
_WITHOUT_CONTENT: Final = (204, 205, 304)


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one address.

    `template` is the address with names for its parts (`/v1/submissions/{id}`). `described` is false for addresses that
    follow other rules than the API's (`/oauth/token`, `/health/live`). `parameters` are the names it knows in the query
    part of its address. `consumes` is empty when no body is read,
    `produces` when any `Accept` will do. `needs_token` is false where anyone may ask.
    """

    template: str
    pattern: re.Pattern[str]
    method: str
    described: bool
    needs_token: bool
    parameters: tuple[str, ...]
    json_body: bool
    consumes: tuple[str, ...]
    produces: tuple[str, ...]


class Contract:
    """All operations of an app."""

    def __init__(self, operations: Sequence[Operation]) -> None:
        self._operations = operations

    @classmethod
    def of(cls, app: FastAPI) -> "Contract":
        """Read the routes of an app that is complete."""
        return cls([operation for context in iter_route_contexts(app.routes) for operation in _operations(context)])

    def find(self, path: str, *, method: str) -> Operation | None:
        """The operation that answers, the first in order of routes; HEAD is answered by GET."""
        wanted = "GET" if method == "HEAD" else method
        matching = (each for each in self._operations if each.method == wanted and each.pattern.match(path))
        return next(matching, None)

    def template(self, path: str) -> str | None:
        """The address template of a path under whatever method."""
        return next((each.template for each in self._operations if each.pattern.match(path)), None)

    def methods(self, path: str) -> tuple[str, ...]:
        """Every method this path has, for the header Allow."""
        known = {each.method for each in self._operations if each.pattern.match(path)}
        if "GET" in known:
            known.add("HEAD")
        return tuple(sorted(known))


def media_type(content_type: str) -> str:
    """The media type of a Content-Type header without its parameters, in lower case."""
    return content_type.partition(";")[0].strip().lower()


def is_listed(media: str, listed: Iterable[str]) -> bool:
    """Whether a media type is among those listed; `*/*` and `text/*` stand for many."""
    whole = f"{media.partition('/')[0]}/*"
    return any(entry in (ANY, whole, media) for entry in listed)


def accepts(accept: str | None, produced: Sequence[str]) -> bool:
    """Whether one of these media types may be sent under this `Accept` header (RFC 9110 section 12.5.1)."""
    if not produced or accept is None or not accept.strip():
        return True
    ranges = [_media_range(part) for part in accept.split(",") if part.strip()]
    return any(_quality(media_type(media), ranges) > 0 for media in produced)


def preferred(accept: str | None, produced: Sequence[str]) -> str:
    """The one of these media types that the caller likes best; the first of them when it has no wish."""
    ranges = [_media_range(part) for part in (accept or ANY).split(",") if part.strip()]
    return max(produced, key=lambda media: _quality(media_type(media), ranges))


def _media_range(part: str) -> tuple[str, float]:
    media, *parameters = part.split(";")
    quality = 1.0
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "q":
            try:
                quality = float(value)
            except ValueError:
                quality = 0.0
    return media.strip().lower(), quality


def _quality(media: str, ranges: Sequence[tuple[str, float]]) -> float:
    """The most specific range that holds the media type decides."""
    whole = f"{media.partition('/')[0]}/*"
    for wanted in (media, whole, ANY):
        qualities = [quality for name, quality in ranges if name == wanted]
        if qualities:
            return max(qualities)
    return 0.0


def _operations(context: RouteContext) -> Iterable[Operation]:
    if context.path is None or not context.methods:
        return
    described = bool(getattr(context, "include_in_schema", False))
    body = getattr(context, "body_field", None)
    form = body is not None and isinstance(body.field_info, params.Form)
    dependants = tuple(_with_its_own(getattr(context, "dependant", None)))
    consumes = _consumed(context, has_body=body is not None, form=form)
    for method in sorted(context.methods):
        yield Operation(
            template=context.path,
            pattern=context.path_regex,
            method=method,
            described=described,
            needs_token=_needs_token(dependants),
            parameters=_parameters(dependants),
            json_body=body is not None and not form,
            consumes=consumes,
            produces=_produced(context) if described else (),
        )


def _needs_token(dependants: Iterable[Dependant]) -> bool:
    """Whether a scheme of security stands among what the route depends on."""
    return any(isinstance(each.call, SecurityBase) for each in dependants)


def _parameters(dependants: Iterable[Dependant]) -> tuple[str, ...]:
    """The names of the query part, those of what the route depends on too; a model stands for its fields."""
    fields = [field for each in dependants for field in each.query_params]
    return tuple(field.alias for field in get_flat_params(Dependant(query_params=fields)))


def _with_its_own(dependant: Dependant | None) -> Iterator[Dependant]:
    """A dependant and all that it depends on."""
    if dependant is not None:
        yield dependant
        for each in dependant.dependencies:
            yield from _with_its_own(each)


def _consumed(context: RouteContext, *, has_body: bool, form: bool) -> tuple[str, ...]:
    extra = getattr(context, "openapi_extra", None) or {}
    stated = extra.get("requestBody", {}).get("content", {})
    if stated:
        return tuple(name.lower() for name in stated)
    if not has_body:
        return ()
    return ("application/x-www-form-urlencoded", "multipart/form-data") if form else (JSON,)


def _produced(context: RouteContext) -> tuple[str, ...]:
    """Media types of the answers that are no errors; empty when none has content."""
    if context.status_code in _WITHOUT_CONTENT:
        return ()
    responses: Mapping[int | str, Mapping[str, object]] = getattr(context, "responses", None) or {}
    stated: list[str] = []
    for status, response in responses.items():
        content = response.get("content")
        if str(status).isdigit() and int(status) < _FIRST_ERROR and isinstance(content, Mapping):
            stated += [str(name).lower() for name in content]
    response_class = getattr(context, "response_class", None)
    if isinstance(response_class, DefaultPlaceholder):
        response_class = response_class.value
    own = getattr(response_class, "media_type", None)
    if own and not (stated and context.response_field is None and own == JSON):
        stated.append(str(own).lower())
    return tuple(dict.fromkeys(stated))
