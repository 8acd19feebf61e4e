"""Random acts: few sides, few roots and crowded weeks, so that partners, groups and both directions really meet."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import strategies as st

from trustcrm.domain.act import Act

MONDAY = date(2021, 1, 4)


@st.composite
def _acts(draw: st.DrawFn) -> Act:
    giver = draw(st.integers(1, 4))
    receiver = draw(st.integers(1, 4).filter(lambda side: side != giver))
    return Act(
        id=f"act {draw(st.integers(0, 10**6))}",
        giver=giver,
        receiver=receiver,
        day=MONDAY + timedelta(days=draw(st.one_of(st.integers(0, 20), st.integers(0, 900)))),
        kind="",
        root=draw(st.sampled_from(("01", "04", "07", "11", "19"))),
        intensity=draw(st.sampled_from((-10.0, -7.0, -4.0, -0.4, 0.0, 1.0, 2.8, 7.0, 10.0))),
        weight=draw(st.sampled_from((1.0, 1.0, 1.0, 0.5, 0.1, 0.0))),
    )


st.register_type_strategy(Act, _acts())
