"""Bytes in, plain values with their places out: YAML, JSON, strict CSV rows and workbooks.

Files come from people and from strangers, so nothing is guessed and nothing is executed. A YAML or
JSON document becomes a tree of dicts, lists and the scalars *as they were typed*: `no`, `010`,
`12:30` and `1.10` stay those four texts, and the schema decides later what they mean. Only a null
is `None`. Both formats pass one gate, which refuses duplicate keys, counts values, characters and
depth after the expansion of aliases, and notes where each node stands; so that `Document.locate`
finds line and column of whatever the loading rooms find wrong later on.

* `read_document` reads YAML, or JSON where the name ends in `.json`, into a `Document`.
* `read_table` reads CSV row by row, in constant memory, into a `Table`.
* `read_workbook` reads sheets of an XLSX file as rows of texts, after its zip and XML were looked
  through, into a `Workbook`.
* `guard` and `unguard` are the two directions of the one change that cells undergo, so that no
  spreadsheet runs a text as a formula.
* `Limits` bounds all of it.

Nothing here recurses, and only `InvalidFile` is raised, whatever the bytes are.
"""

from competency.reading._document import Document, read_document
from competency.reading._formula import guard, unguard
from competency.reading._limits import Limits, Tree
from competency.reading._sheets import cell_name
from competency.reading._table import Table, read_table
from competency.reading._workbook import Sheet, Workbook, read_workbook

__all__ = [
    "Document",
    "Limits",
    "Sheet",
    "Table",
    "Tree",
    "Workbook",
    "cell_name",
    "guard",
    "read_document",
    "read_table",
    "read_workbook",
    "unguard",
]
