"""Every advisory lock of ingest: its number, and what it guards.

Numbers are of the whole database, so those of other services stand in the register of each of them; the locks on the
change logs stand in `shared.log.change_log`, those on real segments in `shared.log.loads`. Who waits for several takes
them in the order in which they stand here.
"""

from typing import Final

SEALING_SEED: Final = 7206
"""Seed of the hash of party and client: one client of one party seals one submission at a time."""

SINGLE_RECORD_SEED: Final = 7207
"""Seed of the hash of body, kind and key: one version of a record is put at a time."""

SEGMENTS_OF_SANDBOX: Final = 7_206_104
"""Class of the locks on segments of the sandbox, by id: held by the session of the worker that reads the segment."""

BATCHES: Final = 7_206_105
"""Class of the lock on the batches of an environment, by the hash of its schema.

Every batch that is being written shares it; who says that another erasure is to be known has it alone.
"""

BULK: Final = 7_206_106
"""Who makes the files in bulk: one worker at a time, for as long as its session holds it."""
