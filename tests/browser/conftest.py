"""The demonstration runs once for all browser tests, and its pages are walked through once.

The process that started pytest holds it and tells its workers the folder with what it saw. With
`PPDS_DASHBOARD_URL` set, the demonstration that runs there is looked at instead (the settings are those it printed);
with `PPDS_BROWSER_FOLDER`, what an earlier walk wrote there.
"""

import os
import shutil
import socket
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright
from rich.console import Console

from client.words import Words
from demo.show import show
from deploy.machine import machine
from deploy.processes import SERVICES, Addresses
from tests.browser.figures import ask
from tests.browser.signing_in import sign_in
from tests.browser.site import Site, looked_at, site_of, walk

FOLDER = "PPDS_BROWSER_FOLDER"
HELD = pytest.StashKey[ExitStack]()


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """Before any worker starts: run the demonstration and walk through its pages."""
    if hasattr(session.config, "workerinput") or session.config.option.collectonly:
        return
    held = session.config.stash[HELD] = ExitStack()
    if os.environ.get(FOLDER):
        return
    folder = Path(held.enter_context(tempfile.TemporaryDirectory(prefix="ppds-browser-")))
    given = os.environ.get("PPDS_DASHBOARD_URL")
    site = _given(given) if given else _demonstration(held, folder)
    site.session = sign_in(site.url)
    walk(site, folder)
    ask(site, folder)
    site.write(folder)
    os.environ[FOLDER] = str(folder)


def pytest_unconfigure(config: pytest.Config) -> None:
    if HELD in config.stash:
        config.stash[HELD].close()


def _given(url: str) -> Site:
    services = {name: os.environ[f"PPDS_{name.upper()}_URL"] for name in SERVICES}
    return Site(url, services, os.environ["PPDS_CLIENT_ID"], os.environ["PPDS_CLIENT_KEY_FILE"])


def _demonstration(held: ExitStack, folder: Path) -> Site:
    log = held.enter_context((folder / "demo.log").open("w", encoding="utf-8"))
    addresses = Addresses(_free_ports())
    running = held.enter_context(
        machine(
            folder / "demo",
            addresses=addresses,
            database_url=None,
            workers=1,
            log_level="INFO",
            output=lambda name, line: print(name, line, file=log, flush=True),
            notice=lambda text: print(text.en, file=log, flush=True),
        )
    )
    shown = show(running, words=Words("en"), console=Console(file=log), notice=lambda text: print(text.en, file=log))
    services = {name: shown.profile.address(name) for name in SERVICES}
    return Site(shown.dashboard_url, services, str(shown.profile.client_id), str(shown.profile.client_key_file))


def _free_ports() -> int:
    """The first of some ports that follow each other and are free."""
    for base in range(9600, 12000, 20):
        if all(_free(base + number) for number in range(10)):
            return base
    raise AssertionError("no ten ports are free")


def _free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test that asks for `number` is asked of every page that is looked at."""
    if "number" not in metafunc.fixturenames:
        return
    folder = os.environ.get(FOLDER)
    pages = looked_at(site_of(Path(folder))) if folder else []
    metafunc.parametrize("number", [number for number, _ in pages], ids=[page.address for _, page in pages])


@pytest.fixture(scope="session")
def folder() -> Path:
    return Path(os.environ[FOLDER])


@pytest.fixture(scope="session")
def site(folder: Path) -> Site:
    return site_of(folder)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, which `make test-browser` installs."""
    program = shutil.which("chromium")
    assert program is not None, "chromium is missing: `make test-browser` says how to install it"
    with sync_playwright() as playwright:
        # A container has no user namespaces of its own; nothing but our own pages is opened.
        started = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        yield started
        started.close()
