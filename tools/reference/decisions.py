"""docs/decisions/README.md: the list of decisions, from the pages themselves."""

from pathlib import Path
from typing import Final

from tools.reference.markdown import table

DECISIONS: Final = Path("docs/decisions/README.md")


def decisions_page(root: Path) -> str:
    """Every decision by its number and title; the title is the first line of its page."""
    pages = sorted((root / DECISIONS).parent.glob("[0-9]*.md"))
    titles = [(page.name, page.read_text(encoding="utf-8").partition("\n")[0].removeprefix("# ")) for page in pages]
    lines = [
        "# Decisions",
        "",
        "One short page per decision that others must be able to find again: context, choice, consequence. It stays",
        "as it is when the decision changes; a new page replaces it and says so. `make reference` writes this list.",
        "",
        *table(
            ("nr", "decision"),
            [(f"[{title.partition(' ')[0]}]({name})", title.partition(" ")[2]) for name, title in titles],
        ),
    ]
    return "\n".join([*lines, ""])
