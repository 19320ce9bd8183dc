"""Numbers on the playground's pages: pasted in any notation, typed on any keypad, exact in the address."""

from __future__ import annotations

import pytest

from .playground import opened, query
from .test_playground_kernels import PASTE
from .visits import Visit, until


def test_a_matrix_is_pasted_and_kept_to_the_last_digit(reader: Visit) -> None:
    page = opened(reader, "/playground")
    page.locator("#filter input").first.evaluate(PASTE, "np.array([[0.12345, 4e-05], [1/3, –2]])")
    until(
        lambda: "filter=0.12345,0.00004_1%2F3,-2" in query(page) or "filter=0.12345,0.00004_1/3,-2" in query(page),
        lambda: query(page),
    )
    page.reload()
    page.wait_for_selector('#main[data-ready="true"]')
    assert page.eval_on_selector_all("#filter input", "(all) => all.map((one) => one.value)") == [
        "0.12345",
        "0.00004",
        "1/3",
        "−2",
    ]
    page.locator("#filter input").first.evaluate(PASTE, "[[1, 2], [3]]")
    until(lambda: "not a table" in page.inner_text("#note"), lambda: page.inner_text("#note"))
    assert page.locator("#filter input").count() == 4
    page.locator("#image input").first.evaluate(PASTE, "1;2;3\n4;5;6\n7;8;9")
    until(lambda: page.locator("#image input").count() == 9, lambda: "the image is not 3 × 3")


@pytest.mark.parametrize("path", ["/playground", "/playground/layer", "/playground/tour?stop=3", "/playground/quiz"])
def test_every_keypad_has_a_minus_sign(reader: Visit, path: str) -> None:
    """The keypads of ``inputmode`` decimal and numeric have none on an iPhone."""
    page = opened(reader, path)
    modes = page.eval_on_selector_all(
        '#main input:not([type]),#main input[type="text"]', "(all) => all.map((one) => one.inputMode)"
    )
    assert modes
    assert not {"decimal", "numeric"} & set(modes)
