"""The gate that YAML and JSON pass: it builds the tree, counts it, and notes where nodes stand."""

from __future__ import annotations

from array import array
from typing import Any

from attrs import Factory, define

from competency.errors import InvalidFile, Problem, quoted
from competency.reading._limits import Limits, Tree
from competency.reading._source import MOST_PROBLEMS, Source

__all__ = ["Gate"]


@define(eq=False)
class _Anchor:
    """A node with a name, and what each use of it adds; of an open node, what stood before it."""

    node: Tree
    index: int
    values: int
    characters: int
    height: int = 0
    open: bool = False


@define(eq=False)
class _Frame:
    """A mapping or list that is being filled; `keys` has the place of each key so far."""

    node: Any
    mapping: bool = False
    keys: dict[str, int] = Factory(dict)
    key: str | None = None
    height: int = 1
    anchor: _Anchor | None = None


@define(eq=False)
class Gate:
    """Take the nodes of a document one by one and build its tree of plain values.

    `offsets` holds the position of each node in document order, keys and aliases among them,
    `aliases` leads from the index of an alias to that of the node that it stands for, `awaits_key`
    tells whether the next node is the key of a mapping. What can be passed over is collected in
    `problems`; what exceeds a budget ends the reading.
    """

    source: Source
    limits: Limits
    offsets: array[int] = Factory(lambda: array("Q"))
    aliases: dict[int, int] = Factory(dict)
    problems: list[Problem] = Factory(list)
    awaits_key: bool = False
    _longest: int = Factory(lambda gate: gate.limits.text, takes_self=True)
    _most_values: int = Factory(lambda gate: gate.limits.values, takes_self=True)
    _most_characters: int = Factory(lambda gate: gate.limits.characters, takes_self=True)
    _values: int = 0
    _characters: int = 0
    _frame: _Frame = Factory(lambda: _Frame([]))
    _outer: list[_Frame] = Factory(list)
    _anchors: dict[str, _Anchor] = Factory(dict)
    _known_keys: dict[str, str] = Factory(dict)

    @property
    def last(self) -> int:
        """The position of the node that was taken last."""
        return self.offsets[-1] if self.offsets else 0

    def key(self, text: str, offset: int) -> None:
        """Take the key of the value that comes next."""
        self.offsets.append(offset)
        self._values += 1
        self._characters += len(text)
        if (
            len(text) > self._longest
            or self._values > self._most_values
            or self._characters > self._most_characters
        ):
            self._over(text, offset)
        frame = self._frame
        if text in frame.keys:
            self._twice(text, offset)
        else:
            frame.keys[text] = offset
        # A key that thousands of mappings have is one object.
        frame.key = self._known_keys.setdefault(text, text)
        self.awaits_key = False

    def scalar(self, value: str | None, offset: int) -> None:
        """Take a text or a null."""
        size = len(value) if value else 0
        self.offsets.append(offset)
        self._values += 1
        self._characters += size
        if (
            size > self._longest
            or self._values > self._most_values
            or self._characters > self._most_characters
        ):
            self._over(value or "", offset)
        frame = self._frame
        if frame.mapping:
            frame.node[frame.key] = value
            self.awaits_key = True
        else:
            frame.node.append(value)

    def open(self, node: dict[str, Any] | list[Any], offset: int) -> None:
        """Take an empty mapping or list; it holds the nodes that come until it is closed."""
        self.offsets.append(offset)
        self._values += 1
        if self._values > self._most_values:
            raise self._too_many(offset)
        frame = self._frame
        if frame.mapping:
            frame.node[frame.key] = node
        else:
            frame.node.append(node)
        self._outer.append(frame)
        self.awaits_key = type(node) is dict
        self._frame = _Frame(node, self.awaits_key, {})
        if len(self._outer) > self.limits.depth:
            raise self.too_deep(offset)

    def close(self) -> None:
        """End the mapping or list that was opened last."""
        inner, outer = self._frame, self._outer.pop()
        if inner.height >= outer.height:
            outer.height = inner.height + 1
        anchor = inner.anchor
        if anchor is not None:
            anchor.values = self._values - anchor.values
            anchor.characters = self._characters - anchor.characters
            anchor.height, anchor.open = inner.height, False
        self._frame = outer
        self.awaits_key = outer.mapping

    def anchor(self, name: str, node: Tree) -> None:
        """Name the node that was taken last."""
        index = len(self.offsets) - 1
        if isinstance(node, str | None):
            self._anchors[name] = _Anchor(node, index, 1, len(node or ""))
        else:
            anchor = _Anchor(node, index, self._values - 1, self._characters, open=True)
            self._anchors[name] = self._frame.anchor = anchor

    def alias(self, name: str, offset: int) -> None:
        """Take a named node once more, as a value or as a key."""
        anchor = self._anchors.get(name)
        if anchor is None or anchor.open:
            kind, cause = (
                ("alias-cycle", "contains itself") if anchor else ("alias", "has no anchor")
            )
            self.complain(f"the alias {quoted(name)} {cause}", "write its value out", kind, offset)
            anchor = _Anchor("", 0, 1, 0)
        if self.awaits_key:
            self.key(self._as_key(anchor.node, offset), offset)
            return
        self._count(anchor.values, anchor.characters, offset)
        self._check_depth(anchor.height, offset)
        self._frame.height = max(self._frame.height, anchor.height + 1)
        if anchor.height:
            self.aliases[len(self.offsets) - 1] = anchor.index
        self._put(anchor.node)

    def stop(self, message: str, remedy: str, kind: str, offset: int) -> InvalidFile:
        """Make the error that ends the reading here, with all that was found before."""
        self.problems.append(Problem(message, remedy, kind, self.source.place(offset)))
        return InvalidFile(tuple(self.problems))

    def complain(self, message: str, remedy: str, kind: str, offset: int) -> None:
        """Note a problem that the reading can go on from."""
        error = self.stop(message, remedy, kind, offset)
        if len(error.problems) >= MOST_PROBLEMS:
            raise error

    def forbidden(self, character: str, offset: int) -> None:
        """Note that a text has an escape for what no text may hold."""
        message = f"the text at this place holds the character U+{ord(character):04X}"
        self.complain(message, "remove its escape", "control-character", offset)

    def too_deep(self, offset: int) -> InvalidFile:
        """Make the error that ends the reading where nodes are nested too deep."""
        message = f"more than {self.limits.depth} mappings and lists within one another"
        return self.stop(message, "nest them less deep", "too-deep", offset)

    def finish(self) -> dict[str, Any]:
        """Give the tree, which must be a mapping.

        Raises:
            InvalidFile: if it is none, or if anything else was found.

        """
        root = self._frame.node[0]
        if not isinstance(root, dict):
            kind = "a null" if root is None else "a text" if isinstance(root, str) else "a list"
            message = f"the file holds {kind} where a mapping is due"
            raise self.stop(message, "start it with 'key: value'", "wrong-type", self.offsets[0])
        if self.problems:
            raise InvalidFile(tuple(self.problems))
        return root

    def _put(self, value: Tree) -> None:
        frame = self._frame
        if frame.mapping:
            frame.node[frame.key] = value
            self.awaits_key = True
        else:
            frame.node.append(value)

    def _twice(self, text: str, offset: int) -> None:
        line = self.source.place(self._frame.keys[text]).line
        message = f"the key {quoted(text)} is here twice; it first stands in line {line}"
        self.complain(message, "rename or remove one of them", "duplicate-key", offset)

    def _as_key(self, node: Tree, offset: int) -> str:
        if isinstance(node, str):
            return node
        message = "this alias is no text, as a key must be"
        self.complain(message, "write the key out", "key", offset)
        return ""

    def _count(self, values: int, characters: int, offset: int) -> None:
        self.offsets.append(offset)
        self._values += values
        self._characters += characters
        if self._values > self._most_values or self._characters > self._most_characters:
            raise self._too_many(offset)

    def _too_many(self, offset: int) -> InvalidFile:
        most, unit = self.limits.values, "values"
        if self._values <= most:
            most, unit = self.limits.characters, "characters"
        message = f"the file holds more than {most:,} {unit}, with its aliases written out"
        return self.stop(message, "split it or raise the limit", f"too-many-{unit}", offset)

    def _over(self, text: str, offset: int) -> None:
        """Tell which limit is passed by a text that was counted."""
        if self._values > self._most_values or self._characters > self._most_characters:
            raise self._too_many(offset)
        message = f"a text of {len(text):,} characters; {self.limits.text:,} are allowed"
        self.complain(message, "shorten it or raise the limit", "text-too-long", offset)

    def _check_depth(self, height: int, offset: int) -> None:
        if len(self._outer) + height > self.limits.depth:
            raise self.too_deep(offset)
