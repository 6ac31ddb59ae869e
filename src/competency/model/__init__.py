"""The model: frozen values, their invariants and their digests; no input or output.

A Framework holds Groups and Items and a Scale of Levels. An Assessment holds the Answers to one,
a Profile the levels that a role requires of it. Each refuses at once what cannot be: an answer to
an item that is not there, a level off the scale, one id twice.
"""

from competency.model.assessment import (
    NOT_APPLICABLE,
    UNKNOWN,
    Answer,
    Assessment,
    State,
    check_fits,
)
from competency.model.framework import Framework, Units
from competency.model.nodes import Branch, Group, Item
from competency.model.profile import Profile
from competency.model.scale import Level, Scale

__all__ = [
    "NOT_APPLICABLE",
    "UNKNOWN",
    "Answer",
    "Assessment",
    "Branch",
    "Framework",
    "Group",
    "Item",
    "Level",
    "Profile",
    "Scale",
    "State",
    "Units",
    "check_fits",
]
