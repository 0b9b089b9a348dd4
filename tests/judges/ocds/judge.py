"""Judge OCDS releases on standard input, one a line, with lib-cove-ocds: structure, and its additional checks.

    curl ... | .venv/ocds/bin/python tests/judges/ocds/judge.py SCHEMA.json

SCHEMA.json is the release schema of OCDS 1.1.5 with the extensions applied to it: without a network that is
`tests/fixtures/a/release-schema.json` of the source of ocdskit 1.7.0. Prints what was wrong, and one line of counts;
ends with 1 when anything was.
"""

import io
import json
import sys
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from libcoveocds.common_checks import common_checks_ocds
from libcoveocds.config import LibCoveOCDSConfig
from libcoveocds.schema import SchemaOCDS

AT_ONCE = 500
ADDRESS = "https://standard.open-contracting.org/schema/1__1__5/"
PACKAGE: dict[str, Any] = {
    "id": f"{ADDRESS}release-package-schema.json",
    "$schema": "http://json-schema.org/draft-04/schema#",
    "type": "object",
    "required": ["uri", "publisher", "publishedDate", "releases", "version"],
    "properties": {
        "uri": {"type": "string", "format": "uri"},
        "version": {"type": "string", "pattern": "^(\\d+\\.)(\\d+)$"},
        "extensions": {"type": "array", "items": {"type": "string", "format": "uri"}},
        "publishedDate": {"type": "string", "format": "date-time"},
        "releases": {
            "type": "array",
            "minItems": 1,
            "items": {"$ref": f"{ADDRESS}release-schema.json"},
            "uniqueItems": True,
        },
        "publisher": {"type": "object", "required": ["name"]},
        "license": {"type": ["string", "null"], "format": "uri"},
        "publicationPolicy": {"type": ["string", "null"], "format": "uri"},
    },
}
ANYTHING = {"$schema": "http://json-schema.org/draft-04/schema#", "type": "object"}
HEAD = {
    "uri": "https://ppds.example.org/judged",
    "version": "1.1",
    "publishedDate": "2026-12-01T00:00:00Z",
    "publisher": {"name": "PPDS"},
}


def standard(schema: dict[str, Any]) -> bytes:
    """The standard as lib-cove-ocds wants it: an archive of its folder `schema`."""
    # All extensions that are registered are applied there, and that for partnerships narrows this list to its own code.
    schema["properties"]["initiationType"]["enum"] = ["tender"]
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as into:
        into.writestr("standard/", "")
        into.writestr("standard/schema/release-schema.json", json.dumps(schema))
        into.writestr("standard/schema/release-package-schema.json", json.dumps(PACKAGE))
        into.writestr("standard/schema/versioned-release-validation-schema.json", json.dumps(ANYTHING))
        for name, codes in closed_lists(schema).items():
            into.writestr(
                f"standard/schema/codelists/{name}", "\n".join(["Code,Title", *(f"{each}," for each in codes)])
            )
    return archive.getvalue()


def closed_lists(schema: Any) -> dict[str, set[str]]:  # noqa: ANN401 - any part of a schema
    """The codes of closed lists, as the schema itself states them."""
    lists: dict[str, set[str]] = {}
    waiting = [schema]
    while waiting:
        part = waiting.pop()
        if isinstance(part, list):
            waiting += part
        elif isinstance(part, dict):
            codes = part.get("enum") or (part.get("items") or {}).get("enum")
            if isinstance(part.get("codelist"), str) and part.get("openCodelist") is False and codes:
                lists.setdefault(part["codelist"], set()).update(each for each in codes if each)
            waiting += part.values()
    return lists


def judged(packages: Iterable[list[Any]], schema: Path) -> tuple[int, Counter[str]]:
    """How many releases were judged, and what was wrong with them."""
    config = LibCoveOCDSConfig()
    config.config |= {
        "standard_zip": standard(json.loads(schema.read_text(encoding="utf-8"))),
        "context": "api",
        "skip_aggregates": True,
    }
    told = SchemaOCDS("1.1", {**HEAD, "releases": []}, config)
    wrong: Counter[str] = Counter()
    count = 0
    for releases in packages:
        count += len(releases)
        context = common_checks_ocds({"file_type": "json"}, "", {**HEAD, "releases": releases}, told, cache=False)
        for error, places in context["validation_errors"]:
            wrong[f"schema: {error} at {places[0]['path']}"] += len(places)
        for place, found in context["additional_closed_codelist_values"].items():
            wrong[f"closed list: {place}: {found['values']}"] += 1
        for name, found in context["additional_checks"].items():
            wrong[f"{name}: {found[0]}"] += len(found)
    return count, wrong


def packages_of(lines: Iterable[str]) -> Iterator[list[Any]]:
    """The releases in packages."""
    rest = iter(lines)
    while part := list(islice(rest, AT_ONCE)):
        yield [json.loads(line) for line in part]


def main() -> None:
    """Judge, and say what was found."""
    count, wrong = judged(packages_of(sys.stdin), Path(sys.argv[1]))
    for what, times in wrong.most_common(50):
        sys.stdout.write(f"{times} x {what}\n")
    sys.stdout.write(f"{count} releases judged, {wrong.total()} errors\n")
    sys.exit(bool(wrong) or not count)


if __name__ == "__main__":
    main()
