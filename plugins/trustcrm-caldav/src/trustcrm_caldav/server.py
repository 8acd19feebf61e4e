"""Asking one server, and no other: within limits of time and size, again where it was busy, never in clear.

Everything that is written here is conditional (If-Match, If-None-Match), so that asking again after a lost answer
does nothing twice.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import SplitResult, urljoin, urlsplit

import requests
from requests.adapters import HTTPAdapter
from requests.auth import HTTPBasicAuth, HTTPDigestAuth
from urllib3.util import Retry

from trustcrm.plugin import ConfigError, Unreachable, visible

LARGEST_ANSWER = 64_000_000
"""Most octets of an answer; a listing of 100,000 events has about 30 million."""
MOST_REDIRECTS = 5
_BUSY = (423, 429, 502, 503, 504)
_MOVED = (301, 302, 303, 307, 308)
_PORTS = {"http": 80, "https": 443}

Login = tuple[str, str]


@dataclass(frozen=True, kw_only=True)
class Patience:
    """How long a server is waited for: seconds to connect and between two octets, and how often it is asked again.

    Between two attempts it waits `pause` seconds, then twice as long and so on, or what Retry-After says, never longer
    than `longest_pause`.
    """

    connect: float = 10
    read: float = 90
    again: int = 4
    pause: float = 0.5
    longest_pause: int = 60


PATIENCE = Patience()


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a server answered; `repeated` tells that an earlier attempt may have been carried out unheard."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    repeated: bool

    @property
    def good(self) -> bool:
        """Whether it is a success."""
        return 200 <= self.status < 300


class TooLarge(Unreachable):
    """An answer larger than any that is read."""


class Server:
    """One server as one user meets it, reached when first asked.

    `login` is called when the first answer is wanted. Raises `ConfigError` where `url` is no address, or would send
    anything in clear to another machine.
    """

    def __init__(
        self,
        url: str,
        login: Callable[[], Login | None] = lambda: None,
        *,
        ca: Path | None = None,
        patience: Patience | None = None,
    ) -> None:
        self.url = address(url)
        self._login, self._ca, self._patience = login, ca, patience or PATIENCE

    def ask(self, method: str, url: str, body: bytes = b"", headers: Mapping[str, str] | None = None) -> Answer:
        """Return the answer to a request at a URL of this server, whatever its status but 401.

        Raises `Unreachable` where none comes, where it is too large, leads to another server, or asks for a login.
        """
        url = urljoin(self.url, url)
        for _ in range(MOST_REDIRECTS):
            self._check_home(url)
            answer = self._answer(method, url, body, headers or {})
            if answer.status not in _MOVED or "location" not in answer.headers:
                return self._let_in(answer)
            url = urljoin(url, answer.headers["location"])
        raise Unreachable(f"{self.name} sends from one address to the next and never answers; correct the address.")

    @cached_property
    def name(self) -> str:
        """What the server is called in messages."""
        return urlsplit(self.url).netloc

    def close(self) -> None:
        """Let go of what connections stand."""
        if "_session" in self.__dict__:
            self._session.close()

    @cached_property
    def _session(self) -> requests.Session:
        session = requests.Session()
        patience = self._patience
        retry = Retry(
            total=patience.again, status_forcelist=_BUSY, allowed_methods=None, raise_on_status=False, redirect=0,
            other=0, backoff_factor=patience.pause, backoff_max=patience.longest_pause,
            retry_after_max=patience.longest_pause,
        )  # fmt: skip
        for scheme in ("https://", "http://"):
            session.mount(scheme, HTTPAdapter(max_retries=retry))
        session.auth = self._logged_in
        session.headers["User-Agent"] = "TrustCRM"
        return session

    @cached_property
    def _logged_in(self) -> _Login:
        return _Login(self._login())

    def _answer(self, method: str, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        try:
            with self._session.request(
                method, url, data=body or None, headers=dict(headers), stream=True, allow_redirects=False,
                timeout=(self._patience.connect, self._patience.read),
                verify=str(self._ca) if self._ca is not None else None,  # the session's gives way to an environment's
            ) as response:  # fmt: skip
                tried = response.raw.retries
                answered = Answer(
                    url=url, status=response.status_code, headers=response.headers, body=b"",
                    repeated=bool(tried is not None and tried.history),
                )  # fmt: skip
                return Answer(**{**answered.__dict__, "body": self._body(method, response)})
        except requests.exceptions.SSLError as error:
            raise Unreachable(
                f"{self.name} does not prove who it is ({_why(error)}); nothing was sent. Where it has a certificate "
                "of your own, name that by the key 'ca'."
            ) from None
        except OSError as error:  # what requests raises is one
            raise Unreachable(f"{self.name} cannot be reached just now: {_why(error)}; try again later.") from None

    def _body(self, method: str, response: requests.Response) -> bytes:
        octets = bytearray()
        try:
            for piece in response.iter_content(65_536):
                octets += piece
                if len(octets) > LARGEST_ANSWER:
                    raise TooLarge(f"{self.name} answers with more than {LARGEST_ANSWER:,} octets; nothing was read.")
        except requests.RequestException:
            if method not in ("PUT", "DELETE"):  # of these the status tells all
                raise
        return bytes(octets)

    def _check_home(self, url: str) -> None:
        here, there = urlsplit(self.url), urlsplit(url)
        if _place(there) == _place(here):
            return
        if here.scheme == "http" and there.scheme == "https" and there.hostname == here.hostname:
            return
        raise Unreachable(
            f"{self.name} leads to another server, {visible(there.netloc)[:200]!r}, to which nothing was sent; where "
            "you trust that one, name it as the calendar's url."
        )

    def _let_in(self, answer: Answer) -> Answer:
        if answer.status != 401:
            return answer
        if self._logged_in.user is None:
            raise Unreachable(f"{self.name} asks who you are; name the user by the key 'user' of the calendar.")
        raise Unreachable(
            f"{self.name} does not let {visible(self._logged_in.user)} in; look at user and password of the calendar. "
            "Where you log in there by a second factor, make an app password there and use that."
        )


class _Login(HTTPDigestAuth):
    """Sends user and password, and from the first time that a server asks so, only what proves them (RFC 7616)."""

    def __init__(self, login: Login | None) -> None:
        self.user = login[0] if login is not None else None
        user, password = login or ("", "")
        super().__init__(user, password)
        self._plain = HTTPBasicAuth(user.encode(), password.encode())  # in UTF-8 (RFC 7617, 2.1)

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        if self.user is None:
            return request
        self.init_per_thread_state()
        prepared = super().__call__(request)
        return prepared if "Authorization" in prepared.headers else self._plain(prepared)


def address(url: str) -> str:
    """Return an address as it is used: https where nothing is said, the root of it where no path is.

    Raises `ConfigError` where it is none, holds a password, or would go in clear to another machine.
    """
    told = url.strip() if "://" in url else f"https://{url.strip()}"
    try:
        parts = urlsplit(told)
        host, _ = parts.hostname, parts.port
    except ValueError:
        host, parts = None, SplitResult("", "", "", "", "")
    if not host or parts.scheme not in _PORTS or any(ord(one) < 33 for one in told):
        raise ConfigError(f"{visible(url)[:200]!r} is no address of a server; write https://cloud.example/path/.")
    if "@" in parts.netloc:
        raise ConfigError(
            f"The address of the server {host} holds a user or a password; say them by keys of their own."
        )
    if parts.scheme == "http" and not _is_this_machine(host):
        raise ConfigError(f"The address http://{host} would send your password in clear; write https://{host}.")
    return parts._replace(path=parts.path or "/", fragment="").geturl()


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _place(parts: SplitResult) -> tuple[str, str | None, int | None]:
    return parts.scheme, parts.hostname, parts.port or _PORTS.get(parts.scheme)


def _why(error: BaseException) -> str:
    """Return what an error comes from, without the address that its own words spell out."""
    reason: BaseException = error
    while True:
        inner = getattr(reason, "reason", None) or next(
            (one for one in reason.args if isinstance(one, BaseException)), None
        )
        if not isinstance(inner, BaseException):
            break
        reason = inner
    told = getattr(reason, "strerror", None) or str(reason)
    return visible(" ".join(told.rpartition(">: ")[2].split()))[:200] or type(reason).__name__
