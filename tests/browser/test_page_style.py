"""Style on the fake camera: the picture changes, and in the way that was asked for."""

from __future__ import annotations

import re
from pathlib import Path

from models.assets.assets import CACHE
from models.style.styles import OPTIONS

from .visits import Colours, Visit, difference, mean, mirrored, until

STILL = "/demos/style?source=picture:astronaut.png"


def test_paints_what_the_camera_sees(visitor: Visit) -> None:
    visitor.start("/demos/style", frames=3)
    camera = mirrored(visitor.colours("#preview video"))
    assert difference(visitor.colours(), camera) > 12, "the painting is the camera's picture"
    assert visitor.stats()["lastData"]["style"] == "19"


def test_serves_the_chosen_style(visitor: Visit) -> None:
    visitor.start(STILL)
    first = visitor.colours()
    fifth = choose_style(visitor, "5", first)
    eleventh = choose_style(visitor, "11", fifth)
    assert difference(fifth, eleventh) > 8
    choose_style(visitor, "19", eleventh)
    until(lambda: difference(visitor.colours(), first) < 3, lambda: "the same style gives another picture")


def choose_style(visitor: Visit, style: str, before: Colours) -> Colours:
    """Press a style's thumbnail; what is shown once the picture is another one."""
    label = next(option.label for option in OPTIONS if option.value == style)
    visitor.page.get_by_role("group", name=re.compile("^Style")).get_by_title(label, exact=True).click()
    visitor.wait_data(lambda data: data["style"] == style)
    seen = visitor.wait_colours(lambda seen: difference(seen, before) > 5, "the picture stays as it was")
    assert visitor.query().endswith(f"p.style={style}") or style == "19"
    return seen


def test_strength_zero_is_the_camera_itself(visitor: Visit) -> None:
    page = visitor.start(f"{STILL}&p.strength=0")
    visitor.wait_data(lambda data: data["strength"] == 0)
    original = visitor.colours("#preview img")
    assert difference(visitor.colours(), original) < 6
    page.get_by_label("Strength").press("End")
    visitor.wait_data(lambda data: data["strength"] == 1)
    until(lambda: difference(visitor.colours(), original) > 12, lambda: "the picture is not painted")


def test_blends_two_styles(visitor: Visit) -> None:
    visitor.start(f"{STILL}&p.style=5&p.second=11")
    alone = visitor.colours()
    visitor.set_range("#p-blend", 0.5)
    visitor.wait_data(lambda data: data["blend"] == 0.5)
    half = visitor.wait_colours(lambda seen: difference(seen, alone) > 3, "half a blend changes nothing")
    visitor.set_range("#p-blend", 1)
    visitor.wait_data(lambda data: data["blend"] == 1)
    whole = visitor.wait_colours(lambda seen: difference(seen, half) > 3, "a whole blend is like half a one")
    assert difference(alone, whole) > difference(alone, half)
    visitor.wait_query("p.blend=1", "p.style=5", "p.second=11")


def test_paints_like_a_picture_of_the_visitor(visitor: Visit, tmp_path: Path) -> None:
    own = tmp_path / "../own.png"
    own.write_bytes((CACHE / "coffee.png").read_bytes())
    page = visitor.start(STILL)
    before = visitor.colours()
    page.set_input_files("#p-picture", own)
    data = visitor.wait_data(lambda data: data["picture"] is not None)
    assert re.fullmatch(r"[\w-]{8,}", data["picture"])
    painted = mean(visitor.wait_colours(lambda seen: difference(seen, before) > 5, "the picture stays as it was"))
    assert painted[0] > painted[2], "a brown cup makes no blue picture"
    note = page.locator('[data-param="picture"] [role="status"]')
    until(lambda: "In use" in note.inner_text(), note.inner_text)
    assert "p.picture" not in visitor.query()
    page.locator('[data-param="picture"]').get_by_role("button", name="Remove").click()
    visitor.wait_data(lambda data: data["picture"] is None)
    until(lambda: difference(visitor.colours(), before) < 3, lambda: "the chosen style does not come back")


def test_a_file_that_is_no_picture_is_refused_in_words(visitor: Visit, tmp_path: Path) -> None:
    wrong = tmp_path / "drawing.png"
    wrong.write_bytes(b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>")
    page = visitor.open(STILL)
    page.set_input_files("#p-picture", wrong)
    note = page.locator('[data-param="picture"] [role="status"]')
    until(lambda: "cannot show that file" in note.inner_text(), note.inner_text)
