"""What holds of the pages together: every one is found, every link answers, the HTML is valid, none is heavy."""

import json
import shutil
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.browser.site import Site, looked_at, page_file, routes

VALIDATOR = Path(".venv/browser/node_modules/html-validate/bin/html-validate.mjs").resolve()
RULES = Path("tests/browser/html-validate.json").resolve()
HEAVIEST = 200_000
NOT_WALKED = {
    "/grafieken/{kind}.{form}": "the picture in a page",
    "/aanmelden/terug": "to which the issuer sends people back",
    "/werk/contracten/{contract}/uitvraag.{kind}": "of a contract with commitments, and the first ten have none",
}


def test_every_route_of_the_app_is_reached_over_links_in_both_languages(site: Site) -> None:
    for language in ("nl", "en"):
        reached = {each.route for each in site.visited if each.language == language}
        assert set(routes()) - reached - set(NOT_WALKED) == set()


def test_every_own_link_answers(site: Site) -> None:
    broken = [(each.address, each.status) for each in site.visited if each.status >= 400]
    came_from = {
        address: next((page.address for page in site.visited if address in page.links), "") for address, _ in broken
    }
    assert len(site.visited) > 50
    assert broken == [], "\n".join(f"{status} {address}, on {came_from[address]}" for address, status in broken)


def test_every_link_to_elsewhere_is_an_address(site: Site) -> None:
    outside = {link for each in site.visited for link in each.outside}
    assert outside
    for link in outside:
        parts = urlsplit(link)
        known = parts.scheme in {"http", "https"} and parts.hostname
        assert known or (parts.scheme == "mailto" and "@" in parts.path), link


def test_the_html_of_every_page_is_valid(site: Site, folder: Path) -> None:
    node = shutil.which("node")
    assert node is not None, "the validator runs on Node.js, which is missing"
    files = {str(page_file(folder, number)): page.address for number, page in looked_at(site)}
    judged = subprocess.run(
        [node, VALIDATOR, "--config", RULES, "--formatter", "json", *files],
        check=False,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert judged.returncode in {0, 1}, judged.stderr
    faults = [
        f"{files[result['filePath']]}: {each['line']}: {each['message']} ({each['ruleId']})"
        for result in json.loads(judged.stdout)
        for each in result["messages"]
    ]
    assert faults == [], "\n".join(faults)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_no_page_is_heavy(site: Site, language: str) -> None:
    heavy = {each.address: each.weight for each in site.pages if each.language == language and each.weight > HEAVIEST}
    assert heavy == {}
