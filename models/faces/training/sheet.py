"""Draw the sheet of 64 faces that nobody chose: ``python -m models.faces.training.sheet``.

With ``--directions FILE`` also one face along each direction, outside of the project: what their names were seen in.
"""

import sys
from pathlib import Path

from models.faces.demo import FacesDemo
from models.training.synthesis import sheet

if __name__ == "__main__":
    sys.exit(sheet.main(sys.argv[1:], Path(__file__).parents[1], FacesDemo.mark))
