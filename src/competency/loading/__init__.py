"""Trees to values of the model and back; strict, with every problem at its place.

cattrs makes a flat record of each mapping of a file, the loaders walk the hierarchy, and the
model checks itself; whatever any of them refuses becomes a problem with line, column and remedy,
and all problems of a file are raised at once.
"""

from competency.loading.answer_files import Kind, assessment_of, kind_of, profile_of
from competency.loading.dumping import (
    assessment_tree,
    dump_assessment,
    dump_form,
    dump_framework,
    dump_profile,
    dump_responses,
    framework_tree,
    level_name,
    profile_tree,
)
from competency.loading.framework_file import framework_of
from competency.loading.one_person import assessment_of_table, holds_several
from competency.loading.remarks import framework_warnings
from competency.loading.responses import responses_of
from competency.loading.structuring import strict_converter
from competency.loading.workbooks import assessment_of_workbook

__all__ = [
    "Kind",
    "assessment_of",
    "assessment_of_table",
    "assessment_of_workbook",
    "assessment_tree",
    "dump_assessment",
    "dump_form",
    "dump_framework",
    "dump_profile",
    "dump_responses",
    "framework_of",
    "framework_tree",
    "framework_warnings",
    "holds_several",
    "kind_of",
    "level_name",
    "profile_of",
    "profile_tree",
    "responses_of",
    "strict_converter",
]
