"""What can be wrong with a field of a request, by what the validator calls it; the sentence says what is expected."""

from collections.abc import Mapping
from typing import Any, Final

from shared.procurement.finding import Finding, Part, Rule, Severity, Text

_WHOLE: Final = Text("Hier hoort een geheel getal.", "A whole number is expected here.")
_NUMBER: Final = Text("Hier hoort een getal.", "A number is expected here.")
_TRUTH: Final = Text("Hier hoort true of false.", "This is true or false.")
_DAY: Final = Text("Hier hoort een dag, als 2025-12-31.", "A day is expected here, as 2025-12-31.")
_MOMENT: Final = Text(
    "Hier hoort een tijdstip, als 2025-12-31T23:59:59Z.", "A moment is expected here, as 2025-12-31T23:59:59Z."
)
_ONE_OF: Final = Text("Hier hoort een van: {expected}.", "One of these is expected here: {expected}.")
_OBJECT: Final = Text("Hier hoort een object.", "An object is expected here.")

OTHER: Final = Rule(
    "invalid-value",
    Severity.ERROR,
    "Deze waarde past hier niet; zie de beschrijving van de API.",
    "This value does not fit here; see the description of the API.",
)
OF_KIND: Final[Mapping[str, Rule]] = {
    kind: Rule(kind.replace("_", "-"), Severity.ERROR, *sentence)
    for kind, sentence in {
        "missing": Text("Dit veld is verplicht.", "This field is required."),
        "extra_forbidden": Text(
            "Dit veld bestaat hier niet; laat het weg.", "This field does not exist here; leave it out."
        ),
        "string_type": Text("Hier hoort tekst.", "A text is expected here."),
        "string_too_short": Text(
            "De tekst is te kort: ten minste {min_length} tekens.",
            "The text is too short: at least {min_length} characters.",
        ),
        "string_too_long": Text(
            "De tekst is te lang: ten hoogste {max_length} tekens.",
            "The text is too long: at most {max_length} characters.",
        ),
        "string_pattern_mismatch": Text(
            "De tekst heeft niet de vorm {pattern}.", "The text does not have the form {pattern}."
        ),
        "int_type": _WHOLE,
        "int_parsing": _WHOLE,
        "int_parsing_size": Text("Dit getal is te groot.", "This number is too large."),
        "int_from_float": _WHOLE,
        "float_type": _NUMBER,
        "float_parsing": _NUMBER,
        "decimal_type": _NUMBER,
        "decimal_parsing": _NUMBER,
        "finite_number": Text("Hier hoort een eindig getal.", "A finite number is expected here."),
        "bool_parsing": _TRUTH,
        "bool_type": _TRUTH,
        "date_type": _DAY,
        "date_parsing": _DAY,
        "date_from_datetime_parsing": _DAY,
        "datetime_type": _MOMENT,
        "datetime_parsing": _MOMENT,
        "datetime_from_date_parsing": _MOMENT,
        "timezone_aware": Text(
            "Het tijdstip mist de tijdzone, als 2025-12-31T23:59:59Z.",
            "The moment lacks its time zone, as 2025-12-31T23:59:59Z.",
        ),
        "uuid_type": Text("Hier hoort een UUID.", "A UUID is expected here."),
        "uuid_parsing": Text("Hier hoort een UUID.", "A UUID is expected here."),
        "enum": _ONE_OF,
        "literal_error": _ONE_OF,
        "greater_than_equal": Text("Ten minste {ge}.", "At least {ge}."),
        "less_than_equal": Text("Ten hoogste {le}.", "At most {le}."),
        "greater_than": Text("Meer dan {gt}.", "More than {gt}."),
        "less_than": Text("Minder dan {lt}.", "Less than {lt}."),
        "list_type": Text("Hier hoort een lijst.", "A list is expected here."),
        "too_short": Text("Te kort: ten minste {min_length}.", "Too short: at least {min_length}."),
        "too_long": Text("Te lang: ten hoogste {max_length}.", "Too long: at most {max_length}."),
        "model_type": _OBJECT,
        "model_attributes_type": _OBJECT,
        "dict_type": _OBJECT,
    }.items()
}
_PARTS: Final[Mapping[str, Part]] = {"body": "body", "query": "query", "path": "path", "header": "header"}


def finding_of(fault: Mapping[str, Any]) -> Finding:
    """What the validator found, by our own rules: its sentences are English and quote Python."""
    steps = [str(step) for step in fault["loc"]]
    part = _PARTS.get(steps[0] if steps else "body", "header")
    inner = steps[1:]
    pointer = "".join(f"/{step.replace('~', '~0').replace('/', '~1')}" for step in inner)
    rule = OF_KIND.get(fault["type"], OTHER)
    return rule.within(part, pointer if part == "body" else ".".join(inner), **fault.get("ctx", {}))
