"""The server as a WSGI application: who asks is known first, then what; nothing of what fails inside goes out."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from http import HTTPStatus
from itertools import chain
from threading import RLock
from typing import Any, cast

from trustcrm.plugin import DatabaseUnusable, PluginContext, StaleEtag, TrustCrmError
from trustcrm_caldav_server.answers import Answer, Failed
from trustcrm_caldav_server.calendars import Collection, collections_of
from trustcrm_caldav_server.given import Rewound
from trustcrm_caldav_server.leavers import Leavers
from trustcrm_caldav_server.listings import Listings
from trustcrm_caldav_server.looks import Looks
from trustcrm_caldav_server.methods import ALLOWED, SPEAKS, Methods
from trustcrm_caldav_server.passwords import Device, Passwords
from trustcrm_caldav_server.places import place_of
from trustcrm_caldav_server.requests import Request
from trustcrm_caldav_server.throttle import Throttle
from trustcrm_calendar.ahead import Ahead

Start = Callable[..., Any]
Wsgi = Callable[[dict[str, Any], Start], Iterable[bytes]]
_WELL_KNOWN = "/.well-known/caldav"
_REALM = 'Basic realm="TrustCRM", charset="UTF-8"'
_AGAIN = "30"
_SHORT = 65_536


class Application:
    """Answers requests, one at a time where the office is asked; what is sent is sent beside one another.

    `calendar` is the context of the plugin calendar. With `only_encrypted` whatever did not come over TLS, as the proxy
    says, is refused. `mounted` are further applications by the first piece of their path; these have secrets of their
    own.
    """

    def __init__(
        self, context: PluginContext, calendar: PluginContext, *, only_encrypted: bool = False,
        merge_stale: bool = False, mounted: Mapping[str, Wsgi] | None = None,
    ) -> None:  # fmt: skip
        self._context, self._calendar = context, calendar
        self._only_encrypted, self._merge_stale = only_encrypted, merge_stale
        self._mounted = dict(mounted or {})
        self._passwords, self._looks = Passwords(context.tables, context.clock), Looks(context.tables)
        self._throttle, self._turn, self._leavers = Throttle(time.monotonic), RLock(), Leavers(context)
        self._collections: dict[str, Collection] = {}
        self._known: dict[tuple[str, int, int], bool] = {}
        self._told: dict[tuple[str, int, int], bytes] = {}
        self._listings = Listings()

    def __call__(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        """Answer one request, as WSGI has it, and write a line about it into the log."""
        begun = time.perf_counter()
        request = Request(environ)
        first = environ.get("PATH_INFO", "").split("/")[1:2]
        if first and first[0] in self._mounted:
            return self._to_mounted(first[0], environ, start)
        answer, device = self._answer(request)
        headers = {"Cache-Control": "no-cache"} | dict(answer.headers)
        if isinstance(answer.body, bytes) and answer.status not in (HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED):
            headers["Content-Length"] = str(len(answer.body))
        self._log(request.method, answer.status.value, begun, device)
        start(answer.line, list(headers.items()))
        if request.method == "HEAD":
            return []
        return [answer.body] if isinstance(answer.body, bytes) else self._sent(answer.body)

    def prepare(self) -> None:
        """Bring everything to what the office says, which the first time takes a while."""
        with self._turn:
            for one in self._all().values():
                one.refresh()

    def _answer(self, request: Request) -> tuple[Answer, Device | None]:
        device: Device | None = None
        try:
            path = request.path
            if self._only_encrypted and not request.is_encrypted:
                raise Failed(HTTPStatus.FORBIDDEN, "Ask over https.")
            if path.rstrip("/") == _WELL_KNOWN:
                return Answer(HTTPStatus.MOVED_PERMANENTLY, headers={"Location": "/"}), None
            if request.method == "OPTIONS" and not request.header("HTTP_AUTHORIZATION"):
                return Answer(HTTPStatus.OK, headers={"Allow": ALLOWED, "DAV": SPEAKS}), None
            device = self._who(request)
            with self._turn:
                if self._leavers.has_left(device.person):
                    raise Failed(HTTPStatus.FORBIDDEN, "Whoever was given this password has left the office.")
                collections = self._all()
                methods = Methods(
                    device,
                    collections,
                    self._looks,
                    lambda: Ahead(self._calendar).zone,
                    self._merge_stale,
                    self._known,
                    self._told,
                    self._listings,
                )
                answer = methods.answer(request, place_of(path))
                return self._begun(answer), device
        except Failed as failed:
            return failed.answer(), device
        except Rewound:
            self._collections, self._listings = {}, Listings()
            return _unavailable(), device
        except StaleEtag:
            return Failed(HTTPStatus.PRECONDITION_FAILED, "It was changed meanwhile; read it again.").answer(), device
        except (DatabaseUnusable, TrustCrmError) as error:
            told = error if isinstance(error, DatabaseUnusable) else type(error).__name__  # others may name people
            self._context.log.warning("%s", told)
            return _unavailable(), device
        except Exception:
            self._context.log.exception("A request failed.")
            return _unavailable(), device

    def _begun(self, answer: Answer) -> Answer:
        """Return an answer with its beginning made, so that what fails at once has a status; a short one whole."""
        if isinstance(answer.body, bytes):
            return answer
        pieces, first = iter(answer.body), b""
        for piece in pieces:
            first += piece
            if len(first) > _SHORT:
                return Answer(answer.status, chain([first], pieces), answer.headers)
        return Answer(answer.status, first, answer.headers)

    def _sent(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """Yield what is sent piece by piece, each made in its turn; where one fails, the client asks again."""
        iterator = iter(pieces)
        while True:
            with self._turn:
                piece = next(iterator, None)
            if piece is None:
                return
            yield piece

    def _who(self, request: Request) -> Device:
        """Return the device that asks. Raises `Failed` where it is none, or has to wait."""
        told = request.credentials()
        if told is None:
            raise _unknown()
        known = self._passwords.recall(*told)
        if known is not None:
            return known
        wait = self._throttle.wait(request.address, told[0])
        if wait:
            sentence = "Too many wrong passwords came from there, or under that name; wait a while."
            raise Failed(HTTPStatus.TOO_MANY_REQUESTS, sentence, headers={"Retry-After": str(wait)})
        device = self._passwords.check(*told)
        if device is None:
            self._throttle.wrong(request.address, told[0])
            raise _unknown()
        self._throttle.right(told[0])
        return device

    def _to_mounted(self, name: str, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        begun = time.perf_counter()
        inner = environ | {
            "SCRIPT_NAME": f"{environ.get('SCRIPT_NAME', '')}/{name}",
            "PATH_INFO": environ["PATH_INFO"][len(name) + 1 :],
        }
        try:
            if self._only_encrypted and not Request(environ).is_encrypted:
                raise Failed(HTTPStatus.FORBIDDEN, "Ask over https.")
            if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
                raise Failed(HTTPStatus.METHOD_NOT_ALLOWED, headers={"Allow": "GET, HEAD"})
            with self._turn:
                body = self._mounted[name](inner, start)
        except Failed as failed:
            answer = failed.answer()
        except Exception as error:
            if not isinstance(error, TrustCrmError):
                self._context.log.exception("A request failed.")
            answer = _unavailable()
        else:
            self._log(f"{environ['REQUEST_METHOD']} {name}", 0, begun, None)
            return body
        self._log(f"{environ['REQUEST_METHOD']} {name}", answer.status.value, begun, None)
        start(answer.line, [*answer.headers.items(), ("Content-Length", str(len(cast(bytes, answer.body))))])
        return [cast(bytes, answer.body)]

    def _all(self) -> dict[str, Collection]:
        if not self._collections:
            self._collections = collections_of(self._context, self._calendar)
        return self._collections

    def _log(self, what: str, status: int, begun: float, device: Device | None) -> None:
        """Write one line that names nobody: the method, what was answered, how long it took, which device it was."""
        if not self._context.log.isEnabledFor(logging.INFO):
            return
        method = what if what.replace(" ", "").isalpha() and len(what) < 24 else "?"
        took = (time.perf_counter() - begun) * 1000
        number = device.id if device is not None else "-"
        self._context.log.info("%s %s %.0f ms, device %s", method, status or "-", took, number)


def _unknown() -> Failed:
    sentence = "Give your name here and the password of this device."
    return Failed(HTTPStatus.UNAUTHORIZED, sentence, headers={"WWW-Authenticate": _REALM})


def _unavailable() -> Answer:
    sentence = "The office cannot be asked just now; try again in a while."
    return Failed(HTTPStatus.SERVICE_UNAVAILABLE, sentence, headers={"Retry-After": _AGAIN}).answer()
