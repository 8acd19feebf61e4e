"""What the demo office shows: a notice to its consular corps, one version out, one on its way (invented)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from trustcrm.plugin import Outgoing, PinnedClock, PluginContext
from trustcrm_outreach.audiences import Wanted, keep, the_audience
from trustcrm_outreach.drafting import release
from trustcrm_outreach.ledger import Delivery, deliveries, turn_one
from trustcrm_outreach.notices import begin, begin_version, check, the_notice, write
from trustcrm_outreach.opt_outs import opt_out
from trustcrm_outreach.rules import add_rule
from trustcrm_outreach.sending import send
from trustcrm_outreach.settings import OutreachSettings

SENDER = "protocol@los-angeles.example"
TITLE = "Arriving in Los Angeles: what holds now"
FIRST = "Who arrives from abroad is asked to stay at home for 14 days. (Invented for the demo office.)"
SECOND = "Who arrives from abroad is asked to stay at home for 14 days and to wear a mask outside. (Invented.)"
EN_CASA = "A quien llegue del extranjero se le pide quedarse en casa 14 días y llevar mascarilla. (Inventado.)"


class _Nowhere:
    """Takes every mail and carries it nowhere: who is invented has no mailbox."""

    channel = "invented"
    as_draft = False

    def deliver(self, delivery: Delivery, sender: str, content: bytes) -> None:
        Outgoing(sender=sender, recipient=delivery.mailbox, content=content)

    def has(self, delivery: Delivery, content: bytes) -> bool:
        return False

    def close(self) -> None:
        return None


def furnish(context: PluginContext) -> None:
    """Fill in audiences, rules, an opt-out and a notice with two versions, the second released and not yet sent."""
    settings = OutreachSettings(address=SENDER, name="Office of Protocol (invented)", opt_out=SENDER)
    then = _on(replace(context, config=settings), date(2020, 6, 8))
    now = _on(then, date(2020, 6, 29))
    corps = keep(then, "Consular corps", Wanted(kinds=("consulate",)), "Whatever concerns every consulate")
    keep(then, "Business", Wanted(kinds=("company", "chamber")), "Rules for those who do business here")
    for country, words, source in (
        ("", "14 days at home for who arrives from abroad", "Health officer's order of 2020-06-01 (invented)"),
        ("JP", "14 days at a place told beforehand, no public transport", "Foreign ministry's page (invented)"),
        ("IT", "No travel but for work, health or return", "Decree of 2020-06-11 (invented)"),
    ):
        told = {"topic": "Arriving", "country": country, "words": words, "source": source, "as_of": date(2020, 6, 8)}
        add_rule(then, told)
    number = str(begin(then, TITLE, the_audience(then, str(corps)), "Arriving"))
    write(then, the_notice(then, number).newest, "en", TITLE, FIRST)
    check(then, the_notice(then, number).newest, "en", "Aram Terzian (invented)")
    release(then, the_notice(then, number), the_notice(then, number).newest, SENDER)
    send(then, _Nowhere(), log=False)
    first = deliveries(then)
    turn_one(_on(then, date(2020, 6, 10)), first[0].id, "acknowledged", said="Thank you, we have told our citizens.")
    turn_one(_on(then, date(2020, 6, 9)), first[-1].id, "bounced", said="550 no such mailbox")
    opt_out(now, first[1].mailbox, "By telephone: they read the city's page.")
    begin_version(now, the_notice(now, number), "Masks were added.")
    for language, subject, body in (("en", TITLE, SECOND), ("es", "Llegar a Los Ángeles: lo que rige", EN_CASA)):
        write(now, the_notice(now, number).newest, language, subject, body)
        check(now, the_notice(now, number).newest, language, "Aram Terzian (invented)")
    release(now, the_notice(now, number), the_notice(now, number).newest, SENDER)


def _on(context: PluginContext, day: date) -> PluginContext:
    return replace(context, clock=PinnedClock(day))
