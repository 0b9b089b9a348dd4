"""What every address of the three services knows in the query part, read from their descriptions."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from shared.http.app import description_of
from shared.settings import ServiceName
from tests.services import ALL
from tools.reference.endpoints import described_apps

METHODS = ("get", "post", "put", "patch", "delete")


@dataclass(frozen=True)
class Operation:
    """A method of an address, and the names that its description lists for the query part."""

    service: ServiceName
    method: str
    path: str
    parameters: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.service} {self.method} {self.path}"


def _operations() -> Iterator[Operation]:
    apps = described_apps()
    for service in ALL:
        paths: Mapping[str, Any] = json.loads(json.dumps(description_of(apps[service])["paths"]))
        for path, operations in paths.items():
            for method in METHODS:
                if method in operations:
                    stated = operations[method].get("parameters", [])
                    names = tuple(each["name"] for each in stated if each["in"] == "query")
                    yield Operation(service, method.upper(), path, names)


OPERATIONS = tuple(_operations())
