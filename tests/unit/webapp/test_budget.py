"""The memory that strangers' bytes may hold: in all, by address, by visitor."""

from __future__ import annotations

import threading

import pytest

from webapp.budget import MemoryBudget


@pytest.fixture
def budget() -> MemoryBudget:
    return MemoryBudget(total=1000, each_address=600, each_visitor=200)


def test_what_is_held_is_bounded_in_all(budget: MemoryBudget) -> None:
    assert budget.open("a").grow(600)
    assert budget.open("b").grow(400)
    assert not budget.open("c").grow(1)
    assert budget.held == 1000


def test_an_address_and_a_visitor_have_shares_of_their_own(budget: MemoryBudget) -> None:
    assert budget.open("a", "v").grow(200)
    assert not budget.open("b", "v").grow(1)
    assert budget.open("a", "w").grow(200)
    assert budget.open("a").grow(200)
    assert not budget.open("a", "x").grow(1)


def test_what_is_refused_changes_nothing(budget: MemoryBudget) -> None:
    holding = budget.open("a", "v")
    assert not holding.grow(201)
    assert holding.grow(200)
    assert (holding.size, budget.held) == (200, 200)


def test_closing_gives_back_once(budget: MemoryBudget) -> None:
    with budget.open("a", "v") as holding:
        assert holding.grow(150)
    holding.close()
    assert budget.held == 0
    assert budget.open("a", "v").grow(200)


def test_who_holds_nothing_leaves_no_trace(budget: MemoryBudget) -> None:
    for number in range(100):
        holding = budget.open(f"address {number}", f"visitor {number}")
        assert not holding.grow(201)
        assert holding.grow(10)
        holding.close()
    assert not budget._addresses
    assert not budget._visitors


def test_threads_count_together() -> None:
    budget = MemoryBudget(total=10**9, each_address=10**9, each_visitor=10**9)

    def work() -> None:
        for _ in range(2000):
            with budget.open("a", "v") as holding:
                assert holding.grow(3)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert budget.held == 0
