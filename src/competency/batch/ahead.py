"""Reading ahead: what comes next is made in a thread while what is there is worked on."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import closing
from queue import Full, Queue
from threading import Event, Thread
from typing import Any, TypeVar

__all__ = ["ahead"]

_SECONDS = 0.05
_Thing = TypeVar("_Thing")


def ahead(things: Generator[_Thing, None, None], depth: int = 1) -> Iterator[_Thing]:
    """Give things in their order, made in a thread of their own, at most so many of them ahead.

    What the generator raises is raised here; when nobody asks any more, it is closed.

    >>> list(ahead(number * number for number in range(4)))
    [0, 1, 4, 9]
    """
    made: Queue[tuple[bool, Any]] = Queue(depth)
    stop = Event()
    thread = Thread(target=_make, args=(things, made, stop), daemon=True)
    thread.start()
    try:
        while True:
            is_thing, thing = made.get()
            if is_thing:
                yield thing
            elif thing is None:
                return
            else:
                raise thing
    finally:
        stop.set()
        thread.join()


def _make(things: Generator[Any, None, None], made: Queue[tuple[bool, Any]], stop: Event) -> None:
    end: BaseException | None = None
    with closing(things):
        try:
            for thing in things:
                if not _put(made, (True, thing), stop):
                    break
        except BaseException as error:
            end = error
    _put(made, (False, end), stop)


def _put(made: Queue[tuple[bool, Any]], what: tuple[bool, Any], stop: Event) -> bool:
    """Wait for room; tell whether somebody still asks."""
    while not stop.is_set():
        try:
            made.put(what, timeout=_SECONDS)
        except Full:
            continue
        return True
    return False
