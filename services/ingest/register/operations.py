"""The register as a process of the API has it at hand."""

from __future__ import annotations

import threading

from sqlalchemy.orm import Session

from services.ingest.register.store.reading import RegisterAsOf, load_register, register_position


class RegisterAtHand:
    """The register as this process last read it, read again when it moved on."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._register: RegisterAsOf | None = None

    def now(self, session: Session, *, anew: bool = False) -> RegisterAsOf:
        """The register as it stands."""
        position = register_position(session)
        with self._lock:
            if anew or self._register is None or self._register.position != position:
                self._register = load_register(session)
            return self._register
