"""The examples of the documents: fenced blocks, with what their info string says about them.

`sh run` is run by a test, in the order of the page, against running services. `sh by-hand` is not: it starts too much,
or changes the reader's machine; what it names is checked to exist. `text` behind a block that is run is what that shows
in a terminal of 80 columns, `...` in it stands for anything. `json Name` is an answer of the API in the shape of
the model Name.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
PAGES: Final = tuple(sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]))
SHELL: Final = ("sh", "console", "bash", "shell")
_FENCE: Final = re.compile(
    r"^(?P<indent>[ ]*)```(?P<info>[^\n]*)\n(?P<text>.*?)^[ ]*```[ ]*$", re.MULTILINE | re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Fence:
    """A fenced block: where it starts, its language, the words behind that, and its text."""

    page: Path
    line: int
    language: str
    marks: tuple[str, ...]
    text: str

    @property
    def place(self) -> str:
        """Page and line, as an editor opens them."""
        return f"{name_of(self.page)}:{self.line}"


def name_of(page: Path) -> str:
    return str(page.relative_to(ROOT))


def fences(page: Path) -> list[Fence]:
    """The fenced blocks of a page, in order."""
    text = page.read_text(encoding="utf-8")
    found = []
    for match in _FENCE.finditer(text):
        language, *marks = match["info"].split() or [""]
        line = text.count("\n", 0, match.start()) + 1
        found.append(Fence(page, line, language, tuple(marks), dedent(match["text"])))
    return found


def shell_blocks(page: Path, mark: str) -> list[Fence]:
    """The shell examples of a page with this mark."""
    return [fence for fence in fences(page) if fence.language in SHELL and mark in fence.marks]


def missing_lines(stated: str, output: str) -> list[str]:
    """The lines that stand in a text and not, in their order, in an output; `...` stands for anything."""
    shown, missing = iter(output.splitlines()), []
    for line in filter(str.strip, stated.splitlines()):
        like = re.compile(".*".join(map(re.escape, line.rstrip().split("..."))))
        if not any(like.fullmatch(each.rstrip()) for each in shown):
            missing.append(line)
            shown = iter(())
    return missing
