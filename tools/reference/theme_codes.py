"""docs/reference/theme-codes.md: what each code of a source says about which theme, from the list we count by."""

from typing import Final

from shared.reference.lists import reference_list, rows, truth
from tools.reference.markdown import code, page, table

_COLUMNS: Final = ("term", "code", "says", "themes", "note", "specific", "reason")


def theme_codes_page() -> str:
    """Every code with what it says, about which themes, and why."""
    about = reference_list("theme-codes")
    return page(
        "What a code says about a theme",
        f"List version {about.version}. Source: {about.source}. A code that is not here says nothing about any theme. "
        "*yes* and *no* are answers; *any* says that some theme is asked and not which. *specific*: the code fills the "
        "strategic fields for ALG-P12. How answers of several notices meet stands in "
        "[counting-rules.md](counting-rules.md).",
        table(
            ("term", "code", "says", "about", "beside the themes", "specific", "because"),
            [
                (
                    code(row["term"]),
                    code(row["code"]),
                    row["says"],
                    ", ".join(map(code, filter(None, row["themes"].split(";")))),
                    row["note"],
                    "yes" if truth(row["specific"]) else "",
                    row["reason"],
                )
                for row in rows("theme-codes", _COLUMNS)
            ],
        ),
    )
