"""Every command of `ppds` against everything that goes wrong in a first hour: the exit code, and what it says."""

import os
import socket
from collections.abc import Iterator, Mapping, Sequence
from contextlib import chdir, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from typer.main import get_command
from typer.testing import CliRunner

from deploy.command.app import operator_app
from shared.identity.keys import new_private_key, public_key_set, write_request
from tests.docs.reader import Reader
from tests.people import person_token

Words = tuple[str, ...]

ADMINISTRATOR_SCOPES: Final = (
    *("registry:parties", "registry:clients", "registry:read"),
    *("kpi:propose", "kpi:adopt"),
)
NOWHERE: Final = "http://127.0.0.1:9"
DOWN: Final = {
    "PPDS_REGISTRY_URL": NOWHERE,
    "PPDS_INGEST_URL": "http://127.0.0.1:7",
    "PPDS_KPI_URL": "http://127.0.0.1:5",
}
USEEIO: Final = (
    *("NAICS Code 2017", "Unit"),
    *(f"Supply Chain Emission Factors {ends} Margins" for ends in ("without", "with")),
)
NO_DATABASE: Final = "postgresql+psycopg://owner@127.0.0.1:9/ppds"
NOBODY: Final = "https://identifier.overheid.nl/tooi/id/gemeente/gm9999"
NUMBER: Final = "3c0e4f1b-9a55-4d5a-8f2c-7d1f7c520d5a"
FIGURES: Final = ("--from", "2025-01", "--until", "2025-12")

CLIENT: Final[Mapping[Words, Words]] = {
    ("push",): ("notice.xml",),
    ("me",): (),
    ("token",): ("kpi",),
    ("submissions",): (),
    ("submission",): (NUMBER,),
    ("show",): ("00123456-2026",),
    ("lookup",): ("123456-2026",),
    ("todo",): (),
    ("sheet",): (NUMBER,),
    ("fix",): (NUMBER,),
    ("mapping", "list"): (),
    ("mapping", "show"): ("mvi-zet",),
    ("mapping", "put"): ("order-system", "mapping.json"),
    ("mapping", "remove"): ("order-system",),
    ("values",): ("MKT-P01", *FIGURES),
    ("evidence",): ("MKT-P01", *FIGURES),
    ("explain",): ("MKT-P01", *FIGURES),
    ("counts-for",): (NUMBER,),
    ("scorecard",): ("gm9999", *FIGURES),
    ("ranking",): ("MKT-P01", *FIGURES),
    ("coverage",): ("2025",),
    ("blind-spots",): ("2025",),
    ("spend-impact",): FIGURES,
    ("goals", "progress"): ("P-I-b", *FIGURES),
    ("goals", "allocation"): ("E-SR-01",),
    ("get",): ("ingest", "/v1/procedures"),
    ("plans", "tasks"): (),
}
"""Commands of a client, each with what is typed behind it."""

OPEN: Final[Mapping[Words, Words]] = {
    ("validate",): ("notice.xml",),
    ("formats",): (),
    ("template",): ("ppds-registration",),
    ("search",): ("gemeente",),
    ("indicators",): (),
    ("goals", "list"): (),
    ("goals", "show"): ("P-I-b",),
    ("card", "show"): ("MKT-P01",),
    ("card", "versions"): ("MKT-P01",),
    ("dimensions",): (),
    ("publication", "list"): (),
    ("publication", "show"): ("2024-first",),
    ("publication", "verify"): ("2024-first",),
    ("chain",): ("catering",),
    ("plans", "due"): (),
    ("plans", "list"): (),
    ("plans", "show"): (NUMBER,),
    ("plans", "items"): (),
    ("plans", "status"): ("2025", "-o", "status.html"),
    ("lists", "export"): ("clusters",),
    ("client", "create"): ("--sandbox", "--key-file", "new.pem"),
}
"""Commands that need no client."""

PERSON: Final[Mapping[Words, Words]] = {
    ("participations", "list"): (),
    ("participations", "admit"): (NOBODY,),
    ("participations", "decline"): (NOBODY, "--reason", "..."),
    ("participations", "suspend"): (NOBODY, "--reason", "..."),
    ("participations", "resume"): (NOBODY,),
    ("mandates", "list"): (),
    ("mandates", "grant"): (NUMBER,),
    ("mandates", "withdraw"): (NUMBER,),
    ("card", "validate"): ("card.toml",),
    ("card", "propose"): ("card.toml", "--reason", "..."),
    ("card", "proposals"): (),
    ("card", "try"): ("12", *FIGURES),
    ("card", "adopt"): ("12", "--valid-from", "2027-01-01", "--reason", "..."),
    ("card", "withdraw"): ("12", "--reason", "..."),
    ("card", "retire"): ("MKT-P01", "--reason", "..."),
    ("factor-set", "import"): ("useeio", "factors.csv", "--code", "x-1", "--reason", "..."),
    ("pack", "draw"): ("icbr", "2025", "--reason", "..."),
    ("pack", "list"): (),
    ("pack", "approve"): ("icbr-2025-1", "--reason", "..."),
    ("pack", "withdraw"): ("icbr-2025-1", "--reason", "..."),
    ("publication", "propose"): ("2024", "first", "--reason", "..."),
    ("publication", "approve"): ("2024-first", "--reason", "..."),
    ("publication", "withdraw"): ("2024-first", "--reason", "..."),
    ("client", "propose"): ("request.json", "--scope", "kpi:read"),
    ("client", "proposals"): (),
    ("client", "confirm"): ("12",),
    ("client", "refuse"): ("12", "--reason", "..."),
}
"""Commands of a person."""

DATABASE: Final[Mapping[Words, Words]] = {
    ("migrate",): (),
    ("backup",): ("backups",),
    ("audit", "export"): ("audit.ndjson",),
    ("audit", "verify"): (),
    ("parties", "import"): ("parties.csv",),
    ("admin", "register-client"): ("request.json", "--scope", "kpi:read"),
    ("keys", "rotate"): (),
    ("keys", "list"): (),
}
"""Commands of an operator, on the database."""

OTHERS: Final[Mapping[Words, Words]] = {
    ("restore",): ("folder", "--database-url", NO_DATABASE),
    ("up",): (),
    ("person-token",): ("--role", "beheerder"),
    ("profiles",): (),
    ("client", "use"): ("client-1",),
}

EVERY: Final = {**CLIENT, **OPEN, **PERSON, **DATABASE, **OTHERS}


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one command ended."""

    command: str
    code: int
    said: str


@dataclass(frozen=True)
class Trial:
    """One thing that goes wrong, and how each command that meets it ended."""

    what: str
    outcomes: tuple[Outcome, ...]


def leaves() -> set[Words]:
    """Every command there is."""
    return set(_below((), get_command(operator_app())))


def _below(path: Words, command: object) -> Iterator[Words]:
    inner: Mapping[str, object] | None = getattr(command, "commands", None)
    if inner is None:
        yield path
    for name, each in (inner or {}).items():
        yield from _below((*path, name), each)


class Beginner:
    """Somebody who makes every mistake, in a folder with the files that take."""

    def __init__(self, reader: Reader, folder: Path) -> None:
        self.folder = folder
        token = person_token(*ADMINISTRATOR_SCOPES)
        self.right = {**reader.environment, "PPDS_PERSON_TOKEN": token, "HOME": str(folder / "home")}
        for name, content in {
            "notice.xml": "<notice/>",
            "letter.pdf": "%PDF",
            "empty.xml": "",
            "mapping.json": "{}",
            "factors.csv": f"{','.join(USEEIO)}\n111110,kg CO2e/2021 USD,1.2,1.3\n",
            "card.toml": 'code = "MKT-P01"\n',
            "parties.csv": "tier,organisation_type,tooi_uri,name,oin\n",
        }.items():
            (folder / name).write_text(content)
        for name in ("nothing", "folder", "home"):
            (folder / name).mkdir()
        write_request(folder / "request.json", label="x", oin=None, jwks=public_key_set(new_private_key()))

    def types(self, command: Words, behind: Sequence[str], **variables: str | None) -> Outcome:
        """Type a command, with some variables set otherwise or (None) not at all."""
        names = [name for name in os.environ if name.startswith("PPDS_") or name == "COLUMNS"]
        environment = {**dict.fromkeys(names), **self.right, **variables}
        with chdir(self.folder):
            ended = CliRunner().invoke(operator_app(), ["--lang", "en", *command, *behind], env=environment)
        assert ended.exception is None or isinstance(ended.exception, SystemExit), ended.exception
        reported = [line for line in ended.stdout.splitlines() if behind and line.startswith(f"{behind[0]}  ")]
        said = "\n".join(reported) or ended.stderr or ended.stdout
        return Outcome(" ".join(command), ended.exit_code, said.strip().replace(f"{self.folder}/", ""))

    def all(self, commands: Mapping[Words, Words], *more: str, **variables: str | None) -> tuple[Outcome, ...]:
        """Type all of these."""
        return tuple(self.types(command, (*behind, *more), **variables) for command, behind in commands.items())

    def trials(self) -> Iterator[Trial]:
        """Everything that goes wrong, one after the other."""
        online = {**CLIENT, **OPEN, **PERSON}
        no_client: dict[str, None] = dict.fromkeys(("PPDS_CLIENT_ID", "PPDS_CLIENT_KEY_FILE"))
        expired = person_token(*ADMINISTRATOR_SCOPES, exp=1_700_000_600, iat=1_700_000_000)
        yield Trial("An option with a typing mistake", self.all(EVERY, "--jsno"))
        yield Trial("No client", self.all(CLIENT, **no_client))
        yield Trial("A client that the registry does not know (any more)", self.all(CLIENT, PPDS_CLIENT_ID="gone"))
        yield Trial("A key file that is not there", self.all(CLIENT, PPDS_CLIENT_KEY_FILE="gone.pem"))
        with_profile = {command: behind for command, behind in online.items() if command != ("client", "create")}
        yield Trial("A profile that does not exist", self.all(with_profile, PPDS_PROFILE="tset"))
        yield Trial("A service that is down", self.all(online, **DOWN))
        yield Trial("No token of a person", self.all(PERSON, PPDS_PERSON_TOKEN=None))
        yield Trial("A token of a person that has expired", self.all(PERSON, PPDS_PERSON_TOKEN=expired))
        yield Trial("A name or code that does not exist", tuple(self._unknown()))
        files = {"A folder without a file": "nothing", "A PDF": "letter.pdf", "A file without content": "empty.xml"}
        for what, path in {**files, "A path that does not exist": "notice.xlm"}.items():
            yield Trial(what, tuple(self.types((command,), [path]) for command in ("push", "validate")))
        yield Trial("No database", self.all(DATABASE, PPDS_DATABASE_URL=None, PPDS_DATA_DIR="nothing"))
        yield Trial("A database that is down", self.all(DATABASE, PPDS_DATABASE_URL=NO_DATABASE))
        yield Trial("A port in use", (self._port_in_use(),))
        yield Trial("No test issuer", (self.types(("person-token",), ["--role", "x", "--issuer-url", NOWHERE]),))

    def _unknown(self) -> Iterator[Outcome]:
        yield self.types(("values",), ["MKT-P1", *FIGURES])
        yield self.types(("values",), ["MKT-P01", *FIGURES, "--group-by", "teir"])
        yield self.types(("values",), ["MKT-P01", *FIGURES, "--only", "tier=municipalty"])
        yield self.types(("values",), ["MKT-P01", *FIGURES, "--only", f"organisation={NOBODY}"])
        yield self.types(("card", "show"), ["MKT-P1"])
        yield self.types(("card", "versions"), ["MKT-P1"])
        yield self.types(("card", "retire"), ["MKT-P1", "--reason", "..."])
        yield self.types(("card", "adopt"), ["12", "--valid-from", "2027-01-01", "--reason", "..."])
        yield self.types(("card", "validate"), ["card.toml"])
        yield self.types(("dimensions",), ["teir"])
        yield self.types(("scorecard",), ["gm9999", *FIGURES])
        yield self.types(("ranking",), ["MKT-P01", *FIGURES, "--member-of", NOBODY])
        yield self.types(("coverage",), ["2025", "--tier", "municipalty"])
        yield self.types(("chain",), ["caterin"])
        yield self.types(("lists", "export"), ["cluster"])
        yield self.types(("push",), ["notice.xml", "--format", "e-forms"])
        yield self.types(("submission",), [NUMBER])
        yield self.types(("show",), ["00123456-2026"])
        yield self.types(("template",), ["registratoin"])
        yield self.types(("fix",), [NUMBER])
        yield self.types(("fix",), ["notice.xml"])
        yield self.types(("sheet",), [NUMBER])
        yield self.types(("mapping", "show"), ["mvi-zte"])
        yield self.types(("get",), ["ingest", "/v1/procedures", "-q", "stat=awarded"])
        yield self.types(("participations", "admit"), [NOBODY])
        yield self.types(("mandates", "grant"), [NUMBER])
        yield self.types(("client", "confirm"), ["12"])

    def _port_in_use(self) -> Outcome:
        with closing(socket.create_server(("127.0.0.1", 0))) as taken:
            port = taken.getsockname()[1]
            outcome = self.types(("up",), ["--port-base", str(port), "--data-dir", "data"], PPDS_DATABASE_URL=None)
        assert not (self.folder / "data").exists()
        return Outcome(outcome.command, outcome.code, outcome.said.replace(str(port), "8001"))
