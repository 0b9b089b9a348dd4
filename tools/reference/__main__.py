"""`python -m tools.reference`: write the generated pages of this checkout."""

import sys
from pathlib import Path

from tools.reference import pages


def main() -> None:
    """Write every page and say which."""
    for path, content in pages(Path()).items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
        sys.stdout.write(f"{path}\n")


if __name__ == "__main__":
    main()
