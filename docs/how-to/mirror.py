"""Keep a copy of a subject of the data space: load the files in bulk, then follow the changes without a gap.

    python mirror.py https://ingest.example.org lots lots.sqlite [--once]

Each page of changes and the place to go on from are one transaction of SQLite: whoever ends this program at any moment
and starts it again has every row once. Standard library only.
"""

import gzip
import hashlib
import json
import sqlite3
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from typing import Any

WAIT = 5.0  # seconds between two looks when nothing is new
ELSEWHERE = 409  # the place is of another change log
ROWS = "create table if not exists row (key text primary key, content text not null)"
PLACE = "create table if not exists place (cursor text not null)"


def read(address: str) -> bytes:
    with urllib.request.urlopen(address, timeout=60) as answer:  # noqa: S310 - what was asked for
        return bytes(answer.read())


class Mirror:
    """The rows of a subject, as they stood at the place that is kept beside them."""

    def __init__(self, base: str, subject: str, file: str) -> None:
        self.base, self.subject = base.rstrip("/") + "/v1", subject
        self.kept = sqlite3.connect(file, isolation_level=None)
        self.kept.executescript(f"{ROWS}; {PLACE}")
        self.key: list[str] = json.loads(read(f"{self.base}/bulk/{subject}"))["key"]

    def load(self) -> bool:
        """Begin with the newest editions, which together say what stood at one position; then there may be more."""
        listed = json.loads(read(f"{self.base}/bulk?subject={self.subject}"))
        with self.kept:
            self.kept.execute("begin immediate")
            self.kept.execute("delete from row")
            for edition in listed["items"]:
                file = next(f for f in edition["files"] if f["form"] == "jsonl.gz" and f["variant"] == "whole")
                content = read(file["address"])
                if hashlib.sha256(content).hexdigest() != file["sha256"]:
                    raise ValueError(f"{file['address']} did not arrive whole")
                for line in gzip.decompress(content).splitlines():
                    self.put(json.loads(line))
            self.place(listed["cursor"])
        return True

    def follow(self, cursor: str) -> bool:
        """Take a page of changes; says whether there may be more."""
        asked = urllib.parse.urlencode({"after": cursor, "limit": 1000})
        page = json.loads(read(f"{self.base}/changes/{self.subject}?{asked}"))
        with self.kept:
            self.kept.execute("begin immediate")
            for item in page["items"]:
                if item["gone"]:
                    self.kept.execute("delete from row where key = ?", (self.key_of(item["row"]),))
                else:
                    self.put(item["row"])
            self.place(page["next"])
        return bool(page["next"] != cursor)

    def run(self, *, once: bool) -> None:
        """Follow for ever, or until nothing is new; begin again when our place is of another change log."""
        while True:
            try:
                place = self.kept.execute("select cursor from place").fetchone()
                more = self.follow(place[0]) if place else self.load()
            except urllib.error.HTTPError as refused:
                if refused.code != ELSEWHERE:
                    raise
                self.kept.execute("delete from place")
                continue
            if not more:
                if once:
                    return
                time.sleep(WAIT)

    def key_of(self, row: dict[str, Any]) -> str:
        return json.dumps([row[name] for name in self.key])

    def put(self, row: dict[str, Any]) -> None:
        self.kept.execute("insert or replace into row values (?, ?)", (self.key_of(row), json.dumps(row)))

    def place(self, cursor: str) -> None:
        self.kept.execute("delete from place")
        self.kept.execute("insert into place values (?)", (cursor,))


if __name__ == "__main__":
    Mirror(*sys.argv[1:4]).run(once="--once" in sys.argv)
