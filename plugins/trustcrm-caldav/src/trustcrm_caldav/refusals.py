"""What a server means when it does not take an object in."""

from __future__ import annotations

from trustcrm.plugin import EventExists, ReadOnly, Refused, TrustCrmError, Unreachable
from trustcrm_caldav.multistatus import CAL, DAV, Unintelligible, parsed
from trustcrm_caldav.server import Answer

_PRECONDITIONS = {
    f"{CAL}valid-calendar-data": "It cannot read the event.",
    f"{CAL}valid-calendar-object-resource": "It keeps no event of this form.",
    f"{CAL}supported-calendar-component": "This calendar of it holds no events.",
    f"{CAL}supported-calendar-data": "It takes no calendar objects.",
    f"{CAL}max-resource-size": "The event is larger than it allows.",
    f"{CAL}max-instances": "The event repeats more often than it allows.",
    f"{CAL}max-attendees-per-instance": "The event has more guests than it allows.",
    f"{CAL}min-date-time": "The event is earlier than it allows.",
    f"{CAL}max-date-time": "The event is later than it allows.",
    f"{DAV}quota-not-exceeded": "There is no room left; make some there.",
    f"{DAV}sufficient-disk-space": "There is no room left on it.",
}
_UID_TAKEN = (b"uid already exists", b"no-uid-conflict")
_UID_IN_TRASH = b"deleted calendar object with uid"


def refusal(answer: Answer, who: str) -> TrustCrmError:
    """Return the error that an answer to a write stands for."""
    told = answer.body[:100_000].lower()
    if _UID_IN_TRASH in told:
        return Refused(
            f"{who} keeps a deleted event of this UID in its trash and takes no other in; restore it there or empty "
            "the trash, then sync again."
        )
    if answer.status in (400, 403, 409) and any(one in told for one in _UID_TAKEN):
        return EventExists(f"An event of this UID is on {who} already under another name; nothing was written.")
    if answer.status > 500 or answer.status in (423, 429):
        full = " There is no room left; make some there." if answer.status == 507 else ""
        return Unreachable(f"{who} cannot take the event in just now (it says {answer.status}).{full}")
    if why := _precondition(answer, who):
        return Refused(f"{who} does not take the event in. {why} Nothing was written.")
    if answer.status in (403, 405):
        return ReadOnly(f"{who} takes nothing in from you here (it says {answer.status}); nothing was written.")
    return Refused(f"{who} fails to take the event in (it says {answer.status}); look whether it was written.")


def _precondition(answer: Answer, who: str) -> str:
    if not answer.body.lstrip().startswith(b"<"):
        return ""
    try:
        root = parsed(answer.body, who)
    except Unintelligible:
        return ""
    return next((_PRECONDITIONS[one.tag] for one in root.iter() if one.tag in _PRECONDITIONS), "")
