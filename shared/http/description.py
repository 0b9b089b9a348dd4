"""The description of an API (OpenAPI 3.1) as the NL API Design Rules ask it, made from what FastAPI writes."""

import re
from collections.abc import Iterator, Mapping
from typing import Final, TypeAlias, get_args

from shared.http.problems.findings import MOST_FAULTS, FindingOut
from shared.procurement.finding import Part

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | float | bool | None"

VERSION_HEADER: Final = "API-Version"
_SCHEMA: Final = "#/components/schemas/"
_GENERIC: Final = re.compile(r"\b([A-Z][A-Za-z]*)_([A-Z][A-Za-z]*?)(?:Out)?_$")

PROBLEM: Final[dict[str, Json]] = {
    "type": "object",
    "title": "Problem",
    "description": "What went wrong (RFC 9457), with all faults of the request at once.",
    "required": ["type", "status", "title", "detail"],
    "properties": {
        "type": {"type": "string", "format": "uri", "description": "Where this type of problem is explained."},
        "title": {"type": "string"},
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "detail": {"type": "string"},
        "errors": {"type": "array", "maxItems": MOST_FAULTS, "items": {"$ref": f"{_SCHEMA}Fault"}},
    },
}
FAULT: Final[dict[str, Json]] = {
    "title": "Fault",
    "description": "A finding in one part of the request; `detail` is its sentence in the language of the answer.",
    "allOf": [
        {"$ref": f"{_SCHEMA}FindingOut"},
        {
            "type": "object",
            "required": ["in", "detail"],
            "properties": {"in": {"type": "string", "enum": list(get_args(Part))}, "detail": {"type": "string"}},
        },
    ],
}

_PROBLEM_CONTENT: Final = {"application/problem+json": {"schema": {"$ref": f"{_SCHEMA}Problem"}}}

PROBLEM_RESPONSES: Final[dict[int | str, dict[str, object]]] = {
    400: {"description": "The request is not valid: all its faults, as a problem.", "content": _PROBLEM_CONTENT},
    "default": {"description": "What else went wrong, as a problem.", "content": _PROBLEM_CONTENT},
}
"""On every operation: each refuses parameters it does not know and a malformed header (API rule invalid-input).

`default` also keeps FastAPI from adding its own 422, which never occurs here.
"""


def described(openapi: dict[str, Json], *, base_path: str, issuer: str) -> dict[str, Json]:
    """Paths without the base path (it stands in `servers`), every answer with its version header, one problem schema.

    `issuer` is where tokens are got: a service must not tell that it gives them itself.
    """
    document = _with_plain_names(openapi)
    assert isinstance(document, dict)  # noqa: S101 - it was one
    paths = _object(document, "paths")
    document["paths"] = {path.removeprefix(base_path) or "/": item for path, item in paths.items()}
    components = _object(document, "components")
    schemas = _object(components, "schemas")
    schemas |= {"Problem": PROBLEM, "Fault": FAULT}
    stated = FindingOut.model_json_schema(mode="serialization", ref_template=f"{_SCHEMA}{{model}}")
    for name, schema in {**stated.pop("$defs", {}), "FindingOut": stated}.items():
        schemas.setdefault(name, schema)
    _object(components, "headers")[VERSION_HEADER] = {
        "description": "Full version of the API that answered.",
        "schema": {"type": "string", "examples": ["1.0.0"]},
    }
    for operation in _operations(paths):
        for response in _object(operation, "responses").values():
            if isinstance(response, dict):
                _object(response, "headers")[VERSION_HEADER] = {"$ref": f"#/components/headers/{VERSION_HEADER}"}
    for scheme in _object(components, "securitySchemes").values():
        _point_to_issuer(scheme, issuer)
    if not components["securitySchemes"]:
        del components["securitySchemes"]
    return document


def _with_plain_names(node: Json) -> Json:
    """A copy in which the schema `Page_PartyOut_`, a page of `PartyOut`, is called `PartyPage` wherever it is named."""
    if isinstance(node, dict):
        return {_GENERIC.sub(r"\2\1", key): _with_plain_names(value) for key, value in node.items()}
    if isinstance(node, list):
        return [_with_plain_names(each) for each in node]
    return _GENERIC.sub(r"\2\1", node) if isinstance(node, str) and node.startswith(_SCHEMA) else node


def _operations(paths: Mapping[str, Json]) -> Iterator[dict[str, Json]]:
    for item in paths.values():
        if isinstance(item, dict):
            yield from (operation for operation in item.values() if isinstance(operation, dict))


def _point_to_issuer(scheme: Json, issuer: str) -> None:
    flows = scheme.get("flows") if isinstance(scheme, dict) else None
    for flow in flows.values() if isinstance(flows, dict) else ():
        address = flow.get("tokenUrl") if isinstance(flow, dict) else None
        if isinstance(flow, dict) and isinstance(address, str) and address.startswith("/"):
            flow["tokenUrl"] = issuer + address


def _object(parent: dict[str, Json], name: str) -> dict[str, Json]:
    """The object under this name, made when it is missing."""
    child = parent.setdefault(name, {})
    assert isinstance(child, dict)  # noqa: S101 - OpenAPI says so
    return child
