"""The text of a card's expression, bounded before any parser sees it, and parsed."""

import re
from typing import Final

import sqlglot
from sqlglot import exp
from sqlglot.errors import ParseError, SqlglotError

from services.kpi.definitions.rules import language_faults as faults
from services.kpi.definitions.rules.faults import CardError

LONGEST: Final = 2000  # characters of one expression
MOST_WORDS: Final = 400  # tokens of one expression
DEEPEST_PARENTHESES: Final = 20  # sqlglot recurses: 200 raise RecursionError

_ALLOWED: Final = re.compile(r"[A-Za-z0-9_ \t\r\n'(),.<>=!+*-]*")
_WORD: Final = re.compile(r"'[^']*'|[A-Za-z_][A-Za-z0-9_]*|[0-9][0-9.]*|\S")


def parse(text: str) -> exp.Expression:
    """Parse exactly one expression; the tree is sqlglot's own and not to be trusted.

    Raises:
        CardError: the text is too long, too deep, holds a forbidden character, or is no expression.
    """
    _check_text(text)
    try:
        parsed = sqlglot.parse(text, dialect="postgres")
    except (SqlglotError, RecursionError, ValueError, AttributeError, TypeError, IndexError, KeyError) as cause:
        # The parser is not ours; whatever it stumbles over is no expression of a card.
        raise CardError(faults.UNREADABLE.at("", text=shortened(text)), offset=_stumbled(cause, text)) from cause
    if len(parsed) != 1 or not isinstance(parsed[0], exp.Expression):
        raise CardError(faults.UNREADABLE.at("", text=shortened(text)))
    return parsed[0]


def _check_text(text: str) -> None:
    """Bound the text before any parser sees it."""
    if not text.strip():
        raise CardError(faults.EMPTY.at(""))
    if len(text) > LONGEST:
        raise CardError(faults.TOO_LONG.at("", count=len(text), most=LONGEST))
    allowed = _ALLOWED.match(text)
    end = allowed.end() if allowed else 0
    if end < len(text):
        raise CardError(faults.FORBIDDEN_CHARACTER.at("", character=repr(text[end]), number=end + 1), offset=end)
    if (alone := re.search(r"--|!(?!=)", text)) is not None:
        fault = faults.FORBIDDEN_CHARACTER.at("", character=repr(alone[0]), number=alone.start() + 1)
        raise CardError(fault, offset=alone.start())
    words = list(_WORD.finditer(text))
    if len(words) > MOST_WORDS:
        raise CardError(faults.TOO_LONG.at("", count=len(words), most=MOST_WORDS))
    _check_nesting(words)


def _check_nesting(words: list[re.Match[str]]) -> None:
    depth = prefixes = 0
    for place in words:
        word = place[0]
        depth += {"(": 1, ")": -1}.get(word, 0)
        # A row of NOT or of minus signs nests as brackets do.
        prefixes = prefixes + 1 if word.lower() in {"not", "-", "("} else 0
        if depth > DEEPEST_PARENTHESES or prefixes > DEEPEST_PARENTHESES:
            raise CardError(faults.TOO_DEEP.at("", most=DEEPEST_PARENTHESES), offset=place.start())


def _stumbled(cause: Exception, text: str) -> int:
    """The character that the parser stumbled over, where it says so."""
    stated = cause.errors[0] if isinstance(cause, ParseError) and cause.errors else {}
    line, column = stated.get("line"), stated.get("col")
    if not isinstance(line, int) or not isinstance(column, int):
        return 0
    before = sum(len(each) + 1 for each in text.split("\n")[: line - 1])
    return min(max(before + column - 1, 0), len(text))


def start_of(node: exp.Expression) -> int:
    """The first character of what a node was read from."""
    return min((int(part.meta["start"]) for part in node.walk() if "start" in part.meta), default=0)


def shortened(text: str) -> str:
    """A text as it stands in a message: one line, cut off."""
    plain = " ".join(text.split())
    return repr(plain if len(plain) <= 80 else plain[:77] + "...")  # noqa: PLR2004 - a line's width
