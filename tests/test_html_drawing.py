"""The pictures of the exporter `html`: geometry with exact numbers."""

from __future__ import annotations

from fractions import Fraction

import pytest

from competency import Row, Scale
from competency_exporters.html.bars import (
    distance_picture,
    distance_ticks,
    distance_unit,
    result_picture,
)
from competency_exporters.html.drawing import (
    LevelMarks,
    area_picture,
    digits_picture,
    highest_bar_of,
    track_picture,
    uses_bars,
)
from competency_exporters.html.opening import short_each
from competency_exporters.html.outline import scale_words, whole_ranks
from competency_exporters.html.shapes import (
    EDGE,
    HAVE,
    INK,
    NEED,
    PAPER,
    SOFT,
    Digit,
    Picture,
    Shape,
    box,
    x_of,
)

FIVE = (1, 2, 3, 4, 5)
HUNDRED = tuple(range(101))
AXIS = "M28 16h232M28 11v10M86 11v10M144 11v10M202 11v10M260 11v10"


def shape(picture: Picture, colour: str) -> Shape:
    """Give the one shape of a colour."""
    found = [each for each in picture.shapes if colour in (each.stroke, each.fill)]
    assert len(found) == 1
    return found[0]


def test_levels_lie_evenly_between_the_ends() -> None:
    """28 to 260, by the level's value."""
    assert [28, 86, 144, 202, 260] == [x_of(level, FIVE) for level in FIVE]
    quarters = (0, Fraction(1, 4), 1)
    assert [28, 86, 260] == [x_of(level, quarters) for level in quarters]


def test_an_area_has_axis_required_level_mean_and_answers() -> None:
    """The mean dot lies on the required level, disks before rings, centred on their level."""
    marks = (LevelMarks(3, below=2), LevelMarks(4, met=3), LevelMarks(5, met=1))
    picture = area_picture(FIVE, marks, mean=4.0, required=(4, 4))
    assert picture == Picture(
        288,
        46,
        (
            Shape(AXIS, EDGE),
            Shape("M202 0v32", INK, 3, fill="none"),
            Shape("M202 7a9 9 0 1 1-.1 0z", PAPER, 2, fill=HAVE),
            Shape("M193 41h0M202 41h0M211 41h0M260 41h0", HAVE, 7, round=True),
            Shape(
                "M139.5 38.2a2.8 2.8 0 1 1-.1 0zM148.5 38.2a2.8 2.8 0 1 1-.1 0z",
                NEED,
                1.75,
                fill=PAPER,
            ),
        ),
    )


def test_a_required_level_that_differs_is_a_staple() -> None:
    """From the lowest to the highest."""
    picture = area_picture(FIVE, (), mean=None, required=(3, 4))
    assert Shape("M144 7V1.5H202V7", INK, 3, fill="none") == shape(picture, INK)


def test_an_area_without_a_score_has_a_dashed_axis_and_keeps_its_marks() -> None:
    """No dot, solid ticks; without any answer it is less high."""
    picture = area_picture(FIVE, (LevelMarks(1, met=1),), mean=None)
    assert Shape("M28 16h232", EDGE, dashed=True) == picture.shapes[0]
    assert Shape("M28 11v10M86 11v10M144 11v10M202 11v10M260 11v10", EDGE) == picture.shapes[1]
    assert "M28 41h0" == shape(picture, HAVE).path
    assert (46, 34) == (picture.height, area_picture(FIVE, (), mean=None).height)


def test_an_answer_with_nothing_required_is_a_dash() -> None:
    """It stands between disks and rings."""
    picture = area_picture(FIVE, (LevelMarks(2, met=1, below=1, unjudged=1),), mean=2.5)
    assert "M77 41h0" == picture.shapes[2].path
    assert Shape("M83 41h6", EDGE, 2) == picture.shapes[3]
    assert "M95 38.2a2.8 2.8 0 1 1-.1 0z" == picture.shapes[4].path


def test_marks_stand_in_rows_of_six() -> None:
    """The next row begins anew, centred."""
    picture = area_picture(FIVE, (LevelMarks(3, met=7),), mean=None)
    places = "M121.5 41h0M130.5 41h0M139.5 41h0M148.5 41h0M157.5 41h0M166.5 41h0M144 50h0"
    assert places == shape(picture, HAVE).path
    assert 55 == picture.height


@pytest.mark.parametrize(
    ("levels", "count", "expected"),
    [
        (FIVE, 18, False),
        (FIVE, 19, True),
        (tuple(range(11)), 6, False),
        (tuple(range(11)), 7, True),
        (tuple(range(14)), 1, True),
        (tuple(range(13)), 1, False),
    ],
)
def test_bars_come_where_marks_would_not_do(
    levels: tuple[int, ...], count: int, expected: bool
) -> None:
    """Over 3 rows, or under 2 in a row."""
    assert expected is uses_bars(levels, [[LevelMarks(levels[-1], met=count)]])


def test_without_answers_there_are_no_bars() -> None:
    """Nothing is drawn either way."""
    assert not uses_bars(FIVE, [])


def test_a_bar_has_its_part_at_or_above_over_the_part_below() -> None:
    """24 high for the most, 40 wide at most, its number above."""
    marks = (LevelMarks(3, met=6, below=12, unjudged=6), LevelMarks(5, met=1))
    picture = area_picture(FIVE, marks, mean=None, highest_bar=24)
    solid, plain, outlined = picture.shapes[2:]
    assert Shape("M124 46h40v6h-40zM240 67h40v3h-40z", fill=HAVE) == solid
    assert Shape("M124 52h40v6h-40z", fill=EDGE) == plain
    assert Shape("M124.8 58.8h38.5v10.5h-38.5z", NEED, 1.5, fill=SOFT) == outlined
    assert (Digit("144", 43, "24"), Digit("260", 64, "1")) == picture.digits
    assert 72 == picture.height


def test_bars_are_no_wider_than_their_levels_lie_apart() -> None:
    """Two less than the spacing."""
    levels = tuple(range(21))
    picture = area_picture(levels, (LevelMarks(10, met=2),), mean=None, highest_bar=2)
    assert "M139.2 46h9.6v24h-9.6z" == shape(picture, HAVE).path


def test_many_levels_are_put_into_twenty_bins() -> None:
    """The last holds the highest level too."""
    marks = (
        LevelMarks(0, below=1),
        LevelMarks(4, below=1),
        LevelMarks(95, met=1, unjudged=1),
        LevelMarks(100, met=2),
    )
    assert 4 == highest_bar_of(HUNDRED, [marks, marks[:1]])
    picture = area_picture(HUNDRED, marks, mean=None, highest_bar=4)
    assert ["2", "4"] == [digit.text for digit in picture.digits]
    assert ["33.8", "254.2"] == [digit.x for digit in picture.digits]
    assert Shape("M28 16h232", EDGE, dashed=True) == picture.shapes[0]
    assert Shape("M28 11v10M260 11v10", EDGE) == picture.shapes[1]


def test_digits_stand_above_their_levels() -> None:
    """All of up to eleven."""
    picture = digits_picture(FIVE, [f"{level}" for level in FIVE])
    assert tuple(Digit(f"{28 + 58 * n}", 12, f"{n + 1}") for n in range(5)) == picture.digits
    assert (288, 16) == (picture.width, picture.height)
    eleven = tuple(range(11))
    assert 11 == len(digits_picture(eleven, [f"{level}" for level in eleven]).digits)


def test_of_many_levels_only_the_ends_and_the_required_have_digits() -> None:
    """A required one too near to another is left out."""
    texts = [f"{level}" for level in HUNDRED]
    picture = digits_picture(HUNDRED, texts, [60, 65, 95])
    assert ["0", "100", "60"] == [digit.text for digit in picture.digits]


def test_the_width_is_shared_by_the_largest_distances() -> None:
    """Whole levels to each side, at least one above."""
    ticks = distance_unit([2.5, 0.2], [0.3])
    assert (216, 72, 1, 3, 1) == (ticks.zero, ticks.unit, ticks.step, ticks.left, ticks.right)
    assert (0, 288) == (distance_unit([0], [0]).zero, distance_unit([], []).unit)


def test_the_head_of_the_distances_counts_both_ways() -> None:
    """The zero says what it is where there is room."""
    texts = [(digit.x, digit.text) for digit in distance_ticks(distance_unit([2.5], [0])).digits]
    expected = [("216", "required"), ("144", "1"), ("72", "2"), ("6", "3"), ("282", "1")]
    assert expected == texts
    many = distance_ticks(distance_unit([40], [60]))
    assert ["0", "20", "40", "20", "40", "60"] == [digit.text for digit in many.digits]


def test_a_distance_is_short_to_the_left_and_above_to_the_right() -> None:
    """Neither is netted, and the zero line lies over both."""
    ticks = distance_unit([2.5], [0.5])
    picture = distance_picture(ticks, 2.5, 0.5)
    assert Shape("M36 5h180v14h-180z", fill=NEED) == shape(picture, NEED)
    assert Shape("M216 5h36v14h-36z", fill=HAVE) == shape(picture, HAVE)
    assert Shape("M216 0v24", INK, 2) == picture.shapes[-1]
    assert "M0.5 0v24M72 0v24M144 0v24M287.5 0v24" == picture.shapes[0].path
    assert 24 == picture.height


def test_the_least_distance_is_seen() -> None:
    """At least one wide; none where there is none."""
    ticks = distance_unit([40], [0])
    assert "h1v14" in shape(distance_picture(ticks, 0.01, 0), NEED).path
    assert "h1v14" in shape(distance_picture(ticks, 0, 0.01), HAVE).path
    assert 2 == len(distance_picture(ticks, 0, 0).shapes)
    assert "M1 0v24" == distance_picture(distance_unit([0], [1]), 0, 1).shapes[-1].path


def test_an_item_short_of_its_level_has_a_bar_up_to_it() -> None:
    """4 wide; what is above has a line 2 wide."""
    assert Shape("M35 12H85", NEED, 4) == shape(track_picture(FIVE, 2, 4), NEED)
    above = track_picture(FIVE, 5, 4)
    assert Shape("M110 12H85", HAVE, 2) == above.shapes[2]
    assert Shape("M85 0v24", INK, 3) == above.shapes[3]
    assert Shape("M110 12h0", HAVE, 12, round=True) == above.shapes[4]
    assert (120, 24) == (above.width, above.height)


def test_an_item_at_its_level_shows_both_ends_of_it() -> None:
    """The dot lies on the line, with a halo."""
    picture = track_picture(FIVE, 4, 4)
    assert ["M85 0v24", "M85 12h0", "M85 12h0"] == [each.path for each in picture.shapes[2:]]
    assert [INK, PAPER, HAVE] == [each.stroke for each in picture.shapes[2:]]


def test_an_item_without_a_level_is_an_empty_track() -> None:
    """With what is required, where anything is; of many levels only the ends are dotted."""
    track = track_picture(FIVE, None, None)
    assert "M10 12h0M35 12h0M60 12h0M85 12h0M110 12h0" == track.shapes[1].path
    assert 2 == len(track.shapes)
    assert 3 == len(track_picture(FIVE, None, 4).shapes)
    assert 3 == len(track_picture(FIVE, 4, None).shapes)
    assert "M10 12h0M110 12h0" == track_picture(HUNDRED, None, None).shapes[1].path


def test_the_result_is_one_bar_of_four_parts() -> None:
    """Solid, outlined, thin, dashed; five between them."""
    picture = result_picture(40, 30, 20, 9)
    solid, outlined, thin, dashed = picture.shapes
    assert Shape("M0 0h398v28h-398z", fill=HAVE) == solid
    assert Shape("M404 1h296.5v26h-296.5z", NEED, 2, fill=SOFT, unstretched=True) == outlined
    assert Shape("M706.5 11h199v6h-199z", fill=EDGE) == thin
    assert Shape("M910.5 14h89.5", EDGE, 2, dashed=True, unstretched=True) == dashed
    assert 'vector-effect="non-scaling-stroke"' in dashed.__html__()


def test_a_part_of_nothing_is_not_there() -> None:
    """Nor is its gap; the least part is seen."""
    assert (Shape(box(0, 0, 1000, 28), fill=HAVE),) == result_picture(3, 0, 0, 0).shapes
    assert "h1v26" in result_picture(9999, 1, 0, 0).shapes[1].path


def test_a_picture_is_written_as_svg() -> None:
    """Hidden from those who hear the page; what is usual is left out."""
    shapes = (Shape("M0 0h1", INK), Shape("M1 1h0", NEED, 1.75, fill=SOFT, round=True, dashed=True))
    picture = Picture(10, 20, shapes, (Digit("1", 2, "<3"),))
    assert picture.__html__() == (
        '<svg viewBox="0 0 10 20" width="10" height="20" aria-hidden="true">'
        '<path d="M0 0h1" stroke="#16202b"/>'
        '<path d="M1 1h0" fill="#fbe9dc" stroke="#a8480f" stroke-width="1.75"'
        ' stroke-linecap="round" stroke-dasharray="3 4"/>'
        '<g fill="#52606d" font-size="12" text-anchor="middle"><text x="1" y="2">&lt;3</text></g>'
        "</svg>"
    )


@pytest.mark.parametrize(
    ("ranks", "about", "expected"),
    [
        ([1, 2, 2, 4, 4, 4], 4, 3),
        ([1, 2, 2, 4, 4, 4], 6, 6),
        ([1, 1, 1, 4], 2, 3),
        ([1, 1, 1], 2, 3),
        ([1, 2, 3], 2, 2),
    ],
)
def test_whole_ranks_never_cut_a_tie(ranks: list[int], about: int, expected: int) -> None:
    """As many whole ranks as fit; the first one in any case."""
    assert expected == whole_ranks(ranks, about)


def test_rows_of_one_rank_are_told_together() -> None:
    """Each short by as much, or only of one priority."""
    rows = [Row(kind="item", id=f"{n}", shortfall=n) for n in (1, 2)]
    assert "1 level short" == short_each(rows[:1])
    assert "2 levels short each" == short_each(rows[1:] * 2)
    assert "of one priority" == short_each(rows)


def test_a_scale_is_named_by_its_ends() -> None:
    """With their labels where they have any."""
    assert "0 to 10" == scale_words(Scale.between(0, 10))
