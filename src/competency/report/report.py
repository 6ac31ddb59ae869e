"""The report: the one value that an exporter receives."""

from __future__ import annotations

from functools import cached_property

from attrs import field, frozen
from attrs.validators import instance_of, optional

from competency.cohort import Cohort
from competency.errors import Mismatch
from competency.gaps import Gaps
from competency.model import Framework, check_fits
from competency.report.rows import Row, cohort_rows_of, rows_of
from competency.report.summary import Summary, cohort_summary_of, summary_of
from competency.scoring import Scores

__all__ = ["Report"]


@frozen
class Report:
    """A framework with, where there are, the scores and gaps of one assessment, or a cohort.

    With a framework alone it is the framework's own document. It refuses parts that do not
    belong together.

    Args:
        framework: The framework; its texts are shown.
        scores: The scores of an assessment of that framework, or of one with its structure.
        gaps: The gaps of these scores; they bring their scores along.
        cohort: The figures of many people; a report is about one person or about many.

    Raises:
        Mismatch: if the parts do not belong together.

    >>> import competency
    >>> report = Report(competency.load_framework("cto"))
    >>> len(report.rows()), report.summary.result
    (79, '63 items in 11 areas.')
    """

    framework: Framework = field(validator=instance_of(Framework))
    scores: Scores | None = field(default=None, validator=optional(instance_of(Scores)))
    gaps: Gaps | None = field(default=None, validator=optional(instance_of(Gaps)))
    cohort: Cohort | None = field(default=None, validator=optional(instance_of(Cohort)))

    def __attrs_post_init__(self) -> None:
        if self.scores is None and self.gaps is not None:
            object.__setattr__(self, "scores", self.gaps.scores)
        if self.cohort is not None:
            self._check_fits(self.cohort.framework)
            if self.scores is not None:
                message = "a report is about one person or about many, not about both"
                raise Mismatch(message, "make a report of the scores and one of the cohort")
        if self.scores is not None:
            self._check_fits(self.scores.assessment.framework)
            if self.gaps is not None and self.gaps.scores != self.scores:
                message = "the gaps are of other scores"
                raise Mismatch(message, "find the gaps of these scores")

    def _check_fits(self, other: Framework) -> None:
        if other is not self.framework:
            check_fits(self.framework, other.id, other.version, other.structure_digest)

    def rows(self) -> tuple[Row, ...]:
        """Give one row a node, in document order: the framework, its groups and its items.

        Of a cohort they come once for each group of people, if these are told apart.
        """
        return self._rows

    @cached_property
    def _rows(self) -> tuple[Row, ...]:
        if self.cohort is not None:
            return tuple(cohort_rows_of(self.framework, self.cohort))
        return tuple(rows_of(self.framework, self.scores, self.gaps))

    @cached_property
    def summary(self) -> Summary:
        """What it says first, in plain sentences."""
        if self.cohort is not None:
            return cohort_summary_of(self.framework, self.cohort)
        overall = None if self.scores is None else self.scores.overall
        return summary_of(self.framework, self.rows(), overall, self.gaps)
