"""Which worker is to load what, who is to blame, and what the cards say."""

from __future__ import annotations

import pytest

from webapp.engine.fleet import DemoState, Fleet, State


@pytest.fixture
def fleet() -> Fleet:
    made = Fleet(["pose", "style"], failures=2, pause=60, preloaded=["pose", "style"])
    made.hello("w1")
    return made


def state(fleet: Fleet, demo: str = "pose", failing: bool = False) -> str:
    return fleet.state(demo, failing).state


def test_one_load_at_a_time_in_the_order_wanted(fleet: Fleet) -> None:
    assert fleet.due_loads(0.0) == [("w1", "pose")]
    assert fleet.due_loads(1.0) == []
    fleet.loaded("w1", "pose")
    assert fleet.due_loads(2.0) == [("w1", "style")]
    fleet.loaded("w1", "style")
    assert fleet.due_loads(3.0) == []


def test_every_worker_loads_what_is_wanted(fleet: Fleet) -> None:
    fleet.hello("w2")
    assert fleet.due_loads(0.0) == [("w1", "pose"), ("w2", "pose")]
    assert fleet.count == 2
    assert fleet.any_worker() in ("w1", "w2")


def test_what_nobody_wants_stays_idle() -> None:
    fleet = Fleet(["pose"], 2, 60)
    assert fleet.any_worker() is None
    fleet.hello("w1")
    assert fleet.due_loads(0.0) == []
    assert state(fleet) == "loading", "whether it can be loaded is not known yet"
    assert fleet.unknown() == ["pose"]
    fleet.checked("pose")
    assert fleet.unknown() == []
    assert state(fleet) == "idle"
    fleet.request_loads(["pose"])
    assert state(fleet) == "loading"
    assert fleet.due_loads(0.0) == [("w1", "pose")]


def test_a_demo_is_ready_while_some_worker_has_it(fleet: Fleet) -> None:
    fleet.hello("w2")
    fleet.due_loads(0.0)
    fleet.loaded("w1", "pose")
    fleet.loaded("w2", "pose")
    assert state(fleet) == "ready"
    fleet.gone("w1", "exit status 1", (), 1.0)
    assert state(fleet) == "ready"
    fleet.gone("w2", "exit status 1", (), 1.0)
    assert state(fleet) == "restarting"
    assert fleet.count == 0


def test_a_demo_that_raises_is_loaded_again_until_it_is_taken_out(fleet: Fleet) -> None:
    fleet.due_loads(0.0)
    fleet.loaded("w1", "pose")
    fleet.broke("w1", "pose", "predict: ValueError", 1.0)
    assert state(fleet) == "restarting"
    assert fleet.due_loads(1.0) == [("w1", "pose")]
    fleet.loaded("w1", "pose")
    fleet.broke("w1", "pose", "predict: ValueError", 2.0)
    assert fleet.state("pose", False) == DemoState(State.UNAVAILABLE, "predict: ValueError")
    assert fleet.due_loads(61.9) == [("w1", "style")]
    fleet.loaded("w1", "style")
    assert fleet.due_loads(62.0) == [("w1", "pose")]
    assert state(fleet, "style") == "ready"


def test_after_the_pause_a_load_gives_it_one_more_chance(fleet: Fleet) -> None:
    fleet.loaded("w1", "style")
    for now in (0.0, 1.0):
        fleet.load_failed("w1", "pose", "no memory", now, for_good=False)
    assert fleet.due_loads(61.0) == [("w1", "pose")]
    fleet.loaded("w1", "pose")
    assert state(fleet) == "ready"
    fleet.broke("w1", "pose", "predict: ValueError", 62.0)
    assert state(fleet) == "unavailable"
    assert fleet.due_loads(182.0) == [("w1", "pose")]
    fleet.loaded("w1", "pose")
    fleet.succeeded("pose")
    fleet.broke("w1", "pose", "predict: ValueError", 183.0)
    assert state(fleet) == "restarting"


def test_wrong_weights_take_a_demo_out_for_good_and_leave_the_others(fleet: Fleet) -> None:
    assert fleet.due_loads(0.0) == [("w1", "pose")]
    fleet.load_failed("w1", "pose", "The file is not what the manifest says.", 1.0, for_good=True)
    assert fleet.state("pose", False) == DemoState(State.UNAVAILABLE, "The file is not what the manifest says.")
    assert fleet.due_loads(1e9) == [("w1", "style")]


def test_wrong_weights_are_not_tried_again_while_another_worker_still_answers(fleet: Fleet) -> None:
    fleet.loaded("w1", "style")
    fleet.loaded("w1", "pose")
    fleet.hello("w2")
    assert fleet.due_loads(0.0) == [("w2", "pose")]
    fleet.load_failed("w2", "pose", "wrong weights", 1.0, for_good=True)
    fleet.succeeded("pose")
    assert ("w2", "pose") not in fleet.due_loads(1e6)
    assert state(fleet) == "ready"
    fleet.gone("w1", "exit status 1", (), 2.0)
    assert fleet.state("pose", False) == DemoState(State.UNAVAILABLE, "wrong weights")


def test_dropped_for_memory_it_is_idle_and_its_next_load_is_no_restart(fleet: Fleet) -> None:
    fleet.due_loads(0.0)
    fleet.loaded("w1", "pose")
    fleet.unloaded("w1", "pose")
    assert state(fleet) == "idle"
    assert ("w1", "pose") not in fleet.due_loads(1.0)
    fleet.request_loads(["pose"])
    assert state(fleet) == "loading"


def test_a_death_counts_for_the_demos_that_were_at_work(fleet: Fleet) -> None:
    """Two deaths take a demo out here."""
    for now in (0.0, 1.0):
        fleet.due_loads(now)
        assert fleet.loads_of("w1") == ("pose",)
        fleet.gone("w1", "its worker ended (killed by SIGKILL)", fleet.loads_of("w1"), now)
        fleet.hello("w1")
    assert fleet.state("pose", False) == DemoState(State.UNAVAILABLE, "its worker ended (killed by SIGKILL)")
    assert state(fleet, "style") == "loading"


def test_deaths_with_one_visitors_pictures_take_no_demo_out(fleet: Fleet) -> None:
    for now in range(10):
        fleet.gone("w1", "exit status 3", ["pose"], float(now), frozenset({"mallory"}))
        fleet.hello("w1")
    assert state(fleet) == "restarting"
    fleet.gone("w1", "exit status 3", ["pose"], 10.0, frozenset({"alice"}))
    assert fleet.state("pose", False) == DemoState(State.UNAVAILABLE, "exit status 3")


def test_an_idle_workers_death_is_nobodys_fault(fleet: Fleet) -> None:
    for demo in ("pose", "style"):
        fleet.due_loads(0.0)
        fleet.loaded("w1", demo)
    for _ in range(5):
        fleet.gone("w1", "no sign of life for 5 s", (), 1.0)
        fleet.hello("w1")
        fleet.loaded("w1", "pose")
        fleet.loaded("w1", "style")
    assert state(fleet, "pose") == state(fleet, "style") == "ready"


def test_a_worker_that_never_said_hello_is_no_member(fleet: Fleet) -> None:
    fleet.gone("w9", "exit status 1", ["pose"], 0.0)
    fleet.loaded("w9", "pose")
    fleet.broke("w9", "style", "why", 0.0)
    fleet.unloaded("w9", "style")
    assert fleet.count == 1
    assert fleet.state("pose", False).state != "ready"


def test_where_no_worker_starts_the_cards_say_so(fleet: Fleet) -> None:
    assert state(fleet, failing=True) == "loading"  # one is up
    fleet.gone("w1", "exit status 3", (), 0.0)
    assert fleet.state("style", True) == DemoState(
        State.UNAVAILABLE, "the worker process does not start (exit status 3)"
    )
    assert state(fleet, "style", failing=False) == "loading"


def test_a_load_that_takes_too_long_is_found(fleet: Fleet) -> None:
    fleet.due_loads(10.0)
    assert fleet.slow_loads(190.0, 180.0) == []
    fleet.excuse(100.0, 190.0)
    assert fleet.slow_loads(290.0, 180.0) == []
    fleet.excuse(-100.0, 290.0)
    assert fleet.loading() == {"w1"}
    assert fleet.slow_loads(190.1, 180.0) == [("w1", "pose")]
    fleet.loaded("w1", "pose")
    assert fleet.slow_loads(1e9, 180.0) == []
    assert fleet.loading() == set()
    fleet.due_loads(300.0)
    fleet.load_failed("w1", "style", "why", 301.0, for_good=False)
    assert fleet.slow_loads(1e9, 180.0) == []


def test_of_what_is_in_use_the_quickest_to_load_comes_first() -> None:
    fleet = Fleet(["pose", "style"], 2, 60, preloaded=["style", "pose"])
    fleet.hello("w1")
    fleet.loaded("w1", "pose", 0.4)
    fleet.loaded("w1", "style", 7.0)
    fleet.used("pose", 10.0)
    fleet.used("style", 20.0)
    fleet.gone("w1", "killed by SIGKILL", (), 20.0)
    fleet.hello("w2")
    assert fleet.due_loads(20.0) == [("w2", "pose")]


def test_what_was_used_last_is_loaded_first(fleet: Fleet) -> None:
    fleet.used("style", 5.0)
    assert fleet.due_loads(6.0) == [("w1", "style")]


def test_a_new_worker_loads_what_is_preloaded_or_in_use_and_the_rest_on_demand() -> None:
    fleet = Fleet(["edges", "pose", "style", "features"], 2, 60, preloaded=["pose"])
    fleet.hello("w1")
    fleet.request_loads(["style", "edges"])
    for demo in ("pose", "style", "edges"):
        fleet.loaded("w1", demo)
    fleet.used("edges", 100.0)
    fleet.used("style", 10.0)
    fleet.gone("w1", "killed by SIGKILL", (), 101.0)
    fleet.hello("w2")
    assert fleet.due_loads(101.0) == [("w2", "edges")]
    fleet.loaded("w2", "edges")
    assert fleet.due_loads(101.0) == [("w2", "pose")]
    fleet.loaded("w2", "pose")
    assert fleet.due_loads(101.0) == []
    assert fleet.settled
    assert state(fleet, "style") == "idle"


def test_it_is_settled_when_every_worker_has_what_it_can_have(fleet: Fleet) -> None:
    assert not fleet.settled
    fleet.loaded("w1", "pose")
    assert not fleet.settled
    fleet.load_failed("w1", "style", "no file", 0.0, for_good=True)
    assert fleet.settled
    fleet.gone("w1", "exit status 1", (), 1.0)
    assert not fleet.settled, "the worker itself is missing"


def test_a_file_that_is_wrong_is_told_before_anybody_asks() -> None:
    fleet = Fleet(["pose"], 2, 60)
    fleet.hello("w1")
    fleet.load_failed("w1", "pose", "weights.npz is damaged", 0.0, for_good=True)
    assert fleet.state("pose", False) == DemoState(State.UNAVAILABLE, "weights.npz is damaged")


def test_a_new_worker_loads_what_is_preloaded_even_if_the_old_one_had_dropped_it(fleet: Fleet) -> None:
    for demo in ("pose", "style"):
        fleet.loaded("w1", demo)
    fleet.unloaded("w1", "style")
    assert state(fleet, "style") == "idle"
    fleet.gone("w1", "killed by SIGKILL", (), 1.0)
    fleet.hello("w2")
    assert fleet.due_loads(1.0) == [("w2", "pose")]
    fleet.loaded("w2", "pose")
    assert fleet.due_loads(1.0) == [("w2", "style")]
