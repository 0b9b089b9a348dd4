"""Where the data space is and who we are there: options first, then variables, then the profile.

Profiles have names, so that a test client and a real one stand beside each other; each is a file of its own.
"""

import json
import os
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Final, Literal, cast

from client import faults
from client.errors import ProfileIncomplete, WrongUse

Service = Literal["registry", "ingest", "kpi"]

SERVICES: Final[tuple[Service, ...]] = ("registry", "ingest", "kpi")
DEFAULT: Final = "default"
_FILE: Final = "{}.json"
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


@dataclass(frozen=True, slots=True)
class Profile:
    """Addresses of the three services (without path) and this sender's client at the registry."""

    registry_url: str = "http://127.0.0.1:8001"
    ingest_url: str = "http://127.0.0.1:8002"
    kpi_url: str = "http://127.0.0.1:8003"
    client_id: str | None = None
    client_key_file: str | None = None

    def address(self, service: Service) -> str:
        """Where this service is."""
        return {"registry": self.registry_url, "ingest": self.ingest_url, "kpi": self.kpi_url}[service].rstrip("/")

    def service_at(self, url: str) -> tuple[Service, str]:
        """Which service answers at this address, and its own address."""
        service = next((each for each in SERVICES if url.startswith(self.address(each))), SERVICES[0])
        return service, self.address(service)

    def private_key(self) -> str:
        """The private key, PEM.

        Raises:
            ProfileIncomplete: no key file is set, or it cannot be read.
        """
        if self.client_key_file is None:
            raise ProfileIncomplete(faults.NO_KEY.at("client_key_file", client=self.client_id))
        try:
            return Path(self.client_key_file).read_text(encoding="ascii")
        except (OSError, UnicodeDecodeError) as error:
            reason = error.strerror if isinstance(error, OSError) else "no PEM"
            words = {"path": self.client_key_file, "reason": reason}
            raise ProfileIncomplete(faults.KEY_UNREADABLE.at("client_key_file", **words)) from error


def settings_folder(environment: Mapping[str, str] = os.environ) -> Path:
    """Where profiles and keys are, by the XDG convention: `$XDG_CONFIG_HOME/ppds`."""
    base = environment.get("XDG_CONFIG_HOME") or str(Path.home() / ".config")
    return Path(base) / "ppds"


def profile_path(name: str = DEFAULT, environment: Mapping[str, str] = os.environ) -> Path:
    """The file of a profile; raises WrongUse when this can be no name."""
    if not _NAME.fullmatch(name):
        raise WrongUse(faults.PROFILE_NAME.at("--profile", name=name))
    return settings_folder(environment) / "profiles" / _FILE.format(name)


def key_path(name: str, environment: Mapping[str, str] = os.environ) -> Path:
    """Where the private key of a profile's client is written."""
    return settings_folder(environment) / "keys" / f"{name}.pem"


def profile_names(environment: Mapping[str, str] = os.environ) -> list[str]:
    """The profiles there are."""
    return sorted(path.stem for path in (settings_folder(environment) / "profiles").glob(_FILE.format("*")))


def state_folder(environment: Mapping[str, str] = os.environ) -> Path:
    """Where `push` notes what it has sent: `$XDG_STATE_HOME/ppds`."""
    base = environment.get("XDG_STATE_HOME") or str(Path.home() / ".local" / "state")
    return Path(base) / "ppds"


def stored_profile(path: Path) -> Profile:
    """What a profile's file says.

    Raises:
        ProfileIncomplete: the file is there but is no profile.
    """
    try:
        content = cast("object", json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError) as error:
        raise ProfileIncomplete(faults.PROFILE_UNREADABLE.at(str(path), path=path)) from error
    if not isinstance(content, dict):
        raise ProfileIncomplete(faults.PROFILE_UNREADABLE.at(str(path), path=path))
    names = [field.name for field in fields(Profile)]
    return Profile(**{name: str(content[name]) for name in names if content.get(name)})


def load_profile(path: Path, environment: Mapping[str, str] = os.environ) -> Profile:
    """The profile file, overruled by `PPDS_REGISTRY_URL`, `PPDS_INGEST_URL`, `PPDS_KPI_URL`, `PPDS_CLIENT_ID`
    and `PPDS_CLIENT_KEY_FILE`.

    Raises:
        ProfileIncomplete: the file is there but is no profile.
    """
    profile = stored_profile(path) if path.exists() else Profile()
    names = [field.name for field in fields(Profile)]
    given = {name: environment[f"PPDS_{name.upper()}"] for name in names if environment.get(f"PPDS_{name.upper()}")}
    return replace(profile, **given)


def save_profile(path: Path, profile: Profile) -> None:
    """Write the profile. It names the key file and holds no secret itself."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(asdict(profile), indent=2) + "\n", encoding="utf-8")
