"""Exact decimals in, and numbers as they are shown out."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from competency import InvalidValue, display, number_text
from competency.errors import quoted
from competency.rounding import exact


class _Float(float):
    """A float that writes itself oddly, as those of NumPy do."""

    def __repr__(self) -> str:
        return f"Float({float.__repr__(self)})"


class _Count(int):
    """A whole number of another type."""


@pytest.mark.parametrize(
    ("expected", "value"),
    [
        (3, 3),
        (-2, -2),
        (0, "0"),
        (0, "-0"),
        (4, 4.0),
        (2, "2.0"),
        (Fraction(3, 10), 0.3),
        (Fraction(3, 10), Decimal("0.3")),
        (Fraction(5, 2), "2.50"),
        (Fraction(-1, 4), "-0.25"),
        (Fraction(1, 10**6), "0.000001"),
        (Fraction(1, 10**6), 1e-6),
        (Fraction(1, 4), _Float(0.25)),
        (7, _Count(7)),
        (2, Fraction(4, 2)),
        (10**12 - 1, 10**12 - 1),
        (1 - 10**12, str(1 - 10**12)),
        (100, Decimal("1E+2")),
    ],
)
def test_a_short_decimal_is_read_exactly(expected: object, value: object) -> None:
    """A level's value and a weight are held exactly: an int where whole, else a Fraction."""
    actual = exact(value)
    assert expected == actual
    assert type(actual) is (int if actual == int(actual) else Fraction)


@pytest.mark.parametrize(
    "value",
    [
        *["1_0", "1e5", "+2", " 4", "4 ", "4.", ".5", "01", "0x1", "", "-", "٣", "four", "4\n"],
        *["1,5", "9" * 37, b"4", True, False, None, [], float("nan"), float("inf"), 1e-300],
        *[Decimal("NaN"), Decimal("1E+999999999"), Decimal("1E-36"), Decimal("1E+36")],
    ],
)
def test_what_is_no_number_is_refused(value: object) -> None:
    """Nothing is coerced into a number."""
    with pytest.raises(InvalidValue) as caught:
        exact(value)
    assert f"{quoted(value)} is not a number" == caught.value.message
    assert "write a whole number or a short decimal, such as 3 or 0.25" == caught.value.remedy
    assert ("not-a-number", None) == (caught.value.kind, caught.value.field)


@pytest.mark.parametrize(
    "value", ["0.0000001", "1.0000000", 0.1 + 0.2, 1e-7, Fraction(1, 3), Decimal("0.1234567")]
)
def test_more_than_six_places_are_refused(value: object) -> None:
    """A number has at most six decimal places."""
    with pytest.raises(InvalidValue) as caught:
        exact(value)
    assert f"{quoted(value)} has more than 6 decimal places; round it" == str(caught.value)


@pytest.mark.parametrize(
    "value", [10**12, -(10**12), 1e12, str(10**12), Fraction(10**12), "9" * 36, 10**40]
)
def test_a_number_has_a_bound(value: object) -> None:
    """A number of a million millions is too large."""
    with pytest.raises(InvalidValue) as caught:
        exact(value)
    assert f"{quoted(value)} is too large; use a smaller number" == str(caught.value)


@given(st.integers(1 - 10**18, 10**18 - 1))
@example(10**18 - 1)
@example(1 - 10**18)
def test_an_exact_number_reads_back_from_its_text(millionths: int) -> None:
    """The shortest text of a number reads back to the same number, from a text and a float."""
    number = exact(Fraction(millionths, 10**6))
    assert number == exact(number_text(number)) == exact(Decimal(number_text(number)))
    if abs(millionths) < 10**15:
        assert number == exact(float(number))


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_float_reads_back_from_its_text(value: float) -> None:
    """CSV and JSON carry the shortest text that reads back to the same float."""
    assert value == float(number_text(value))
    assert repr(value) == number_text(_Float(value))


@pytest.mark.parametrize(
    ("expected", "value", "figure", "places"),
    [
        ("2.3", 2.25, "mean", 1),
        ("2.4", 2.35, "mean", 1),
        ("-2.3", -2.25, "mean", 1),
        ("2.68", 2.675, "mean", 2),
        ("4.0", 4, "mean", 1),
        ("0.0", 0, "mean", 1),
        ("0.0", -0.0, "mean", 1),
        ("0.00", 0.0, "mean", 2),
        ("0.1", 0.05, "mean", 1),
        ("<0.1", 0.049, "mean", 1),
        ("<0.01", 0.0049, "mean", 2),
        (">-0.1", -0.04, "gap", 1),
        ("-0.1", -0.05, "gap", 1),
        ("0.3", Fraction(1, 4), "shortfall", 1),
        ("0", 0, "percent", 1),
        ("0", -0.0, "percent", 1),
        ("<1", 0.499, "percent", 1),
        ("1", 0.5, "percent", 1),
        ("67", 66.5, "percent", 1),
        ("99", 99.499, "percent", 1),
        (">99", 99.5, "percent", 1),
        (">99", 99.999, "percent", 1),
        ("100", 100.0, "percent", 1),
        ("29", 0.29, "coverage", 1),
        ("<1", 0.004, "coverage", 1),
        (">99", 0.996, "coverage", 1),
        ("100", 1.0, "coverage", 1),
        ("0", 0.0, "coverage", 1),
        ("2.5", Fraction(5, 2), "median", 1),
        ("0.125", Fraction(1, 8), "median", 1),
        ("100", 100, "level", 1),
        ("4", 4.0, "level", 1),
        ("0", -0.0, "minimum", 1),
        ("0.25", 0.25, "maximum", 1),
        ("0.25", 0.25, "mastery", 1),
        ("0.25", Fraction(1, 4), "required", 1),
    ],
)
def test_a_number_is_shown(expected: str, value: Any, figure: str, places: int) -> None:
    """One decimal, percent none, half up; what is not zero never looks like zero."""
    assert expected == display(value, figure, places)


@given(st.floats(-1e9, 1e9), st.integers(0, 3))
def test_a_mean_is_rounded_half_up_from_its_text(value: float, places: int) -> None:
    """HTML, Markdown and the terminal round once, half up, from the shortest decimal text."""
    oracle = Decimal(repr(value)).quantize(Decimal((0, (1,), -places)), ROUND_HALF_UP)
    shown = display(value, places=places)
    if oracle or not value:
        assert abs(oracle) == abs(Decimal(shown))
        assert (oracle < 0) == shown.startswith("-")
    else:
        sign, step = ("<", "") if value > 0 else (">", "-")
        assert f"{sign}{step}{Decimal((0, (1,), -places))}" == shown


@given(st.floats(0, 100))
def test_a_percent_is_0_or_100_only_if_exact(value: float) -> None:
    """Percent shows 0 and 100 only if exact, else `<1`, `>99`."""
    shown = display(value, "percent")
    assert (value == 0) == (shown == "0")
    assert (value == 100) == (shown == "100")
    assert (0 < value < 0.5) == (shown == "<1")
    assert (99.5 <= value < 100) == (shown == ">99")


def test_the_decimal_context_of_the_caller_changes_nothing() -> None:
    """A number has the same digits in every document, whatever the caller's context."""
    with localcontext() as context:
        context.prec = 3
        assert "123456.789" == number_text(Fraction(123456789, 1000))
        assert "123456.8" == display(123456.789)
        assert "12.345678" == display(Fraction(12345678, 10**6), "median")
        assert "50" == display(0.50496, "coverage")


def test_a_fraction_without_an_end_has_many_digits() -> None:
    """A third, which no decimal is equal to, is written with 28 digits."""
    assert "0." + "3" * 28 == number_text(Fraction(1, 3))
