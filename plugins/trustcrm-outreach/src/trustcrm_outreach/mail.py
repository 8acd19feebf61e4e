"""A delivery as the mail it leaves as: to one mailbox alone, in one language, the same octets whenever composed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr
from urllib.parse import quote

from trustcrm.plugin import PluginContext, Refused, TableAccess
from trustcrm_outreach.ledger import WENT, Delivery, read
from trustcrm_outreach.members import usable
from trustcrm_outreach.notices import Notice, Text, Version
from trustcrm_outreach.rules import Rule, rules_of
from trustcrm_outreach.settings import OutreachSettings


@dataclass(frozen=True, kw_only=True)
class Letterhead:
    """From whom mails come, where they say that they want no more, and what our own city is called."""

    address: str
    name: str
    opt_out: str
    city: str


def letterhead(context: PluginContext) -> Letterhead:
    """Return what the configuration says. Raises `Refused` where it does not say from which address notices come."""
    settings: OutreachSettings = context.config
    address = usable((settings.address,))
    if not address:
        raise Refused(
            'Say from which mail address notices come: address = "protocol@city.example" under [plugins.outreach] in '
            "trustcrm.toml, beside the database."
        )
    city = context.ask.home().name
    return Letterhead(address=address, name=settings.name or city, opt_out=settings.opt_out, city=city)


@dataclass(frozen=True, kw_only=True)
class Content:
    """What a delivery says: its text, the rules beside it, and the Message-IDs of what it replaces at that mailbox."""

    text: Text
    rules: Sequence[Rule]
    replaces: Sequence[str] = ()

    def body(self, city: str) -> str:
        """Return the body: the text, then what holds here and at home, each with its source and its day."""
        told = [self.text.body.rstrip("\n")]
        if self.rules:
            told.append(f"-- {self.rules[0].topic} --")
            told += [
                f"{one.country or city}: {one.words}\n({one.source}, {one.as_of.isoformat()})" for one in self.rules
            ]
        return "\n\n".join(told) + "\n"


def content_of(tables: TableAccess, notice: Notice, version: Version, one: Delivery) -> Content:
    """Return what a delivery says. Raises `Refused` where its text is gone."""
    text = next((text for text in version.checked if text.language == one.language), None)
    if text is None:
        raise Refused(f"Version {version.number} of notice {notice.id} has no checked text in {one.language} any more.")
    earlier = [other for other in notice.versions if other.number < version.number]
    before = [
        delivery.message_id
        for other in earlier
        for delivery in read(tables, other.id)
        if delivery.mailbox.casefold() == one.mailbox.casefold() and delivery.state in WENT and delivery.message_id
    ]
    return Content(text=text, rules=rules_of(tables, one.rules), replaces=before)


def compose(one: Delivery, content: Content, by: Letterhead, *, as_draft: bool = False) -> bytes:
    """Return the mail of a released delivery; `as_draft` has a mail program open it for sending, not for reading."""
    assert one.released_at is not None, "only what was released is composed"
    mail = EmailMessage(policy=SMTP)
    mail["From"] = formataddr((by.name, by.address))
    mail["To"] = one.mailbox
    mail["Subject"] = content.text.subject
    mail["Date"] = format_datetime(one.released_at)
    mail["Message-ID"] = one.message_id
    if content.replaces:
        mail["References"] = " ".join(content.replaces)
    if by.opt_out:
        mail["List-Unsubscribe"] = f"<{_opt_out_url(by.opt_out)}>"
    if as_draft:
        mail["X-Unsent"] = "1"
    mail.set_content(content.body(by.city), charset="utf-8", cte="quoted-printable")
    mail["Content-Language"] = one.language
    return mail.as_bytes()


def _opt_out_url(told: str) -> str:
    if told.startswith("https://"):
        return quote(told, safe=":/?#[]@!$&'()*+,;=%")
    address = usable((told.removeprefix("mailto:"),))
    if not address:
        raise Refused(
            f"The key opt_out of [plugins.outreach] is {told!r}, neither a mail address nor an https address."
        )
    return f"mailto:{address}?subject=unsubscribe"
