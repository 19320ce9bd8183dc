"""Names of hosts, and origins, as browsers send them."""

from __future__ import annotations

import re
import unicodedata


def ascii_name(name: str) -> str:
    """A host's name as browsers send it: lower case, no dot at its end, other letters in Punycode (RFC 3492).

    An address stays as it is. Raises ValueError for a label that is empty or longer than 63 bytes.
    """
    plain = re.sub("[\u3002\uff0e\uff61]", ".", unicodedata.normalize("NFKC", name.lower())).removesuffix(".")
    labels = []
    for label in plain.split("."):
        short = label if label.isascii() else f"xn--{label.encode('punycode').decode()}"
        if not 1 <= len(short) <= 63 and ":" not in short:
            raise ValueError(f"{name!r} is no host's name: between its dots there are 1 to 63 letters")
        labels.append(short)
    return ".".join(labels)


def browser_origin(origin: str) -> str:
    """An origin as browsers send it, without the scheme's own port. Raises ValueError as :func:`ascii_name` does."""
    scheme, _, place = origin.lower().partition("://")
    bracketed = re.fullmatch(r"(\[[^\]]*\])(?::(\d*))?", place)
    name, port = bracketed.groups() if bracketed else (place.partition(":")[0], place.partition(":")[2])
    usual = {"http": "80", "https": "443"}.get(scheme)
    shown = name if bracketed else ascii_name(name)
    return f"{scheme}://{shown}" + (f":{port}" if port and port != usual else "")
