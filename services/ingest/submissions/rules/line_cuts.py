"""Where a body of lines can be divided, so that workers read its parts side by side."""

from __future__ import annotations


class LineCuts:
    """Finds, while lines pass by, where a body can be divided: at the first line start past every `step` bytes."""

    def __init__(self, *, step: int) -> None:
        self._step = step
        self._passed = 0
        self._lines = 0
        self._starts = [(0, 0)]

    def see(self, chunk: bytes) -> None:
        """Look at the next bytes of the body."""
        counted = 0
        while (wanted := self._starts[-1][0] + self._step) < self._passed + len(chunk):
            end = chunk.find(b"\n", max(wanted - self._passed, counted))
            if end < 0:
                break
            self._lines += chunk.count(b"\n", counted, end + 1)
            counted = end + 1
            self._starts.append((self._passed + counted, self._lines))
        self._lines += chunk.count(b"\n", counted)
        self._passed += len(chunk)

    def starts(self, size: int) -> list[tuple[int, int]]:
        """Give the first byte of each part, and the number of lines before it."""
        return [start for start in self._starts if start[0] < size]
