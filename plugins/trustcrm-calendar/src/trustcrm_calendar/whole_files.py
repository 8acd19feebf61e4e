"""Writing a file whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path
from uuid import uuid4

from trustcrm.plugin import Refused


def put(file: Path, octets: bytes) -> bool:
    """Write a file beside its place and move it there whole; return whether it had to be.

    One that holds these octets already is left alone. Raises `Refused` where it cannot be written.
    """
    beside = file.with_name(f".{file.name}.{uuid4().hex[:8]}.tmp")
    try:
        if file.is_file() and file.read_bytes() == octets:
            return False
        try:
            with beside.open("xb") as opened:
                opened.write(octets)
                opened.flush()
                os.fsync(opened.fileno())
            beside.replace(file)
        finally:
            beside.unlink(missing_ok=True)
    except OSError as error:
        raise Refused(f"{file} cannot be written: {error.strerror}; it is as it was.") from None
    return True
