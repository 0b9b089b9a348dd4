"""Dutch, and English beside it: `/en` before an address is the same page in English.

Sentences stand in Dutch where they are used; each subject has its English in `en.po` (gettext).
"""

from collections.abc import Iterable
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Final, Literal, cast

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from starlette.types import ASGIApp, Receive, Scope, Send

Language = Literal["nl", "en"]
LANGUAGES: Final[tuple[Language, ...]] = ("nl", "en")
PREFIX: Final = "/en"
ROOT: Final = Path(__file__).resolve().parent.parent


class LanguageOfAddress:
    """Takes `/en` off the address and notes the language in the scope, so that routes are stated once."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._app(with_language(scope) if scope["type"] == "http" else scope, receive, send)


def with_language(scope: Scope) -> Scope:
    """The scope of a request with its language noted, and its path without it."""
    if "ppds.language" in scope:
        return scope
    path: str = scope["path"]
    english = path == PREFIX or path.startswith(f"{PREFIX}/")
    plain = (path[len(PREFIX) :] or "/") if english else path
    return {**scope, "ppds.language": "en" if english else "nl", "path": plain}


def sentence(dutch: str) -> str:
    """A Dutch sentence that is said elsewhere, by a name: the mark by which its English is asked for."""
    return dutch


def language_of(scope: Scope) -> Language:
    """The language in which this request is answered."""
    return cast("Language", scope.get("ppds.language", "nl"))


@cache
def translations(language: Language) -> NullTranslations:
    """The sentences of this language; Dutch is what stands in the templates."""
    return NullTranslations() if language == "nl" else _read(sorted(ROOT.glob("*/en.po")))


def _read(files: Iterable[Path]) -> Translations:
    whole = Catalog(locale="en")
    for file in files:
        with file.open("rb") as opened:
            for message in read_po(opened, locale="en"):
                if message.id and message.string:
                    whole.add(message.id, message.string, context=message.context)
    compiled = BytesIO()
    write_mo(compiled, whole)
    compiled.seek(0)
    return Translations(compiled)
