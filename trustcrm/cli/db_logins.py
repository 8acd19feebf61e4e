"""`trustcrm db grant, revoke, roles`: what each login of a PostgreSQL server may do with the office's database."""

from __future__ import annotations

from datetime import date

import click

from trustcrm.cli.days import day_option
from trustcrm.cli.output import emit_json, emit_table, json_option, say
from trustcrm.cli.session import Session, pass_session
from trustcrm.domain.nouns.people import ROLES
from trustcrm.text import visible


@click.command(
    help="Let a login of the PostgreSQL server do what a role may; a surge ends after a day.",
    short_help="Let a login of the server do what a role may.",
)
@click.argument("login")
@click.option("--role", required=True, type=click.Choice(ROLES), help="What the login may do.")
@day_option("--until", help="The last day on which its password opens the door.")
@pass_session
def grant(session: Session, login: str, role: str, until: date | None) -> None:
    """Give a login a role."""
    from trustcrm.services.logins import grant as give

    made = give(session.desk, login, role, until)
    shown = visible(login)
    said = f"{shown} may now log in as {role}" + (f", through {until.isoformat()}." if until else ".")
    say(said + (rf" The login is new; give it a password with psql's \password {shown}." if made else ""))
    say(f"Say the same in the office: `trustcrm colleague correct NAME --login {shown} --role {role}`.")


@click.command(
    help="Take every right in the office's database from a login.",
    short_help="Take every right from a login of the server.",
)
@click.argument("login")
@pass_session
def revoke(session: Session, login: str) -> None:
    """Take a login's role."""
    from trustcrm.services.logins import revoke as take

    take(session.desk, login)
    say(f"{visible(login)} has no role in this database any more; the login itself is the server's.")


@click.command(
    help="List the logins of the PostgreSQL server that have a role in the office's database.",
    short_help="List the logins of the server that have a role.",
)
@json_option
@pass_session
def roles(session: Session, as_json: bool) -> None:
    """List logins and their roles."""
    from trustcrm.services.logins import logins

    found = logins(session.desk)
    if as_json:
        emit_json([{"login": one.login, "role": one.role, "until": one.until} for one in found])
    elif found:
        emit_table(("login", "role", "until"), [(one.login, one.role, one.until or "") for one in found])
    else:
        say("No login has a role in this database; `trustcrm db grant LOGIN --role officer` gives one.")
