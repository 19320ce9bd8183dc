"""Who gives way where places are taken."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.errors import ServerFull
from webapp.shares import Place, Shares

SHARES = Shares(share=6, idle=10.0)


def places(*counts: tuple[str, str, int], heard: float = 100.0) -> list[Place]:
    """Places of (address, visitor, how many), all of which were heard of just now."""
    return [
        Place(f"{address} {visitor} {number}", address, visitor, heard)
        for address, visitor, count in counts
        for number in range(count)
    ]


def newcomer(address: str, visitor: str = "new") -> Place:
    return Place("", address, visitor, 100.0)


def test_nobody_gives_way_while_there_are_free_places() -> None:
    assert SHARES.given_up(places(("a", "v", 9)), newcomer("b"), 10) is None
    assert SHARES.given_up(places(("a", "v", 9)), newcomer("a"), 10) is None, "alone it may have all"


def test_an_address_over_its_share_gives_way_to_another() -> None:
    found = SHARES.given_up(places(*(("a", f"v{n}", 1) for n in range(10))), newcomer("b"), 10)
    assert found is not None
    assert found.address == "a"


def test_a_full_address_gives_way_to_its_own_newcomer_alone() -> None:
    taken = places(("a", "greedy", 4), ("a", "ann", 1), ("a", "bob", 1), ("b", "cleo", 4))
    found = SHARES.given_up(taken, newcomer("a"), 10)
    assert found is not None
    assert (found.address, found.visitor) == ("a", "greedy")


def test_who_has_no_more_than_others_keeps_the_place() -> None:
    taken = places(*(("a", f"v{n}", 1) for n in range(6)), *(("b", f"v{n}", 1) for n in range(4)))
    for address in ("a", "b", "c"):
        with pytest.raises(ServerFull):
            SHARES.given_up(taken, newcomer(address), 10)
    with pytest.raises(ServerFull):
        SHARES.given_up(taken, newcomer("a", "v0"), 10)


def test_unless_nothing_was_heard_of_them() -> None:
    taken = places(*(("a", f"v{n}", 1) for n in range(9)))
    silent = Place("silent", "a", "sleeper", 90.0)
    assert SHARES.given_up([*taken, silent], newcomer("a"), 10) is silent


def test_who_has_no_cookie_is_one_visitor_of_the_address() -> None:
    taken = places(("a", "", 5), *(("a", f"v{n}", 1) for n in range(5)))
    found = SHARES.given_up(taken, newcomer("a"), 10)
    assert found is not None
    assert found.visitor == ""


def test_a_cap_holds_though_others_have_room() -> None:
    capped = Shares(share=6, idle=10.0, is_cap=True)
    with pytest.raises(ServerFull):
        capped.given_up(places(*(("a", f"v{n}", 1) for n in range(6))), newcomer("a"), 100)
    found = capped.given_up(places(("a", "", 6)), newcomer("a"), 100)
    assert found is not None


@given(
    st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from("vwxyz"), st.floats(0, 100)), min_size=10),
    st.sampled_from("abcd"),
    st.sampled_from("vwxyz"),
)
def test_no_newcomer_of_a_full_address_takes_anothers(
    taken: list[tuple[str, str, float]], address: str, visitor: str
) -> None:
    here = [Place(str(number), *row) for number, row in enumerate(taken)]
    counts = Counter(place.address for place in here)
    try:
        found = SHARES.given_up(here, newcomer(address, visitor), 10)
    except ServerFull:
        return
    assert found is not None
    if counts[address] >= SHARES.share:
        assert found.address == address or counts[found.address] > SHARES.share
