"""Files at the edge: a read is bounded and never waits, a write is whole or did not happen.

* `read_bytes` and `open_bytes` read regular files only, at once and piece by piece.
* `write_bytes` and `new_files` write files likewise, `write_folder` a folder of them.
"""

from competency.files._folder import write_folder
from competency.files._read import open_bytes, read_bytes
from competency.files._write import Create, NewFile, new_files, write_bytes

__all__ = [
    "Create",
    "NewFile",
    "new_files",
    "open_bytes",
    "read_bytes",
    "write_bytes",
    "write_folder",
]
