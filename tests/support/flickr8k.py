"""An archive of a few captions, put together as Flickr8k's is."""

from __future__ import annotations

import io
import tarfile


def archive_of(folder, train, dev, captions, pictures=None):
    """An archive as Flickr8k's. pictures: names, with a few bytes in place of each picture, or bytes by name."""
    texts = {"train.txt": "\n".join(train), "dev.txt": "\n".join(dev) + "\n", "captions.token.txt": "\n".join(captions)}
    contents = {name: text.encode() for name, text in texts.items()}
    if not isinstance(pictures, dict):
        pictures = {name: f"picture {name}".encode() for name in (train + dev if pictures is None else pictures)}
    contents |= {f"images/{name}": content for name, content in pictures.items()}
    file = folder / "flickr8k.tar"
    with tarfile.open(file, "w") as tar:
        for name, content in contents.items():
            member = tarfile.TarInfo(f"flickr8k/{name}")
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return file
