"""What is answered: a status, headers, and a body that is written while it is sent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus

from trustcrm_caldav_server.names import HEAD, OPEN, element, empty, href, text

XML = "application/xml; charset=utf-8"
PLAIN = "text/plain; charset=utf-8"
_BLOCK = 32_768


@dataclass(frozen=True)
class Answer:
    """An answer; `body` is whole, or comes in pieces."""

    status: HTTPStatus
    body: bytes | Iterable[bytes] = b""
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def line(self) -> str:
        """The status as HTTP writes it."""
        return f"{self.status.value} {self.status.phrase}"


class Failed(Exception):
    """A request that is not answered as it was meant to be: what is said instead.

    `condition` is the full name of the precondition that does not hold, `about` a path that it is about.
    """

    def __init__(
        self, status: HTTPStatus, sentence: str = "", *, condition: str = "", about: str = "",
        headers: Mapping[str, str] | None = None,
    ) -> None:  # fmt: skip
        super().__init__(sentence)
        self.status, self.condition, self.about, self.headers = status, condition, about, dict(headers or {})

    def answer(self) -> Answer:
        """Return the answer."""
        if not self.condition:
            sentence = f"{self}\n".encode() if str(self) else b""
            return Answer(self.status, sentence, self.headers | {"Content-Type": PLAIN})
        inner = element(self.condition, href(self.about) if self.about else "")
        said = f"<D:responsedescription>{text(str(self))}</D:responsedescription>" if str(self) else ""
        body = HEAD + f"<D:error {OPEN}>{inner}{said}</D:error>\n".encode()
        return Answer(self.status, body, self.headers | {"Content-Type": XML})


def multistatus(responses: Iterable[str], last: str = "") -> Answer:
    """Return the answer that holds many, of which none is kept longer than until it is sent."""
    return Answer(HTTPStatus.MULTI_STATUS, _written(responses, last), {"Content-Type": XML})


def _written(responses: Iterable[str], last: str) -> Iterator[bytes]:
    pieces, size = [f"<D:multistatus {OPEN}>"], 0
    yield HEAD
    for response in responses:
        pieces.append(response)
        size += len(response)
        if size > _BLOCK:
            yield "\n".join(pieces).encode()
            pieces, size = [""], 0
    yield "\n".join([*pieces, last, "</D:multistatus>\n"]).encode()


def response(path: str, found: Mapping[str, str], missing: Sequence[str] = ()) -> str:
    """Return what is said of one resource: the properties it has, by full name with XML, and those it has not."""
    return at_path(path, properties(found, missing))


def at_path(path: str, said: str) -> str:
    """Return what is said of one resource, with the path it is at."""
    return f"<D:response>{href(path)}{said}</D:response>"


def properties(found: Mapping[str, str], missing: Sequence[str] = ()) -> str:
    """Return which properties something has, by full name with XML, and which it has not."""
    told = "".join(element(name, inner) for name, inner in found.items())
    parts = [_propstat(told, "200 OK")] if told or not missing else []
    if missing:
        parts.append(_propstat(empty(missing), "404 Not Found"))
    return "".join(parts)


def gone(path: str, status: str = "404 Not Found", condition: str = "") -> str:
    """Return what is said of a resource that is not there."""
    error = f"<D:error>{element(condition)}</D:error>" if condition else ""
    return f"<D:response>{href(path)}<D:status>HTTP/1.1 {status}</D:status>{error}</D:response>"


def patched(path: str, done: Sequence[str], refused: Sequence[str]) -> str:
    """Return what became of properties that were to be set: all of them, or none."""
    parts = []
    if refused:
        denied = _propstat(empty(refused), "403 Forbidden", "<D:error><D:cannot-modify-protected-property/></D:error>")
        parts.append(denied)
    if done:
        parts.append(_propstat(empty(done), "424 Failed Dependency" if refused else "200 OK"))
    return f"<D:response>{href(path)}{''.join(parts)}</D:response>"


def _propstat(props: str, status: str, further: str = "") -> str:
    return f"<D:propstat><D:prop>{props}</D:prop><D:status>HTTP/1.1 {status}</D:status>{further}</D:propstat>"
