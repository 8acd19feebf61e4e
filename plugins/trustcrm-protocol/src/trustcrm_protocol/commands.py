"""`trustcrm protocol …`: the group of its commands."""

from __future__ import annotations

import click

from trustcrm_protocol.call_commands import calls_group
from trustcrm_protocol.corps_commands import corps_command, verify_command
from trustcrm_protocol.flag_commands import flags_group
from trustcrm_protocol.gift_commands import gifts_group
from trustcrm_protocol.request_commands import requests_group
from trustcrm_protocol.watch_commands import elections_group, hangs_command, openings_command, turnover_command


@click.group("protocol")
def protocol() -> None:
    """The protocol office: the corps, calls and what they need, flags, gifts, who changed, what opens."""


for _command in (
    corps_command, verify_command, calls_group, requests_group, flags_group, gifts_group, turnover_command,
    hangs_command, openings_command, elections_group,
):  # fmt: skip
    protocol.add_command(_command)
