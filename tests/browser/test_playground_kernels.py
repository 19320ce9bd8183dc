"""The playground's live page: kernels, the divider, pointing, the address, languages."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page

from tests.support.pages import Pages

from .conftest import Visits
from .live_playground import choose, field, opened, wait_field
from .visits import Visit, drag_divider, until


@pytest.fixture
def visitor(visits: Visits, browser: Browser, pages: Pages) -> Visit:
    return visits(browser, pages.url)


# Kernels


def test_every_kernel_of_the_list_changes_the_picture(visitor: Visit) -> None:
    page = opened(visitor, "?split=0&k=identity&engine=arrays")
    names = page.eval_on_selector_all("#kernel option", "(all) => all.map((one) => one.value).filter(Boolean)")
    assert len(names) == 12
    shown: list[str] = []
    for name in names:
        page.select_option("#kernel", name)
        wait_field(page, "k", "" if name == "edge" else name)
        shown.append(another(page, shown))
    assert len(set(shown)) == 12
    page.locator("h1").click()
    page.keyboard.press("3")
    wait_field(page, "k", "emboss")


def another(page: Page, known: list[str]) -> str:
    """The picture, once it is none of the known ones."""
    last = [""]

    def is_another() -> bool:
        last[0] = page.eval_on_selector(".live-after", "(canvas) => canvas.toDataURL()")
        return last[0] not in known

    until(is_another, lambda: "the picture is one that was there before")
    return last[0]


def test_one_writes_a_kernel_by_keyboard(visitor: Visit) -> None:
    page = opened(visitor, "?k=identity")
    page.locator("#kernel-grid input").first.focus()
    page.keyboard.type("1/9")
    page.keyboard.press("ArrowRight")
    page.keyboard.type("-2,5")
    wait_field(page, "k", "1/9,-2.5,0_0,1,0_0,0,0")
    assert page.input_value("#kernel") == ""
    page.keyboard.type("x")
    assert page.locator('#kernel-grid [aria-invalid="true"]').count() == 1
    assert field(page, "k").startswith("1/9,-2.5,0")
    page.click('[data-kernel-size="columns 1"]')
    page.click('[data-kernel-size="rows -1"]')
    until(lambda: page.locator("#kernel-grid input").count() == 8, lambda: "the grid is not 2 × 4")
    page.fill("#factor", "1/4")
    page.fill("#bias", "-10")
    until(lambda: field(page, "k").endswith("*0.25!-10"), lambda: field(page, "k"))
    for _ in range(8):
        page.click('[data-kernel-size="rows 1"]')
    assert page.inner_text("#kernel-rows") == "7"


PASTE = """(node, text) => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  node.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


def test_a_table_is_pasted(visitor: Visit) -> None:
    page = opened(visitor)
    first = page.locator("#kernel-grid input").first
    first.evaluate(PASTE, "1\t1/2\t0\t-1\t-2\n3\t0,5\t0\t1\t4\n")
    wait_field(page, "k", "1,0.5,0,-1,-2_3,0.5,0,1,4")
    page.locator("#kernel-grid input").first.evaluate(PASTE, "no numbers here")
    until(lambda: "not a table" in page.inner_text("#note"), lambda: page.inner_text("#note"))
    assert field(page, "k") == "1,0.5,0,-1,-2_3,0.5,0,1,4"


def test_a_chain_of_three(visitor: Visit) -> None:
    page = opened(visitor, "?k=gaussian")
    page.click("#stage-add")
    page.select_option("#kernel", "sobel_x")
    page.click("#stage-add")
    page.select_option("#kernel", "box")
    wait_field(page, "k", "gaussian~sobel_x~box")
    assert page.is_hidden("#stage-add")
    page.locator("#stages button").first.click()
    assert page.input_value("#kernel") == "gaussian"
    page.click("#stage-remove")
    wait_field(page, "k", "sobel_x~box")


def test_every_choice_is_explained_and_kept(visitor: Visit) -> None:
    page = opened(visitor)
    for name, about, values in (
        ("neg", "#neg-about", ("absolute", "centre", "clamp")),
        ("edges", "#edges-about", ("zero", "reflect", "replicate")),
        ("engine", "#engine-about", ("webgl", "arrays", "auto")),
    ):
        said = set()
        for value in values:
            choose(page, name, value)
            wait_field(page, name, "" if value == values[-1] else value)
            said.add(page.inner_text(about))
        assert len(said) == 3
    choose(page, "colour", "1")
    wait_field(page, "colour", "1")
    assert page.get_attribute("#channels", "hidden") is None


# Before and after


def test_the_divider_by_hand_and_keys(visitor: Visit) -> None:
    page = opened(visitor, "?k=laplacian")
    divider = page.locator("#divider")
    assert divider.get_attribute("aria-valuenow") == "50"
    divider.focus()
    page.keyboard.press("PageUp")
    page.keyboard.press("ArrowLeft")
    wait_field(page, "split", "58")
    page.locator("h1").click()
    page.keyboard.press("v")
    wait_field(page, "split", "0")
    assert divider.is_hidden()
    page.keyboard.press("v")
    wait_field(page, "split", "58")
    drag_divider(page, divider, 0.25)
    wait_field(page, "split", "25")
    assert field(page, "at") == "", "dragging the divider points at a pixel"


# Pointing


GREYS = """([x, y]) => {
  const context = document.querySelector(".live-before").getContext("2d");
  const { data } = context.getImageData(x - 1, y - 1, 3, 3);
  const grey = (n) => (77 * data[n] + 150 * data[n + 1] + 29 * data[n + 2] + 128) >> 8;
  return Array.from({ length: 9 }, (_, n) => grey(4 * n));
}"""


def window_of(page: Page) -> list[int]:
    """The numbers under the window of the patch."""
    texts = page.locator("#patch .is-window").all_inner_texts()
    return [int(text.replace("−", "-")) for text in texts]


def test_pointing_shows_real_numbers_and_their_sum(visitor: Visit) -> None:
    page = opened(visitor, "?k=box&edges=zero&engine=arrays&split=0")
    box = page.locator("#picture").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 3, box["y"] + box["height"] / 2)
    until(lambda: page.locator("#patch .is-window").count() == 9, lambda: "no patch is shown")
    assert field(page, "at") == "", "hovering writes to the address"
    page.mouse.click(box["x"] + box["width"] / 3, box["y"] + box["height"] / 2)
    until(lambda: field(page, "at") != "", lambda: "a click does not hold the place")
    x, y = (int(part) for part in field(page, "at").split("."))
    numbers = window_of(page)
    real = page.evaluate(GREYS, [x, y])
    assert numbers == real
    assert page.inner_text("#products").count("×") == 9
    assert f"= {sum(numbers)}" in page.inner_text("#working")
    shown = page.evaluate(
        "([x, y]) => document.querySelector('.live-after').getContext('2d').getImageData(x, y, 1, 1).data[0]", [x, y]
    )
    assert shown == int(sum(numbers) / 9 + 0.5)
    assert f"Shown as {shown}" in page.inner_text("#working")
    page.keyboard.press("Escape")
    wait_field(page, "at", "")


def test_keys_move_the_pixel_and_it_is_spoken(visitor: Visit) -> None:
    page = opened(visitor, "?at=100.80")
    page.locator("#surface").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowDown")
    wait_field(page, "at", "101.90")
    until(lambda: "Row 91, column 102" in page.inner_text("#spoken"), lambda: page.inner_text("#spoken"))
    page.keyboard.press("Escape")
    wait_field(page, "at", "")


def test_the_camera_s_pixels_fill_the_step_by_step_page(visitor: Visit) -> None:
    page = opened(visitor, "?k=gaussian&edges=zero")
    page.click("#use-camera")
    page.wait_for_selector('#live[data-phase="on"]')
    page.locator("h1").click()
    page.keyboard.press("Space")
    until(lambda: "Frozen" in page.inner_text("#status"), lambda: page.inner_text("#status"))
    page.locator("#surface").focus()
    page.keyboard.press("ArrowLeft")
    until(lambda: page.locator("#patch .is-window").count() == 9, lambda: "no patch is shown")
    numbers = window_of(page)
    assert len(set(numbers)) > 1 or numbers[0] > 0
    wanted = sum(n * w for n, w in zip(numbers, (1, 2, 1, 2, 4, 2, 1, 2, 1), strict=True)) / 16
    page.click("#step-link")
    page.wait_for_url(re.compile(r"/playground/?\?image="))
    image = [[int(n) for n in row.split(",")] for row in field(page, "image").split("_")]
    assert len(image) == len(image[0]) == 9
    assert [n for row in image[3:6] for n in row[3:6]] == numbers
    assert field(page, "factor") == "1/16"
    until(lambda: re.search("[=≈]", page.inner_text("#sum")), lambda: page.inner_text("#sum"))
    last = re.split("[=≈]", page.inner_text("#sum"))[-1].strip().replace("−", "-")
    over, _, under = last.partition("/")
    assert abs(float(over) / float(under or 1) - wanted) < 0.01


# The address, languages, access


def test_a_state_comes_back_from_its_address(visitor: Visit) -> None:
    query = (
        "?source=picture:coffee.png&split=30&k=gaussian~1,0,-1*0.5!4&stage=2&colour=1&channel=blue&edges=reflect"
        "&neg=centre&engine=arrays&at=120.60"
    )
    page = opened(visitor, query)
    seen = (page.inner_text("#products"), page.inner_text("#working"), page.inner_text("#stages"))
    choose(page, "neg", "clamp")
    wait_field(page, "neg", "")
    choose(page, "neg", "centre")
    wait_field(page, "neg", "centre")
    assert page.evaluate("location.search").replace("%3A", ":") == query
    page.reload()
    page.wait_for_selector('#live[data-drawn="true"]')
    assert (page.inner_text("#products"), page.inner_text("#working"), page.inner_text("#stages")) == seen


def test_portuguese(visits: Visits, browser: Browser, pages: Pages) -> None:
    visitor = visits(browser, pages.url, locale="pt-BR")
    page = opened(visitor, "?k=box&at=50.50&neg=centre")
    assert page.get_attribute("html", "lang") == "pt-BR"
    assert page.inner_text("h1") == "Convolução, ao vivo"
    assert "Desfoque pela média" in page.inner_text("#stages")
    assert "Mostrado como" in page.inner_text("#working")
    text = page.inner_text("main")
    for word in ("Kernel from", "Source", "Freeze", "Negative", "Shown as", "weights", "The "):
        assert word not in text
