"""Why a row counts, in plain Dutch and English: made from the terms of the card, never written for a card."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from sqlglot import exp

from services.kpi.definitions.declarations.fact import Column, ColumnType, Fact
from services.kpi.definitions.rules.card import Card
from services.kpi.definitions.rules.terms import Condition, Joined, Term, Truth
from services.kpi.evidence.rules.judged import Certainty, Judged, Part, Said, Value, Verdict, anatomy_of, is_private
from services.kpi.evidence.rules.words import code_words, column_words
from shared.procurement.finding import Text

_TRUTH: Final[Mapping[Truth, Text]] = {
    True: Text("ja", "yes"),
    False: Text("nee", "no"),
    None: Text("onbekend", "unknown"),
}
_WITHHELD: Final = Text("niet openbaar", "not public")
_CERTAINTY: Final[Mapping[Certainty, Text]] = {
    Certainty.IN: Text("Telt mee", "Counts"),
    Certainty.OUT: Text("Telt niet mee", "Does not count"),
    Certainty.UNDETERMINED: Text("Of het meetelt is niet bekend", "Whether it counts is not known"),
}
_ANSWER: Final[Mapping[Verdict, Text]] = {
    Verdict.YES: Text("Het antwoord is ja", "The answer is yes"),
    Verdict.NO: Text("Het antwoord is nee", "The answer is no"),
    Verdict.UNKNOWN: Text("Het antwoord is onbekend", "The answer is unknown"),
}
_NUMBER: Final[Mapping[Verdict, Text]] = {
    Verdict.KNOWN: Text("Het getal is bekend", "The number is known"),
    Verdict.UNKNOWN: Text("Het getal is onbekend", "The number is unknown"),
}
_WEIGHT: Final = Text("Het weegt naar", "It weighs by")
_SIGNS: Final[Mapping[type[exp.Expression], Text]] = {
    exp.EQ: Text("", ""),
    exp.NEQ: Text("iets anders dan ", "other than "),
    exp.GTE: Text("ten minste ", "at least "),
    exp.GT: Text("meer dan ", "more than "),
    exp.LTE: Text("ten hoogste ", "at most "),
    exp.LT: Text("minder dan ", "less than "),
}


def why(card: Card, judged: Judged, columns: Mapping[str, Value], *, open_: bool) -> Text:
    """Why a row is in or not and what it answers, in whole sentences.

    `open_`: whether amounts and quantities of records that are not public may be named.
    """
    fact = card.fact
    sentences = [_because(_CERTAINTY[judged.certainty], _deciding(judged, "population"), columns, fact, open_=open_)]
    if judged.certainty is not Certainty.OUT:
        if "hit" in anatomy_of(card).conditions:
            deciding = _deciding(judged, "hit")
            sentences.append(_because(_ANSWER[judged.verdict], deciding, columns, fact, open_=open_))
        if judged.numbers:
            start = _WEIGHT if "weight" in judged.numbers else _NUMBER[judged.verdict]
            sentences.append(_of_numbers(card, start, columns, open_=open_))
    return _joined(sentences, " ")


def condition_words(condition: Condition, fact: Fact) -> Text:
    """A whole condition as people say it."""
    return _joined_words(condition.joined, condition, fact)


def part_words(part: Part, fact: Fact) -> Text:
    """A number of the measure as people say it."""
    names = [column_words(fact.columns[name]) for name in part.columns]
    if part.text in part.columns:
        return names[0]
    named = _joined(names, ", ")
    return Text(f"{part.text} ({named.nl})", f"{part.text} ({named.en})")


def _joined_words(joined: Joined | int, condition: Condition, fact: Fact) -> Text:
    if isinstance(joined, int):
        return term_words(condition.terms[joined], fact)
    parts = [_joined_words(part, condition, fact) for part in joined.parts]
    inner = [
        Text(f"({each.nl})", f"({each.en})") if isinstance(part, Joined) and part.how != "not" else each
        for part, each in zip(joined.parts, parts, strict=True)
    ]
    if joined.how == "not":
        return Text(f"niet {inner[0].nl}", f"not {inner[0].en}")
    nl, en = (" en ", " and ") if joined.how == "all" else (" of ", " or ")
    return Text(nl.join(each.nl for each in inner), en.join(each.en for each in inner))


def term_words(term: Term, fact: Fact) -> Text:
    """A term as people say it: what is looked at, and what it must be."""
    wanted = _wanted(term, fact)
    names = [column_words(fact.columns[name]) for name in term.columns]
    if not names:
        return Text("elk geval telt", "every case counts") if term.text == "TRUE" else Text(term.text, term.text)
    named = _joined(names, ", ")
    return named if wanted is None else Text(f"{named.nl}: {wanted.nl}", f"{named.en}: {wanted.en}")


def value_words(column: Column, value: Value) -> Text:
    """What stands in a column, as people say it."""
    if value is None or isinstance(value, bool):
        return _TRUTH[value]
    if isinstance(value, Decimal):
        plain = f"{value.normalize():f}"
        return Text(plain.replace(".", ","), plain)
    if isinstance(value, date):
        return Text(value.isoformat(), value.isoformat())
    return code_words(column, value)


def _deciding(judged: Judged, of: str) -> Sequence[Said]:
    return [said for said in judged.said if said.of == of and said.decides]


def _because(start: Text, deciding: Sequence[Said], columns: Mapping[str, Value], fact: Fact, *, open_: bool) -> Text:
    reasons = _joined([_reason(said, columns, fact, open_=open_) for said in deciding])
    return Text(f"{start.nl}: {reasons.nl}.", f"{start.en}: {reasons.en}.")


def _reason(said: Said, columns: Mapping[str, Value], fact: Fact, *, open_: bool) -> Text:
    """One term with what stands there; what it must be follows when that is not a plain yes."""
    term = said.term
    if not term.columns:
        return term_words(term, fact)
    stated = _joined([_stated(fact, name, columns, open_=open_) for name in term.columns], ", ")
    wanted, says = _wanted(term, fact), _TRUTH[said.says]
    if wanted is None:
        return stated
    return Text(f"{stated.nl} (gevraagd {wanted.nl}: {says.nl})", f"{stated.en} (asked {wanted.en}: {says.en})")


def _stated(fact: Fact, name: str, columns: Mapping[str, Value], *, open_: bool) -> Text:
    column = fact.columns[name]
    words = column_words(column)
    value = _WITHHELD if not open_ and is_private(fact, name) else value_words(column, columns[name])
    return Text(f"{words.nl}: {value.nl}", f"{words.en}: {value.en}")


def _wanted(term: Term, fact: Fact) -> Text | None:
    """What a term asks of its column; None for a column that says yes or no itself."""
    tree = term.tree
    subject = _column(tree.this, fact) if isinstance(tree, exp.In | exp.Between | exp.Binary) else None
    if isinstance(tree, exp.Column) or not term.columns:
        return None
    if subject is None:
        return Text(term.text, term.text)
    if isinstance(tree, exp.In):
        members = _joined([_literal(member, subject) for member in tree.expressions], ", ")
        return Text(f"een van {members.nl}", f"one of {members.en}")
    if isinstance(tree, exp.Between):
        low, high = _literal(tree.args["low"], subject), _literal(tree.args["high"], subject)
        return Text(f"van {low.nl} tot en met {high.nl}", f"from {low.en} to {high.en}")
    sign = _SIGNS.get(type(tree))
    if sign is None or list(tree.expression.find_all(exp.Column)):
        return Text(term.text, term.text)
    value = _literal(tree.expression, subject)
    return Text(f"{sign.nl}{value.nl}", f"{sign.en}{value.en}")


def _column(tree: exp.Expression, fact: Fact) -> Column | None:
    plain = tree.this if isinstance(tree, exp.Cast) else tree
    return fact.columns[plain.name] if isinstance(plain, exp.Column) else None


def _literal(tree: exp.Expression, column: Column) -> Text:
    plain = tree.this if isinstance(tree, exp.Cast | exp.Paren) else tree
    if isinstance(plain, exp.Literal):
        if column.type is ColumnType.NUMBER:
            return value_words(column, Decimal(str(plain.this)))
        return code_words(column, str(plain.this))
    return Text(str(plain.sql()), str(plain.sql()))


def _of_numbers(card: Card, start: Text, columns: Mapping[str, Value], *, open_: bool) -> Text:
    names = dict.fromkeys(name for number in anatomy_of(card).numbers for name in number.columns)
    stated = _joined([_stated(card.fact, name, columns, open_=open_) for name in names])
    return Text(f"{start.nl}: {stated.nl}.", f"{start.en}: {stated.en}.")


def _joined(texts: Sequence[Text], sign: str = "; ") -> Text:
    return Text(sign.join(each.nl for each in texts), sign.join(each.en for each in texts))
