"""The small StyleGAN: what its pictures hang on, and that PyTorch, which trains it, computes the same."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from models.toolkit.stylegan import LATENT, Generator, GeneratorError, Plan
from tests.support.generators import drawn

pytestmark = pytest.mark.models

PLAN = Plan(16, 32, classes=3)
CLASSES = np.array([0, 1, 2, 2])


@pytest.fixture(scope="module")
def generator() -> Generator:
    return Generator(PLAN, drawn(PLAN))


@pytest.fixture(scope="module")
def latents() -> Any:
    return np.random.default_rng(1).standard_normal((4, LATENT)).astype(np.float32)


def test_the_same_seed_makes_the_same_picture(generator: Generator, latents: Any) -> None:
    styles = generator.styles(latents, CLASSES)
    once, again = (generator.pictures(styles, noise=5) for _ in range(2))
    assert once.shape == (4, 16, 16, 3)
    assert once.dtype == np.uint8
    np.testing.assert_array_equal(once, again)
    assert (once != generator.pictures(styles, noise=6)).any()
    assert (once[0] != once[1]).any()


def test_the_class_counts(generator: Generator, latents: Any) -> None:
    same = np.repeat(latents[:1], 3, axis=0)
    styles = generator.styles(same, np.arange(3))
    assert not np.allclose(styles[0], styles[1])
    with pytest.raises(ValueError, match="classes"):
        generator.styles(latents)


def test_truncation_ends_at_the_mean(generator: Generator, latents: Any) -> None:
    styles = generator.styles(latents, CLASSES)
    np.testing.assert_allclose(generator.truncated(styles, 1.0), styles, atol=1e-6)
    none = generator.pictures(generator.truncated(styles, 0.0))
    np.testing.assert_array_equal(none, np.repeat(none[:1], 4, axis=0))


def test_fine_styles_leave_the_coarse_stages_alone(generator: Generator, latents: Any) -> None:
    one, other = (generator.styles(latents[i : i + 1], CLASSES[i : i + 1]) for i in (0, 1))
    plain, mixed = generator.stages([one, one, one]), generator.stages([one, one, other])
    assert [stage.shape[1] for stage in plain] == PLAN.sides == [4, 8, 16]
    for a, b in zip(plain[:2], mixed[:2], strict=True):
        np.testing.assert_array_equal(a, b)
    assert not np.allclose(plain[2], mixed[2])


def test_a_mask_changes_the_picture_where_it_changes(latents: Any) -> None:
    plan = Plan(16, 32, classes=3, painted=6)
    painted = Generator(plan, drawn(plan))
    style = painted.styles(latents[:1], CLASSES[:1])
    masks = np.zeros((2, 16, 16), np.float32)
    masks[1, :4, :4] = 1
    one, other = painted.stages(np.repeat(style, 2, axis=0), masks=masks)[-1]
    change = np.abs(one - other).mean(-1)
    assert change[:4, :4].mean() > 5 * change[12:, 12:].mean()
    with pytest.raises(ValueError, match="masks"):
        painted.pictures(style)
    kept, classes = painted.masks
    assert kept.shape == (6, 16, 16)
    assert 0 <= kept.min() < kept.max() <= 1
    assert classes.tolist() == [0, 1, 2, 0, 1, 2]


@pytest.mark.parametrize("fault", ["missing", "more", "shape", "no number"])
def test_wrong_weights_are_refused(fault: str) -> None:
    weights = drawn(PLAN)
    if fault == "missing":
        del weights["8/first/noise"]
    elif fault == "more":
        weights["32/first/noise"] = np.zeros((), np.float32)
    elif fault == "shape":
        weights["const"] = weights["const"][:2]
    else:
        weights["mean"][3] = np.nan
    with pytest.raises(GeneratorError):
        Generator(PLAN, weights)


@pytest.mark.parametrize("painted", [0, 6])
def test_pytorch_computes_the_same(latents: Any, painted: int) -> None:
    torch = pytest.importorskip("torch")
    from models.training.stylegan import network

    torch.manual_seed(3)
    plan = Plan(16, 32, 3, painted)
    trained = network.Generator(plan)
    for weight in trained.parameters():
        weight.data.add_(0.1 * torch.randn_like(weight))
    trained.mean.normal_()
    kept = {name: array for name, array in drawn(plan).items() if name.startswith("masks")}
    ours = Generator(plan, trained.exported() | kept)
    masks = ours.masks[0][:4] if painted else None
    with torch.no_grad():
        w = trained.styles(torch.from_numpy(latents), torch.from_numpy(CLASSES))
        where = None if masks is None else torch.from_numpy(masks)[:, None]
        expected = trained.pictures([w] * len(plan.sides), where, noisy=False).permute(0, 2, 3, 1).numpy()
    styles = ours.styles(latents, CLASSES)
    np.testing.assert_allclose(styles, w.numpy(), atol=1e-4)
    np.testing.assert_allclose(ours.stages(styles, masks=masks)[-1], expected, atol=1e-3)
