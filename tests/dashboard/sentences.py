"""Every sentence that the dashboard says, by the subject that says it, and its English."""

from collections.abc import Iterator
from pathlib import Path

from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po

ROOT = Path("dashboard")
KEYWORDS = {"_": None, "say": None, "sentence": None, "gettext": None, "ngettext": (1, 2)}
OPTIONS = {"trim_blocks": "true", "extensions": "jinja2.ext.do", "encoding": "utf-8", "silent": "false"}

Said = str | tuple[str, ...]


def subjects() -> list[str]:
    return sorted(folder.name for folder in ROOT.iterdir() if folder.is_dir() and not folder.name.startswith("_"))


def said_in(subject: str) -> Iterator[tuple[Said, str]]:
    """Each sentence of a subject with the place where it stands."""
    for path in sorted((ROOT / subject).rglob("*")):
        method = {".py": "python", ".html": "jinja2"}.get(path.suffix)
        if method is None:
            continue
        for line, message, *_ in extract_from_file(method, path, keywords=KEYWORDS, options=OPTIONS):
            yield message, f"{path}:{line}"


def english_of(subject: str) -> dict[Said, Said]:
    file = ROOT / subject / "en.po"
    if not file.exists():
        return {}
    with file.open("rb") as opened:
        read = [(message.id, message.string) for message in read_po(opened, locale="en") if message.id]
    return {_text(dutch): _text(english) for dutch, english in read}


def _text(stated: str | list[str] | tuple[str, ...] | None) -> Said:
    return tuple(stated) if isinstance(stated, list | tuple) else stated or ""
