"""What an office sets for its mail server."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from trustcrm.plugin import Secret


@dataclass(frozen=True, kw_only=True)
class SmtpSettings:
    """The keys of `[plugins.smtp]`: the mail server, how it is spoken to, and who logs in.

    `security` is "starttls", "tls" or, for a server on this machine alone, "none"; `port` 0 is the usual one of it.
    `ca` is a file of certificates to trust beside the system's. A server that says nothing for `seconds` is given up,
    one that has a whole message for `answer_seconds` (RFC 5321, 4.5.3.2.6 asks for ten minutes).
    """

    host: str = ""
    port: int = 0
    security: str = "starttls"
    user: str = ""
    password: Secret | None = None
    ca: Path | None = None
    seconds: float = 60.0
    answer_seconds: float = 600.0
