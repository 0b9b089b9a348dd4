"""The figures on a page, read back from its HTML, and the answers of the API to the questions the page asked."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast
from urllib.parse import parse_qs

from lxml import html

from client.http import DataSpace
from client.profile import Profile
from tests.browser.site import Site, elements, page_file

PARTS = {"answers": ("coverage", "answers")}


@dataclass(frozen=True, slots=True)
class Shown:
    """A figure on a page: what its element holds, what a reader sees, and where the API gave it ("" when unsaid)."""

    page: str
    value: str
    text: str
    part: str
    question: str
    place: str

    def of(self, answer: object) -> object:
        """What the API gave at this place."""
        held: Any = answer
        for step in [*self.place.split("/")[1:], *PARTS.get(self.part, (self.part,))]:
            held = held[int(step)] if isinstance(held, list) else held[step]
        return held


def shown_on(site: Site, folder: Path) -> Iterator[Shown]:
    """Every figure of every page that was walked over."""
    for number, page in enumerate(site.visited):
        if not page.is_page:
            continue
        document = html.fromstring(page_file(folder, number).read_bytes())
        questions = [each.text_content() for each in elements(document, "//details[@class='questions']//code")]
        for each in elements(document, "//data"):
            which, _, place = each.get("data-at", "").partition("#")
            value, part = each.get("value", ""), each.get("data-part", "")
            question = questions[int(which) - 1] if which else ""
            yield Shown(page.address, value, each.text_content(), part, question, place)


def ask(site: Site, folder: Path) -> None:
    """Ask the API every question that a page asked, and keep the answers, before any test changes a thing."""
    at = site.services
    profile = Profile(at["registry"], at["ingest"], at["kpi"], client_id=site.client_id, client_key_file=site.key_file)
    answers: dict[str, Any] = {}
    with DataSpace(profile, language="nl") as space:
        for question in {each.question for each in shown_on(site, folder)} - {""}:
            service = next(name for name, url in site.services.items() if question.startswith(f"{url}/"))
            path, _, query = question.removeprefix(site.services[service]).partition("?")
            answers[question] = space.read(service, path, cast("dict[str, str]", parse_qs(query)))
    (folder / "answers.json").write_text(json.dumps(answers), encoding="utf-8")
