"""One page in the making: who asks, in which language, what the services say, and the template that shows it."""

import hashlib
from collections.abc import Callable, Mapping
from functools import cache, partial
from pathlib import Path
from typing import Annotated, Final
from urllib.parse import quote, urlencode

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from dashboard.asking.answers import QUESTION, Answer, as_parameters
from dashboard.asking.kept_answers import KeptAnswers
from dashboard.asking.services import Authorization, Services
from dashboard.page import bodies
from dashboard.page.language import LANGUAGES, PREFIX, ROOT, Language, language_of, sentence, translations
from dashboard.page.numbers import Numbers
from dashboard.page.reasons import reason
from dashboard.page.words import word
from dashboard.sessions.cookies import Cookies
from dashboard.sessions.session import Fields, Person, Session
from dashboard.sessions.sessions import Sessions
from dashboard.settings import Settings
from shared.settings import ServiceName
from shared.shown_text import spelled

STATIC: Final = ROOT / "static"
MENU: Final = (
    ("/themas", sentence("Thema's")),
    ("/indicatoren", sentence("Indicatoren")),
    ("/doelen", sentence("Doelen")),
    ("/organisaties", sentence("Organisaties")),
    ("/ketens", sentence("Productketens")),
    ("/contractfase", sentence("Na de gunning")),
    ("/vergelijken", sentence("Vergelijken")),
    ("/besteding", sentence("Besteding")),
    ("/publicaties", sentence("Publicaties")),
    ("/gegevens", sentence("Gegevens")),
    ("/kennis", sentence("Kennis")),
)
"""Address and Dutch words of each room; a subject adds its own once it has a page."""
_IN_PATH: Final = "/:@!$&'()*+,;="


class Page:
    """What every route needs to answer with a page."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.language: Language = language_of(request.scope)
        self.numbers = Numbers(self.language)
        self.say: Callable[[str], str] = translations(self.language).gettext
        services: Callable[[Language], Services] = request.app.state.public_services
        self.services = services(self.language)
        self.names: KeptAnswers = request.app.state.names
        settings: Settings = request.app.state.settings
        self._settings = settings
        self.contact = settings.contact_email
        self.questions: list[str] = []
        """What the services were asked for the figures shown so far."""
        sessions: Sessions = request.app.state.sessions
        cookies: Cookies = request.app.state.cookies
        self.session: Session | None = sessions.find(cookies.read(request.cookies, "session"))

    @property
    def person(self) -> Person | None:
        """Who is signed in."""
        return None if self.session is None else self.session.person

    @property
    def as_person(self) -> Services:
        """The services as whoever is signed in meets them: with their own token, and nothing kept."""
        if self.session is None:
            message = "nobody is signed in; the page lacks its guard"
            raise RuntimeError(message)
        return self.services_of(self.session.authorization)

    def services_of(self, authorization: Authorization) -> Services:
        """The services with another token than that of the dashboard."""
        services: Callable[[Language, Authorization], Services] = self.request.app.state.services_of
        return services(self.language, authorization)

    def parked(self) -> Fields | None:
        """What was filled in on this page before the session ended; once."""
        return None if self.session is None else self.session.take_parked(self.request.scope["path"])

    def link(self, path: str, **query: object) -> str:
        """An address of the dashboard in the language of the page; members of the query that are None are left out."""
        return linked(self.language, path, query)

    def html(self, template: str, *, status: int = 200, **view: object) -> HTMLResponse:
        """The page that this template makes of the view."""
        shown = environment(self.language).get_template(template).render(page=self, **view)
        return HTMLResponse(shown, status_code=status)

    def api(self, service: ServiceName, path: str, **query: object) -> str:
        """The address of the same data at a service, for the open data links of a page."""
        return f"{self._settings.base_url(service)}/v1{path}{_query(query)}"

    def absolute(self, path: str) -> str:
        """The whole address of a page, for what is read elsewhere."""
        return self._settings.dashboard_url + self.link(path)

    def here(self, language: Language) -> str:
        """The address of this page in a language, with its filters."""
        path: str = self.request.scope["path"]
        query = self.request.url.query
        return (PREFIX if language == "en" else "") + quote(path, safe=_IN_PATH) + (f"?{query}" if query else "")

    def place(self, row: Answer) -> str | None:
        """Where a figure comes from: which of the questions at the foot of the page, and its place in the answer."""
        question, _, place = str(row.get(QUESTION) or "").partition("#")
        if not question:
            return None
        if question not in self.questions:
            self.questions.append(question)
        return f"{self.questions.index(question) + 1}#{place}"

    def menu(self) -> list[tuple[str, str]]:
        """The rooms of the house, in the order of the menu."""
        return [(address, self.say(words)) for address, words in MENU]

    def is_at(self, address: str) -> bool:
        """Whether this page stands in that room."""
        path: str = self.request.scope["path"]
        return path == address or path.startswith(f"{address}/")

    def reason(self, code: str | None) -> str | None:
        """Why there is no value, in words."""
        return reason(self.say, code)

    def body(self, key: str) -> str:
        """The name of a body."""
        return bodies.name_of(self.services, self.names, key)

    def body_link(self, key: str) -> str:
        """The page of a body."""
        return self.link(f"/organisaties/{bodies.short(key)}")

    def word(self, code: str | None) -> str:
        """A state, an answer or a kind in words."""
        return word(self.say, code)

    def text(self, names: Mapping[str, str] | None) -> str:
        """What stands in both languages, in that of the page."""
        return text_of(names, self.language)


ThisPage = Annotated[Page, Depends(Page)]


def text_of(names: Mapping[str, str] | None, language: Language) -> str:
    """What stands in both languages, in this one; characters that do not show are spelled out."""
    return spelled((names or {}).get(language) or (names or {}).get("nl") or "")


def linked(language: Language, path: str, query: Mapping[str, object]) -> str:
    """An address of the dashboard in a language."""
    return (PREFIX if language == "en" else "") + path + _query(query)


def _query(query: Mapping[str, object]) -> str:
    stated = as_parameters({name.rstrip("_"): value for name, value in query.items()})
    return f"?{urlencode(stated)}" if stated else ""


@cache
def environment(language: Language) -> Environment:
    """The templates of all subjects, `<subject>/<name>.html`, in a language."""
    made = Environment(
        loader=FileSystemLoader(ROOT),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
    )
    made.install_gettext_translations(translations(language), newstyle=True)  # type: ignore[attr-defined]
    numbers = Numbers(language)
    made.globals |= {"language": language, "static": _static}
    made.filters |= {
        "day": numbers.day,
        "month": numbers.month,
        "moment": numbers.moment,
        "decimal": numbers.decimal,
        "text": partial(text_of, language=language),
        "name": _name,
        "spelled": spelled,
    }
    made.globals["value"] = numbers.value
    return made


def read_templates() -> None:
    """Read every template in both languages now: the first that wants a page would wait for it."""
    for language in LANGUAGES:
        made = environment(language)
        for name in made.list_templates(extensions=["html"]):
            made.get_template(name)


def _name(text: str | None) -> Markup:
    """A name that others gave, apart from the direction of the text around it, and what does not show spelled out."""
    return Markup("<bdi>{}</bdi>").format(spelled(text or ""))


@cache
def _static(name: str) -> str:
    """The address of a file of the dashboard, which changes with its content."""
    return f"/static/{name}?v={_hash(STATIC / name)}"


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]
