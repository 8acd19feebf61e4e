"""Random pieces as an importer would yield them, good, doubtful and broken: what P7 and P9 bring in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from click.testing import Result
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from trustcrm.domain.draft import Draft, Rejected
from trustcrm.domain.noun import Mention
from trustcrm.domain.nouns import Interaction, Person, Tie
from trustcrm.services.importing.run import Task

Facts = Callable[[str], dict[str, list[tuple[Any, ...]]]]
Run = Callable[..., Result]

DAY = date(2020, 3, 1)
TABLE = "name,country,aliases\nMilan,IT,Mailand;Milano\nOslo,NO,\n,,\nMilan,Italy,\nWuxi,CN,無錫\n"

of_databases = settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
MENTIONS = st.one_of(
    st.builds(
        Mention, noun=st.just("city"), name=st.sampled_from(("Milan", "MILAN", "Oslo", "Wuxi")),
        country=st.sampled_from((None, "IT", "NO")), ids=st.sampled_from(((), (("wikidata", "Q490"),))),
    ),
    st.just(Mention(noun="side", name="Nowhere")),
)  # fmt: skip
PIECES = st.lists(
    st.one_of(
        st.builds(
            lambda key, to, back, words: Draft(
                key=key, record=Interaction(kind="call", giver=1, receiver=to, on=DAY - timedelta(back), words=words)
            ),
            st.sampled_from("abcdef"), MENTIONS, st.integers(-200, 50), st.sampled_from((None, "x", "\x00")),
        ),
        st.builds(lambda key, to: Draft(key=key, record=Tie(one=1, other=to)), st.sampled_from("ghi"), MENTIONS),
        st.builds(
            lambda key, name, side: Draft(key=key, record=Person(name=name, side=side)),
            st.sampled_from("jkl"), st.sampled_from(("Li", "Ana", "")), st.none() | MENTIONS,
        ),
        st.builds(Rejected, where=st.just("line 1"), reason=st.just("unreadable")),
    ),
    max_size=15,
)  # fmt: skip


def as_task(pieces: list[Draft | Rejected], fingerprint: str = "file") -> Task:
    return Task(importer="t:t", plugin="t", source="t.csv", fingerprint=fingerprint, drafts=lambda: iter(pieces))
