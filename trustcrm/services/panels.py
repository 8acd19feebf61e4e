"""What plugins tell beside a subject; one that fails is left out, and nothing else happens."""

from __future__ import annotations

from collections.abc import Iterator

from trustcrm.domain.document import Document
from trustcrm.hooks.host import Host
from trustcrm.hooks.loading import NoPlugin
from trustcrm.hooks.specs import PanelSpec, Subject
from trustcrm.values import dataclass


@dataclass(frozen=True, kw_only=True)
class Panel:
    """One panel by its full name: what it tells, or why it tells nothing in `failure`, "" where it went well."""

    address: str
    document: Document | None
    failure: str = ""


def panels(host: Host, subject: Subject) -> Iterator[Panel]:
    """Yield what each panel tells of a subject, and those that failed; who has nothing to tell is left out.

    That a panel failed is also said in one line, as the host says whatever nobody asked for.
    """
    for offer in host.offers(PanelSpec):
        if subject.noun not in offer.spec.subjects:
            continue
        document = None
        with host.contained(offer, "the rest is shown without it") as attempt:
            document = offer.spec.build(host.context(offer.plugin), subject)
            if not isinstance(document, Document | None):
                raise NoPlugin(f"it built {type(document).__name__}, which is no Document")
        if attempt.failure is not None:
            yield Panel(address=offer.address, document=None, failure=attempt.failure.error)
        elif document is not None:
            yield Panel(address=offer.address, document=document)
