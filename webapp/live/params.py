"""A demo's parameters as a visitor asks for them: checked, and with the uploaded pictures that they name."""

from __future__ import annotations

import time
from typing import Any

from models.contract.demo import Demo
from models.contract.parameters import BadParameter, Upload, check_all, for_visitors
from webapp.errors import BadParams
from webapp.live.uploads import Uploads

Checked = tuple[dict[str, Any], dict[str, bytes]]
"""The parameters, and the pictures by the parameter that names them."""


def checked_params(
    demo: Demo, raw: dict[str, Any], visitor: str, uploads: Uploads, *, teacher: bool = False
) -> Checked:
    """Raises BadParams, also for a picture that is gone or another visitor's."""
    try:
        params = check_all(demo.params, raw)
    except BadParameter as error:
        raise BadParams(f"{error}.") from None
    if not teacher:
        params = for_visitors(demo.params, params)
    pictures = {}
    for declared in demo.params:
        if isinstance(declared, Upload) and (id := params[declared.name]) is not None:
            image = uploads.get(visitor, id, time.monotonic())
            if image is None:
                raise BadParams(f"{declared.name}: this picture is no longer here. Upload it again.")
            pictures[declared.name] = image
    return params, pictures


def first_params(
    demo: Demo,
    raw: dict[str, Any],
    visitor: str,
    uploads: Uploads,
    held: dict[str, Any] | None,
    *,
    teacher: bool = False,
) -> Checked:
    """What a stream or a single picture begins with: what was asked for, or what is ``held`` under the teacher's lock.

    Raises BadParams for a wish that is none, under lock as well.
    """
    wanted = checked_params(demo, raw, visitor, uploads, teacher=teacher)
    if held is None:
        return wanted
    try:
        return checked_params(demo, held, visitor, uploads)
    except BadParams:  # a picture of the visitor's own is gone meanwhile
        gone = {declared.name: None for declared in demo.params if isinstance(declared, Upload)}
        return checked_params(demo, {**held, **gone}, visitor, uploads)
