"""The one rule for contacts: e-mail addresses and telephone numbers are taken out of running text before it is kept.

Whatever keeps text that people wrote uses it: every format, and the registry. It takes time that grows with the text
alone.

Careful on purpose: an OIN, KvK number, RSIN, CPV code, amount or date is no telephone number. Telephone numbers are
looked for only in text that people write freely; e-mail addresses are recognised anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

REMOVED = "[verwijderd]"

_INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff"

# "@" and the ways of writing it that people use against address collectors. It begins with one of a few characters and
# minds no case flag, so that the search may skip to them.
_AT = re.compile(
    r"[@\uff20\ufe6b%&(\[{]"
    r"(?:(?<=[@\uff20\ufe6b])|(?<=%)40|(?<=&)(?:#64|#[xX]40|commat);"
    r"|(?<=[(\[{])\s?(?:[aA][tT]|[aA]penstaartje|[aA])\s?[)\]}])\s?"
)
_PLAIN = frozenset("@\uff20\ufe6b")
_LOCAL_EXTRA = frozenset("._+-!#$%'*^`{|}~" + _INVISIBLE)
_LABEL = rf"[\w{_INVISIBLE}-]{{1,63}}"
_DOT = r"(?:\.|\s?[(\[]\s?(?:[dD]ot|DOT|[pP]unt)\s?[)\]]\s?)"
_DOMAIN = re.compile(rf"{_LABEL}(?P<more>(?:{_DOT}{_LABEL}){{0,8}})")
_LONGEST_QUOTED = 80

_LINKS = ("tel:", "sms:", "callto:")
_LONGEST_LINK = 7
_SEPARATOR = r"[ \u00a0\u2009\u202f./()\u2010-\u2015-]"
# Begins with a digit and nothing else, so that the search may skip to digits.
_RUN = re.compile(rf"\d(?:{_SEPARATOR}{{0,3}}+\d){{5,}}+")
_INTRODUCTION = re.compile(
    r"(?:tel(?:efoon|efax)?|fax|phone|mobiel|mobile|mob|gsm)(?:nummer|nr)?[\s.:]{0,4}[+(]{0,3}\Z", re.IGNORECASE
)
_LONGEST_INTRODUCTION = 24
_TOKEN = re.compile(r"\d+")
_DATE = re.compile(r"(\d{1,2})([-./ ])\d{1,2}\2(?:19|20)\d\d(?!\d)")
_DUTCH = 10  # digits of a Dutch number, its leading zero included
_FIRST_GROUP = frozenset({2, 3, 4, _DUTCH})  # 06, 020, 0344, or all in one
_LONGEST_PREFIX = 3  # (+(
_FEWEST_ABROAD = 8
_FEWEST_AFTER_00, _MOST_AFTER_00 = 11, 15
_PUBLICATION = 8  # digits before the dash of a publication number in the Official Journal


def without_contacts(text: str, *, telephone: bool) -> str:
    """Replace e-mail addresses, and where asked telephone numbers, by `REMOVED`. Text without any comes back as is."""
    spans: list[tuple[int, int]] = []
    # Cheap looks first: nearly every text holds none of these. A chain of `in` is several times faster than a pattern.
    if "@" in text or "%" in text or "&" in text or "(" in text or "[" in text or "{" in text or _has_wide_at(text):
        spans.extend(_addresses(text))
    if telephone:
        for run in _RUN.finditer(text):
            spans.extend(_numbers(text, run.start(), run.end()))
    elif text.lstrip()[:_LONGEST_LINK].lower().startswith(_LINKS):
        return REMOVED
    return _cut(text, sorted(spans)) if spans else text


def _has_wide_at(text: str) -> bool:
    return not text.isascii() and ("\uff20" in text or "\ufe6b" in text)


def _addresses(text: str) -> Iterator[tuple[int, int]]:
    done = 0
    for at in _AT.finditer(text):
        before = at.start()
        if before > done and text[before - 1].isspace():
            before -= 1
        domain = _DOMAIN.match(text, at.end())
        # Not written plainly it may be something else, like "5 @ 100" or "lid 1 (a)": then a dot must follow.
        plain = text[before : at.end()] in _PLAIN
        if domain is None or not (plain or domain["more"]):
            continue
        start = _local_part(text, before, done)
        if start == before:
            continue
        done = domain.end()
        yield start, done


def _local_part(text: str, end: int, done: int) -> int:
    """Where the part before the "@" begins; `end` itself when there is none."""
    if end > done and text[end - 1] == '"':
        quote = text.rfind('"', max(done, end - _LONGEST_QUOTED), end - 1)
        return end if quote < 0 else quote
    start = end
    while start > done and (text[start - 1].isalnum() or text[start - 1] in _LOCAL_EXTRA):
        start -= 1
    return start


def _numbers(text: str, start: int, run_end: int) -> Iterator[tuple[int, int]]:
    """Telephone numbers in a run of digits and separators."""
    before = start
    if _INTRODUCTION.search(text, max(0, start - _LONGEST_INTRODUCTION), start):
        yield start, run_end
        return
    while before and start - before < _LONGEST_PREFIX and text[before - 1] in "+(":
        before -= 1
    if before and (text[before - 1].isalnum() or text[before - 1] == "_"):  # part of a word: NL91ABNA0417164300
        return
    tokens = [match.span() for match in _TOKEN.finditer(text, start, run_end)]
    if "+" in text[before:start]:
        if sum(last - first for first, last in tokens) >= _FEWEST_ABROAD:
            yield before, run_end
        return
    position = 0
    while position < len(tokens):
        first = tokens[position][0]
        if date := _DATE.match(text, first):
            while position < len(tokens) and tokens[position][1] <= date.end():
                position += 1
            continue
        taken = _number_at(text, tokens, position)
        if taken:
            end = tokens[position + taken - 1][1]
            opened = first > 0 and text[first - 1] == "(" and ")" in text[first:end]  # (020) 123 45 67
            yield first - opened, end
        position += taken or 1


def _number_at(text: str, tokens: list[tuple[int, int]], position: int) -> int:
    """How many groups of digits the telephone number takes that begins at this group; 0 when none does."""
    first, last = tokens[position]
    if text[first] != "0" or (position and text[tokens[position - 1][1] : first] in {".", "-"}):
        return 0
    if text.startswith("00", first):
        if text.startswith("000", first) or last - first == _PUBLICATION:  # an OIN, 00123456-2026
            return 0
        return _groups(tokens, position, fewest=_FEWEST_AFTER_00, most=_MOST_AFTER_00)
    if last - first not in _FIRST_GROUP:
        return 0
    return _groups(tokens, position, fewest=_DUTCH, most=_DUTCH)


def _groups(tokens: list[tuple[int, int]], position: int, *, fewest: int, most: int) -> int:
    """Number of groups that together have a fitting number of digits; 0 when that falls inside a group."""
    digits = 0
    for taken, (first, last) in enumerate(tokens[position : position + most], start=1):
        digits += last - first
        if digits > most:
            return 0
        if digits >= fewest:
            return taken
    return 0


def _cut(text: str, spans: list[tuple[int, int]]) -> str:
    parts: list[str] = []
    done = 0
    for start, end in spans:
        if end <= done:
            continue
        parts.append(text[done : max(start, done)])
        if start >= done:
            parts.append(REMOVED)
        done = end
    parts.append(text[done:])
    return "".join(parts)
