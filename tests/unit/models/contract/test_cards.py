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
[meter]
metric = "frames a second"
unit = "fps"
scale = "linear"
hype = 60
reality = 0
[meter.claimed]
value = 54
text = "54 fps"
source = "the paper"
[meter.measured]
value = 20.5
text = "20 fps"
command = "make bench"
"""
BODY = "".join(f"\n## {heading}\n\nText of {heading}.\n" for heading in HEADINGS)


def card(front: str = FRONT, body: str = BODY) -> str:
    return f"+++\n{front.strip()}\n+++\n{body}"


def test_a_whole_card() -> None:
    parsed = parse_card(card())
    assert parsed.front["meter"]["measured"]["value"] == 20.5
    assert parsed.sections[1] == ("What the paper claimed", "Text of What the paper claimed.")
    assert tuple(heading for heading, _ in parsed.sections) == HEADINGS
    json.dumps(parsed.front)


def test_a_heading_within_code_is_text() -> None:
    body = BODY.replace("Text of The idea.", "```\n## not a heading\n```")
    assert "## not a heading" in parse_card(card(body=body)).sections[0][1]


@pytest.mark.parametrize("line", [line for line in FRONT.splitlines() if " = " in line])
def test_each_field_is_missed(line: str) -> None:
    with pytest.raises(CardError, match=line.split(" = ")[0]):
        parse_card(card(front=FRONT.replace(line, "", 1)))


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
        ('scale = "linear"', 'scale = "log"', "above 0"),
        ("hype = 60", "hype = 0", "must differ"),
        ("hype = 60", "hype = 50", "between the meter's two ends"),
        ("value = 20.5", "value = nan", "finite"),
        ("value = 20.5", "value = true", "needs value"),
        ("year = 2017", 'year = "2017"', "needs year"),
        ('unit = "fps"', 'unit = "fps"\ncolour = "red"', "has no colour"),
        ("hype = 60", "hype 60", "not TOML"),
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
