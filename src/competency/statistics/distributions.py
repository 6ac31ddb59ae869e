"""Quantiles of distributions; the only place that needs SciPy (the extra `competency[stats]`).

SciPy takes a second to load: it is resolved on first use, when somebody asks for an interval.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

from competency.errors import InvalidValue, MissingExtra

__all__ = ["f_quantile", "t_quantile"]


def t_quantile(share: float, freedom: int) -> float:
    """Give the value that this share of Student's t distribution lies below.

    Args:
        share: Between 0 and 1, such as 0.975.
        freedom: Its degrees of freedom.

    Raises:
        InvalidValue: if the share is not between 0 and 1, or the freedom not above 0.
        MissingExtra: if SciPy is not installed.

    >>> round(t_quantile(0.975, 11), 3)
    2.201
    """
    _check(share, freedom)
    return float(_special().stdtrit(freedom, share))


def f_quantile(share: float, numerator: int, denominator: int) -> float:
    """Give the value that this share of Fisher's F distribution lies below.

    Args:
        share: Between 0 and 1, such as 0.975.
        numerator: The degrees of freedom of the upper mean square.
        denominator: Those of the lower one.

    Raises:
        InvalidValue: if the share is not between 0 and 1, or a freedom not above 0.
        MissingExtra: if SciPy is not installed.

    >>> round(f_quantile(0.95, 3, 10), 3)
    3.708
    """
    _check(share, numerator, denominator)
    return float(_special().fdtri(numerator, denominator, share))


def _check(share: float, *freedoms: int) -> None:
    if not 0 < share < 1:
        raise InvalidValue(f"the share {share} is not between 0 and 1", "use one such as 0.95")
    if min(freedoms) < 1:
        raise InvalidValue("there are no degrees of freedom", "give at least one")


def _special() -> Any:
    try:
        return import_module("scipy.special")
    except ModuleNotFoundError as error:
        raise MissingExtra("a confidence interval", "scipy", "stats") from error
