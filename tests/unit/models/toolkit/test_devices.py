"""Which device is chosen, from what was asked for and what there is."""

from __future__ import annotations

import pytest

from models.toolkit.devices import Device, DeviceError, available_cores, choose

VOLTA, PASCAL, HOPPER = (7, 0), (6, 1), (9, 0)


def test_auto_takes_the_processor_where_there_is_no_gpu() -> None:
    assert choose("auto", "auto", cores=2, capabilities=[]) == Device("cpu", 2, False, False)


def test_auto_takes_the_gpu_where_there_is_one() -> None:
    assert choose("auto", "auto", cores=16, capabilities=[HOPPER]) == Device("gpu", 16, True, True)


def test_cpu_is_taken_though_there_is_a_gpu() -> None:
    assert choose("cpu", 4, cores=16, capabilities=[HOPPER]).kind == "cpu"


def test_mixed_precision_needs_half_precision_units_on_every_gpu() -> None:
    assert choose("gpu", 1, cores=2, capabilities=[VOLTA]).mixed_precision
    assert not choose("gpu", 1, cores=2, capabilities=[PASCAL]).mixed_precision
    assert not choose("gpu", 1, cores=2, capabilities=[HOPPER, PASCAL]).mixed_precision


def test_a_gpu_that_is_not_there_is_said_plainly() -> None:
    with pytest.raises(DeviceError, match=r"sees no GPU here\. Use DEVICE=auto"):
        choose("gpu", "auto", cores=2, capabilities=[])


@pytest.mark.parametrize("kind", ["tpu", "", None, "GPU"])
def test_an_unknown_device_is_refused(kind: str | None) -> None:
    with pytest.raises(DeviceError, match="DEVICE must be"):
        choose(kind, "auto", cores=2, capabilities=[])


@pytest.mark.parametrize(("asked", "count"), [("auto", 3), ("2", 2), (5, 5)])
def test_threads(asked: str | int, count: int) -> None:
    assert choose("cpu", asked, cores=3, capabilities=[]).threads == count


@pytest.mark.parametrize("threads", ["0", -1, "many", None, "1.5"])
def test_a_senseless_number_of_threads_is_refused(threads: object) -> None:
    with pytest.raises(DeviceError, match="THREADS must be"):
        choose("cpu", threads, cores=2, capabilities=[])  # type: ignore[arg-type]


def test_there_is_at_least_one_core() -> None:
    assert available_cores() >= 1


@pytest.mark.parametrize(
    ("threads", "lanes", "expected"),
    [(2, "auto", (2, 1)), (1, "auto", (1, 1)), (16, "auto", (4, 4)), (2, 1, (1, 2)), (2, 8, (2, 1)), (6, "4", (4, 1))],
)
def test_a_processors_threads_are_shared_among_lanes(threads: int, lanes: str | int, expected: tuple[int, int]) -> None:
    device = choose("cpu", threads, cores=2, capabilities=[], lanes=lanes)
    assert (device.lanes, device.threads) == expected
    assert device.cores <= threads


def test_a_gpu_has_one_lane_unless_told_otherwise() -> None:
    assert choose("gpu", 4, cores=4, capabilities=[HOPPER], lanes="auto").lanes == 1
    assert choose("gpu", 4, cores=4, capabilities=[HOPPER], lanes=2).lanes == 2


def test_a_senseless_number_of_lanes_is_refused() -> None:
    with pytest.raises(DeviceError, match="LANES must be"):
        choose("cpu", 2, cores=2, capabilities=[], lanes=0)
