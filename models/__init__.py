"""TensorFlow models. Nothing in this package knows of the web."""

import os

# Products in NumPy are small here, and the second thread of its BLAS waits actively: where cores are busy it takes a
# hundred times as long. It reads this once, when NumPy is first imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
