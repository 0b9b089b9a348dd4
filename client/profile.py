"""Where the data space is and who we are there: options first, then variables, then the profile file."""

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path

from client.errors import ProfileIncomplete


@dataclass(frozen=True, slots=True)
class Profile:
    """Addresses of the three services (without path) and this sender's client at the registry."""

    registry_url: str = "http://127.0.0.1:8001"
    ingest_url: str = "http://127.0.0.1:8002"
    kpi_url: str = "http://127.0.0.1:8003"
    client_id: str | None = None
    client_key_file: str | None = None

    def private_key(self) -> str:
        """The private key, PEM.

        Raises:
            ProfileIncomplete: no key file is set, or it cannot be read.
        """
        if self.client_key_file is None:
            raise ProfileIncomplete("No key file is set: run `ppds client create`, or set PPDS_CLIENT_KEY_FILE.")
        try:
            return Path(self.client_key_file).read_text(encoding="ascii")
        except (OSError, UnicodeDecodeError) as error:
            raise ProfileIncomplete(f"The key file {self.client_key_file} cannot be read as a PEM file.") from error


def profile_path(environment: Mapping[str, str] = os.environ) -> Path:
    """The profile file, by the XDG convention: `$XDG_CONFIG_HOME/ppds/profile.json`."""
    base = environment.get("XDG_CONFIG_HOME") or str(Path.home() / ".config")
    return Path(base) / "ppds" / "profile.json"


def state_folder(environment: Mapping[str, str] = os.environ) -> Path:
    """Where `push` notes what it has sent: `$XDG_STATE_HOME/ppds`."""
    base = environment.get("XDG_STATE_HOME") or str(Path.home() / ".local" / "state")
    return Path(base) / "ppds"


def load_profile(path: Path, environment: Mapping[str, str] = os.environ) -> Profile:
    """The profile file, overruled by `PPDS_REGISTRY_URL`, `PPDS_INGEST_URL`, `PPDS_KPI_URL`, `PPDS_CLIENT_ID`
    and `PPDS_CLIENT_KEY_FILE`.

    Raises:
        ProfileIncomplete: the file is there but is no profile.
    """
    names = [field.name for field in fields(Profile)]
    profile = Profile()
    if path.exists():
        try:
            content = json.loads(path.read_text(encoding="utf-8"))
            profile = Profile(**{name: content[name] for name in names if content.get(name)})
        except (ValueError, AttributeError, TypeError) as error:
            raise ProfileIncomplete(f"The profile {path} cannot be read; remove it and make it again.") from error
    given = {name: environment[f"PPDS_{name.upper()}"] for name in names if environment.get(f"PPDS_{name.upper()}")}
    return replace(profile, **given)


def save_profile(path: Path, profile: Profile) -> None:
    """Write the profile. It names the key file and holds no secret itself."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(asdict(profile), indent=2) + "\n", encoding="utf-8")
