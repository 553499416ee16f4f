"""The path of the six stages with many collaborations on it, as dots under the stages they are in.

Neighbours that are told together have one line under them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from assessments.region.rules.apart import Group
from assessments.results.pictures import (
    BELOW,
    DOT,
    LINE_HEIGHT,
    PathPicture,
    draw_plain_path,
)
from model_content.domain.content import Stage

HALF: Final = 58
"""How far the line of a group goes beyond the middle of its first and last stage."""

TOP: Final = 66
"""Where the picture begins: above it a plain path has only the way back to the first stage."""

MOST_ROWS: Final = 8


@dataclass(frozen=True, slots=True)
class Stretch:
    """A group of stages: the line under them, its dots and its number."""

    left: int
    right: int
    y: int
    number: int
    number_y: int
    dots: tuple[tuple[int, int], ...]

    @property
    def middle(self) -> int:
        return (self.left + self.right) // 2


@dataclass(frozen=True, slots=True)
class PathOfMany:
    path: PathPicture
    stretches: tuple[Stretch, ...]
    # How many collaborations a dot stands for.
    per_dot: int

    @property
    def seen(self) -> int:
        """The height of what is drawn, from `TOP` down."""
        dots = [y for stretch in self.stretches for _x, y in stretch.dots]
        return max([self.path.height, *dots, *(s.number_y for s in self.stretches)]) + BELOW - TOP


def draw_groups(stages: Sequence[Stage], groups: Sequence[Group]) -> PathOfMany:
    path = draw_plain_path(stages)
    by_code = {stage.code: node.x for stage, node in zip(stages, path.nodes, strict=True)}
    ends = [(by_code[g.codes[0]] - HALF, by_code[g.codes[-1]] + HALF) for g in groups]
    room = [(right - left) // DOT * MOST_ROWS for left, right in ends]
    crowds = zip(groups, room, strict=True)
    per_dot = max((-(-group.collaborations // most) for group, most in crowds), default=1)
    y = max(node.lines[-1][0] for node in path.nodes) + LINE_HEIGHT
    return PathOfMany(
        path,
        tuple(
            _draw_stretch(left, right, y, group.collaborations, per_dot)
            for group, (left, right) in zip(groups, ends, strict=True)
        ),
        per_dot,
    )


def _draw_stretch(left: int, right: int, y: int, number: int, per_dot: int) -> Stretch:
    drawn, columns = -(-number // per_dot), (right - left) // DOT
    first = (left + right - (min(drawn, columns) - 1) * DOT) // 2
    number_y = y + LINE_HEIGHT + 8
    dots = tuple(
        (first + DOT * (n % columns), number_y + LINE_HEIGHT + DOT * (n // columns))
        for n in range(drawn)
    )
    return Stretch(left, right, y, number, number_y, dots)
