"""Parameters in an address's query, as the kinds that a demo declares. Pure."""

from __future__ import annotations

import json
from typing import Any

from models.contract.parameters import Number, Parameter, Points, Switch


def value_of(parameter: Parameter | None, text: str) -> Any:
    """What the text stands for; what cannot be the parameter's kind is left for its check to refuse."""
    if isinstance(parameter, Switch):
        return {"true": True, "1": True, "false": False, "0": False}.get(text.lower(), text)
    if isinstance(parameter, Number):
        try:
            return float(text)
        except ValueError:
            return text
    if isinstance(parameter, Points):
        try:
            return json.loads(text)
        except (ValueError, RecursionError):
            return text
    return text
