"""What `[plugins.outreach]` of the configuration may say."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class OutreachSettings:
    """The keys of `[plugins.outreach]`: from which mail address and name notices come, and which notifier carries them.

    `opt_out` is where somebody says that they want no more: a mail address, or an https address.
    """

    address: str = ""
    name: str = ""
    notifier: str = ""
    opt_out: str = ""
