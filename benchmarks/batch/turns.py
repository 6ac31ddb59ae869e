"""Turns: engines are timed one after the other, round by round, each in a process of its own.

In one process they would disturb one another: pandas and Polars took up to three times as long
where allocator and thread pools were left as another engine had left them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from importlib import import_module
from multiprocessing import get_context
from statistics import median
from typing import Any

from attrs import frozen


@frozen
class Times:
    """The seconds of each engine, round by round."""

    seconds: Mapping[str, list[float]]

    def median(self, name: str) -> float:
        return median(self.seconds[name])

    def ratio(self, name: str, other: str) -> float:
        """The median of the ratios within the rounds."""
        pairs = zip(self.seconds[name], self.seconds[other], strict=True)
        return median(one / another for one, another in pairs)


@contextmanager
def processes(names: list[str]) -> Iterator[Mapping[str, Callable[..., Any]]]:
    """Give for each name what calls a function in the fresh process of that name."""
    with ExitStack() as stack:
        pools = {
            name: stack.enter_context(ProcessPoolExecutor(1, mp_context=get_context("spawn")))
            for name in names
        }
        yield {
            name: lambda call, *args, pool=pool: pool.submit(call, *args).result()
            for name, pool in pools.items()
        }


def call_in(module: str, function: str, *args: Any) -> Any:
    """Call a function of a module that is imported here and now.

    What it raises comes back as a text: the errors of some engines do not pickle.
    """
    try:
        return getattr(import_module(module), function)(*args)
    except ModuleNotFoundError:
        raise
    except Exception as error:
        raise RuntimeError(f"{type(error).__name__}: {error}") from None


def in_turns(calls: Mapping[str, Callable[[], float]], rounds: int, warm_up: int = 1) -> Times:
    """Call each in turn, so many rounds; those before them, to warm up, are dropped."""
    seconds: dict[str, list[float]] = {name: [] for name in calls}
    for _ in range(warm_up + rounds):
        for name, call in calls.items():
            seconds[name].append(call())
    return Times({name: each[warm_up:] for name, each in seconds.items()})
