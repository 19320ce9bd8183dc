"""What can be voted on: what the demos declare, and the site's own."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from flask_babel import lazy_gettext

from models.contract.demo import Demo, Poll
from webapp.classroom.standings import Standing
from webapp.errors import NotFound
from webapp.http.catalogue import card_of, present_language, texts_in

MOST_SAID = 100


class Polls:
    """What can be voted on, by name."""

    def __init__(self, demos: Mapping[str, Demo]) -> None:
        subjects = tuple(f"{name}:{when}" for name in demos for when in ("before", "after"))
        hype = Poll(
            "hype",
            lazy_gettext("Hype or reality?"),
            {"hype": lazy_gettext("Hype"), "reality": lazy_gettext("Reality")},
            subjects,
        )
        self._folders = {poll.name: demo for demo in demos.values() for poll in demo.polls}
        self._polls = {poll.name: poll for poll in (hype, *(poll for demo in demos.values() for poll in demo.polls))}
        self._promises = {name: (demo, _promise(demo)) for name, demo in demos.items()}
        self._said: dict[tuple[str, str | None, str], tuple[int, str]] = {}

    def __iter__(self) -> Any:
        return iter(self._polls.values())

    def texts(self, poll: Poll) -> Callable[[str], str]:
        """From a poll's English text to the present language's; the site's own polls know by themselves."""
        demo = self._folders.get(poll.name)
        known = texts_in(demo, present_language()) if demo else {}
        return lambda text: str(known.get(text, text))

    def promise(self, poll: Poll, subject: str | None) -> str:
        """What exactly is voted on, in the present language: the promise on the card of the demo that a subject of the
        site's own poll is about. Empty for any other poll or subject."""
        if poll.name in self._folders or subject is None:
            return ""
        demo, promise = self._promises.get(subject.partition(":")[0], (None, ""))
        return str(texts_in(demo, present_language()).get(promise, promise)) if demo else ""

    def state(self, poll: Poll, standing: Standing, subject: str | None) -> dict[str, Any]:
        """What everybody may see of a poll, in the present language."""
        told = state(poll, standing, subject, self.texts(poll))
        promise = self.promise(poll, subject)
        return {**told, "promise": promise} if promise else told

    def said(self, poll: Poll, standing: Standing, subject: str | None) -> str:
        """The state as JSON in the present language, made once for each change: whoever asks all the time costs
        little."""
        key = (poll.name, subject, present_language())
        known = self._said.get(key)
        if known is None or known[0] != standing.revision:
            if len(self._said) >= MOST_SAID:
                self._said.clear()
            known = standing.revision, json.dumps(self.state(poll, standing, subject))
            self._said[key] = known
        return known[1]

    def get(self, name: str) -> Poll:
        """Raises NotFound."""
        if name not in self._polls:
            raise NotFound("There is no poll of this name.")
        return self._polls[name]


def _promise(demo: Demo) -> str:
    return str(card_of(demo).front.get("meter", {}).get("promise", ""))


def state(poll: Poll, standing: Standing, subject: str | None, say: Callable[[str], str] = str) -> dict[str, Any]:
    """What everybody may see of a poll: of one subject, or of all of them together and one by one."""
    choices = list(poll.choices)
    said: dict[str, Any] = {
        "poll": poll.name,
        "question": say(poll.question),
        "choices": [{"value": value, "label": say(label)} for value, label in poll.choices.items()],
        "subject": subject,
        "tally": standing.tally(choices, subject),
        "history": standing.history(choices, subject),
    }
    said["total"] = sum(said["tally"].values())
    if subject is None:
        said["subjects"] = {one: standing.tally(choices, one) for one in poll.subjects or standing}
    return said
