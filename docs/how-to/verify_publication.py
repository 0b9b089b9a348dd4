"""Check a publication and count three of its figures again: python verify_publication.py ADDRESS/v1 2024-first."""

import hashlib
import json
import sys
from fractions import Fraction
from math import floor
from urllib.parse import quote
from urllib.request import urlopen

base, name = sys.argv[1:]


def read(path: str) -> bytes:
    with urlopen(base + path, timeout=60) as answer:  # noqa: S310 - the address is the reader's own
        return bytes(answer.read())


files = {"manifest.json": json.loads(read(f"/publications/{name}"))["checksum"]}
listed = json.loads(read(f"/publications/{name}/files/manifest.json"))["files"]
for file, checksum in [*files.items(), *((each["name"], each["sha256"]) for each in listed)]:
    if hashlib.sha256(read(f"/publications/{name}/files/{file}")).hexdigest() != checksum:
        sys.exit(f"{file} is not what was published")
figures = json.loads(read(f"/publications/{name}/files/figures.json"))["items"]
shares = [each for each in figures if each["value"] is not None and "yes" in each["counts"]["in"]]
for figure in [each for each in shares if "withoutAmount" not in each["counts"]][:3]:
    first = path = figure["links"]["evidence"].removeprefix("/v1")
    verdicts: list[str] = []
    while path:
        page = json.loads(read(path))
        verdicts += [row["verdict"] for row in page["rows"] if row["certainty"] == "in"]
        path = f"{first}&cursor={quote(page['next'])}" if page["next"] else ""
    counted = Fraction(verdicts.count("yes"), verdicts.count("yes") + verdicts.count("no"))
    if floor(counted * 10000 + Fraction(1, 2)) / 10000 != figure["value"]:  # half up, four places
        sys.exit(f"{figure['indicator']} does not follow from its rows: {float(counted)}, not {figure['value']}")
    sys.stdout.write(f"{figure['indicator']} {figure['level']} {figure['value']}: counted\n")
