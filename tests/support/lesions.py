"""A made-up pack of lesions, put together as HAM10000's is."""

from __future__ import annotations

import csv
import io
import tarfile
import zipfile

import cv2
import numpy as np

from models.lesions.classes import CLASSES

COLUMNS = ("lesion_id", "image_id", "dx", "dx_type", "age", "sex", "localization", "group", "split", "dark_corners")
COLOURS = np.random.default_rng(4).integers(40, 200, (len(CLASSES), 3))


def line(image, dx, split, group=None, **more):
    """A row of the metadata."""
    known = {"lesion_id": f"L{image}", "image_id": image, "dx": dx, "group": group or f"G{image}", "split": split}
    return (
        {"dx_type": "histo", "age": "50.0", "sex": "female", "localization": "back", "dark_corners": "0"} | known | more
    )


def lines_of(train=60, dev=21):
    """Rows with all classes in both splits; in dev two pictures always share a group."""
    found = [line(f"T{index}", CLASSES[index % 7], "train", age=str(30.0 + index)) for index in range(train)]
    return found + [
        line(f"D{index}", CLASSES[index % 7], "dev", f"GD{index // 14}-{index % 7}") for index in range(dev)
    ]


def contents_of(lines):
    """Every file of the pack by name: each class has a blob of its own colour."""
    table = io.StringIO()
    writer = csv.DictWriter(table, COLUMNS)
    writer.writeheader()
    writer.writerows(lines)
    masks = io.BytesIO()
    found = {"metadata.csv": table.getvalue().encode()}
    with zipfile.ZipFile(masks, "w") as archive:
        for index, one in enumerate(lines):
            picture, mask = drawn(CLASSES.index(one["dx"]), index)
            found[f"images/{one['image_id']}.jpg"] = cv2.imencode(".jpg", picture[..., ::-1])[1].tobytes()
            archive.writestr(f"{one['image_id']}.png", cv2.imencode(".png", mask)[1].tobytes())
    return found | {"masks.zip": masks.getvalue()}


def drawn(label, seed):
    """A blob on skin, RGB uint8 (150, 200, 3), and its mask, uint8 (150, 200)."""
    rng = np.random.default_rng(seed)
    picture = np.clip(rng.normal((215, 170, 160), 6, (150, 200, 3)), 0, 255).astype(np.uint8)
    mask = np.zeros((150, 200), np.uint8)
    middle = tuple(int(at) for at in rng.integers((80, 55), (120, 95)))
    cv2.ellipse(mask, middle, (int(rng.integers(25, 40)), 25), 0, 0, 360, 255, -1)
    picture[mask > 0] = COLOURS[label]
    return picture, mask


def pack_of(folder, lines=None, as_folder=False):
    """A pack as a tar, or as the folder that it unpacks to."""
    contents = contents_of(lines_of() if lines is None else lines)
    if as_folder:
        for name, content in contents.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(content)
        return folder
    with tarfile.open(folder / "ham.tar", "w") as tar:
        for name, content in contents.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return folder / "ham.tar"
