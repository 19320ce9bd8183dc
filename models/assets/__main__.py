"""``python -m models.assets [NAME…]`` fetches the named files, or all that are missing and not optional."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from models.assets.assets import CACHE, MANIFEST, AssetError, manifest
from models.assets.fetching import fetch


def main(names: Sequence[str]) -> int:
    """Fetch the named assets, or all that are not optional. Returns the exit code."""
    try:
        wanted = [asset for asset in manifest().values() if asset.name in names or not (names or asset.optional)]
        unknown = set(names) - set(manifest())
        if unknown:
            raise AssetError(f"There is no model file called {min(unknown)} in {MANIFEST.name}.")
        fetch(wanted, CACHE)
    except AssetError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except KeyboardInterrupt:
        sys.stderr.write("Stopped. What is already there is kept; `make assets` goes on from here.\n")
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
