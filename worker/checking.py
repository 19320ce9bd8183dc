"""Whether what a demo loads is there and is what it should be, before anybody asks for the demo."""

from __future__ import annotations

from collections.abc import Iterable

from models.assets import assets
from models.assets.assets import AssetError
from models.contract.demo import Demo
from models.toolkit import weightfiles
from wire import protocol
from worker.outbox import Outbox

WEIGHTS = "weights.npz"
"""What a demo that was trained here keeps in its own folder."""


def check_files(demos: Iterable[Demo], outbox: Outbox) -> None:
    """Read every file that the demos load, and tell which demos can be loaded and which cannot, with the reason."""
    for demo in demos:
        reason = what_is_wrong(demo)
        if reason:
            outbox.tell(protocol.Kind.LOAD_FAILED, demo=demo.name, reason=reason, for_good=True)
        else:
            outbox.tell(protocol.Kind.CHECKED, demo=demo.name)


def what_is_wrong(demo: Demo) -> str:
    """The sentence for whoever runs the server, or nothing. Reads the files whole."""
    try:
        for name in demo.assets:
            assets.path(name)
        if (weights := demo.folder / WEIGHTS).exists():
            weightfiles.check(weights)
    except AssetError as error:
        return str(error)
    return ""
