"""What a picture file claims, checked against what is there, before any decoder sees it.

A decoder believes its file: it reserves what a length field asks for and works through as many scans or directories
as are written down. So each container that is taken is walked first, in time linear in its bytes and with the
standard library alone: lengths lie within the file, sums are right, what is counted is bounded, nothing leads in a
circle, and what is to be unpacked is no more than its packed bytes can hold.
"""

from models.contract.containers.base import Accept, Colours, ContainerError, Header
from models.contract.containers.reader import FORMATS, kind_of, read

__all__ = ["FORMATS", "Accept", "Colours", "ContainerError", "Header", "kind_of", "read"]
