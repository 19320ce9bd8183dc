"""Cards: what is accepted, and what is missed when it is missing."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from models.contract.cards import HEADINGS, CardError, parse_card

FRONT = """
idea = "Find the joints."
[[papers]]
authors = "Cao et al."
title = "OpenPose"
venue = "CVPR"
year = 2017
[[papers]]
authors = "Others"
title = "Another"
venue = "ECCV"
year = 2018
[meter]
metric = "joints found"
unit = "%"
promise = "It finds three of five joints."
better = "higher"
scale = "linear"
perfect = 100
[meter.baseline]
value = 11.5
what = "the mean pose"
[meter.claim]
value = 61.8
text = "on COCO"
paper = "OpenPose"
url = "https://arxiv.org/abs/1611.08050"
[meter.measured]
value = 20.5
interval = [18.5, 22.5]
text = "on drawn people"
split = "drawn"
n = 240
command = "python -m models.pose.training.evaluate"
"""
SPEED = FRONT[FRONT.index("[meter]") :].replace("[meter", "[speed").replace("interval = [18.5, 22.5]\n", "")
FAILURE = """
[[failures]]
picture = "dark.webp"
width = 480
what = "Lost in the dark."
why = "It never saw a night."
"""
BODY = "".join(f"\n## {heading}\n\nText of {heading}.\n" for heading in HEADINGS)


def card(front: str = FRONT, body: str = BODY) -> str:
    return f"+++\n{front.strip()}\n+++\n{body}"


def test_a_whole_card() -> None:
    parsed = parse_card(card())
    assert parsed.front["meter"]["measured"]["value"] == 20.5
    assert "speed" not in parsed.front
    apart = parse_card(card(front=FRONT.replace("n = 240", "n = 240\ncomparable = false")))
    assert apart.front["meter"]["measured"]["comparable"] is False
    assert parsed.sections[1] == ("What the paper claimed", "Text of What the paper claimed.")
    assert tuple(heading for heading, _ in parsed.sections) == HEADINGS
    json.dumps(parsed.front)


def test_a_heading_within_code_is_text() -> None:
    body = BODY.replace("Text of The idea.", "```\n## not a heading\n```")
    assert "## not a heading" in parse_card(card(body=body)).sections[0][1]


LINES = [line for line in FRONT.splitlines() if " = " in line and not line.startswith(("perfect", "title"))]


@pytest.mark.parametrize("line", LINES)
def test_each_field_is_missed(line: str) -> None:
    with pytest.raises(CardError, match=line.split(" = ")[0]):
        parse_card(card(front=FRONT.replace(f"{line}\n", "", 1)))


@pytest.mark.parametrize("part", ["baseline", "claim", "measured"])
def test_a_meter_without_one_of_its_parts_is_refused(part: str) -> None:
    table = re.search(rf"\[meter\.{part}\]\n(?:[a-z].*\n)+", FRONT)
    assert table is not None
    with pytest.raises(CardError, match=f"meter needs {part}"):
        parse_card(card(front=FRONT.replace(table[0], "")))


def test_a_second_promise_is_of_speed_and_needs_no_interval() -> None:
    assert parse_card(card(front=FRONT + SPEED)).front["speed"]["claim"]["value"] == 61.8
    with pytest.raises(CardError, match="what speed claims must be better"):
        parse_card(card(front=FRONT + SPEED.replace("value = 11.5", "value = 70")))


def test_failures_are_several_and_whole() -> None:
    assert len(parse_card(card(front=FRONT + 4 * FAILURE)).front["failures"]) == 4
    with pytest.raises(CardError, match="failures must be 4 at least"):
        parse_card(card(front=FRONT + 3 * FAILURE))
    for line in FAILURE.strip().splitlines()[1:]:
        with pytest.raises(CardError, match=line.split(" = ")[0]):
            parse_card(card(front=FRONT + 4 * FAILURE.replace(f"{line}\n", "")))


def test_a_claim_of_another_paper_says_why() -> None:
    other = FRONT.replace('paper = "OpenPose"', 'paper = "Another"')
    with pytest.raises(CardError, match="needs aside"):
        parse_card(card(front=other))
    said = 'paper = "Another"\naside = "The first one claims nothing."'
    parse_card(card(front=other.replace('paper = "Another"', said)))
    with pytest.raises(CardError, match="needs aside"):
        parse_card(card(front=FRONT.replace('paper = "OpenPose"', 'paper = "OpenPose"\naside = "Why?"')))


@pytest.mark.parametrize("heading", HEADINGS)
def test_each_heading_is_missed(heading: str) -> None:
    with pytest.raises(CardError, match=r"headings must be|before the first heading"):
        parse_card(card(body=BODY.replace(f"## {heading}\n", "")))
    with pytest.raises(CardError, match="nothing under"):
        parse_card(card(body=BODY.replace(f"Text of {heading}.", "")))


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ('scale = "linear"', 'scale = "square"', "linear or log"),
        ('better = "higher"', 'better = "more"', "higher or lower"),
        ('better = "higher"', 'better = "lower"', "better than its baseline"),
        ("value = 11.5", "value = 61.8", "better than its baseline"),
        ("value = 61.8", "value = -1", "better than its baseline"),
        ("perfect = 100", "perfect = 61", "no worse than the claim"),
        (
            'scale = "linear"\nperfect = 100\n[meter.baseline]\nvalue = 11.5',
            'scale = "log"\n[meter.baseline]\nvalue = 0',
            "above 0",
        ),
        ("value = 20.5", "value = nan", "finite"),
        ("value = 20.5", "value = true", "needs value"),
        ("value = 20.5", "value = 23", "within its interval"),
        ("[18.5, 22.5]", "[18.5]", "two numbers"),
        ("[18.5, 22.5]", '[18.5, "22"]', "two numbers"),
        ("n = 240", "n = 0", "1 or more"),
        ("n = 240", "n = 2.5", "needs n"),
        ("n = 240", "n = 240\ncomparable = 1", "needs comparable"),
        ('"python -m models', '"models', "can be run"),
        ('paper = "OpenPose"', 'paper = "PoseNet"', "one of the papers"),
        ("https://", "http://", "begin with https"),
        ("year = 2017", 'year = "2017"', "needs year"),
        ('unit = "%"', 'unit = "%"\ncolour = "red"', "has no colour"),
        ("perfect = 100", "perfect 100", "not TOML"),
    ],
)
def test_senseless_front_matter_is_refused(old: str, new: str, complaint: str) -> None:
    with pytest.raises(CardError, match=complaint):
        parse_card(card(front=FRONT.replace(old, new)))


@pytest.mark.parametrize(
    "text", ["", "# Title", "+++\nidea = 'x'\n", card(body="Hello\n" + BODY), card(body=BODY + BODY)]
)
def test_what_is_no_card_is_refused(text: str) -> None:
    with pytest.raises(CardError):
        parse_card(text)


@pytest.mark.parametrize(
    "file", sorted(Path(__file__).parents[4].glob("models/*/card*.md")), ids=lambda f: str(f.parent.name) + f.stem
)
def test_a_card_links_to_nothing_that_the_site_does_not_have(file: Path) -> None:
    """On a demo's page a link to a file of the repository would lead nowhere."""
    links = re.findall(r"\]\(([^)]*)\)", file.read_text(encoding="utf-8"))
    assert [link for link in links if not link.startswith(("https://", "#"))] == []
