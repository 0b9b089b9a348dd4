"""Pages of docs/reference that are generated from the code, so that they cannot say anything else than the code does.

`python -m tools.reference` writes them; `make check` compares. One module per page, each a pure function to Markdown.
"""

from functools import cache
from pathlib import Path
from typing import Final

from tools.reference.cards import page as cards_page
from tools.reference.decisions import DECISIONS, decisions_page
from tools.reference.endpoints import endpoints_page
from tools.reference.product_chains import page as product_chains_page
from tools.reference.rules import problems_page, rules_page
from tools.reference.settings import settings_page
from tools.reference.theme_codes import theme_codes_page

__all__ = ["decisions_page", "faults", "pages"]

_FOLDER: Final = Path("docs/reference")


def pages(root: Path) -> dict[Path, str]:
    """Every generated page by its path in the checkout."""
    return {DECISIONS: decisions_page(root), **_pages_of_code()}


def faults(root: Path) -> list[str]:
    """Pages that differ from what the code says now."""
    return [
        f"{path} is not what the code says; run `make reference`."
        for path, content in pages(root).items()
        if not (root / path).exists() or (root / path).read_text(encoding="utf-8") != content
    ]


@cache
def _pages_of_code() -> dict[Path, str]:
    return {
        _FOLDER / "cards.md": cards_page(),
        _FOLDER / "endpoints.md": endpoints_page(),
        _FOLDER / "problems.md": problems_page(),
        _FOLDER / "product-chains.md": product_chains_page(),
        _FOLDER / "rules.md": rules_page(),
        _FOLDER / "settings.md": settings_page(),
        _FOLDER / "theme-codes.md": theme_codes_page(),
    }
