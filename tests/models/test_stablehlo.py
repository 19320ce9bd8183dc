"""Each network as StableHLO: written with its weights, read back by JAX alone, the answers are TensorFlow's."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.stablehlo import export, run
from benchmarks.stablehlo.networks import NETWORKS

ROOT = Path(__file__).parents[2]
ALONE = """
import json, sys
from pathlib import Path
from benchmarks.stablehlo import run
found = run.run(Path(sys.argv[1]), calls=1)
print(json.dumps([*found, any(name in sys.modules for name in ("tensorflow", "cv2"))]))
"""


@pytest.mark.parametrize("name", NETWORKS)
def test_jax_answers_as_tensorflow_does(name: str, tmp_path: Path) -> None:
    network = NETWORKS[name]()
    file = export.write(tmp_path, name, network, 2 if network.batches else 1, small=True)
    ran = subprocess.run([sys.executable, "-c", ALONE, str(file)], check=True, capture_output=True, cwd=ROOT)
    difference, seconds, has_tensorflow = json.loads(ran.stdout)
    assert difference <= run.MOST
    assert seconds > 0
    assert not has_tensorflow
