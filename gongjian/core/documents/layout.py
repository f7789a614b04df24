"""Measures of GB/T 9704-2012, in twips (1/20 pt; 1 mm = 56.7) unless said otherwise, and the fonts by name."""

from typing import NamedTuple

# Paper and type area (5.2): A4, 天头 37 mm, 订口 28 mm, 版心 156 × 225 mm.
PAGE_WIDTH, PAGE_HEIGHT = 11906, 16838
TOP, RIGHT, BOTTOM, LEFT = 2098, 1474, 1984, 1587
TYPE_WIDTH = PAGE_WIDTH - LEFT - RIGHT
TYPE_HEIGHT = PAGE_HEIGHT - TOP - BOTTOM

# 22 lines × 28 characters (5.2.4). 580 × 22 would overflow the type area. 156 mm ÷ 28 = 15.79 pt, which is
# 849/4096 pt less than the 16 pt of 3号.
LINES, CHARACTERS = 22, 28
LINE = 579
LEAST_LINE = 14  # the least Word takes; less than the 18 twips that 22 lines leave of the type area
CHARACTER_SPACE = -849
PITCH_CORRECTION = -6  # between characters: 28 × 15.7 pt hold, 28½ do not; full lines are justified to 156 mm
CHARACTER = TYPE_WIDTH / CHARACTERS

# Sizes in half-points.
SIZE_2, SIZE_3, SIZE_4, SIZE_SMALL_4, SIZE_5 = 44, 32, 28, 24, 21

MARK_TOP = 1984  # issuer mark 35 mm below the top of the type area
RULE_BELOW_NUMBER = 227  # 4 mm
FOOTER = 1417  # 25 mm from the foot of the page: puts the dashes there
LETTER_HEADER = 1701  # issuer mark of a letter 30 mm from the edge of the page
LETTER_FOOTER = 1134  # its second rule 20 mm from the foot
LETTER_RULE = 9638  # both rules 170 mm wide
LETTER_RULE_BELOW_MARK = 227  # 4 mm
RED = "FF0000"

THICK_RULE, THIN_RULE = 20, 14  # 0.35 mm first and last, 0.25 mm between


class Font(NamedTuple):
    """A font by its name, the name it goes by on newer systems, and its class for substitution."""

    name: str
    substitute: str
    family: str
    panose: str


XIAOBIAOSONG = Font("方正小标宋简体", "方正小标宋_GBK", "auto", "03000509000000000000")
FANGSONG = Font("仿宋_GB2312", "仿宋", "modern", "02010609060101010101")
KAITI = Font("楷体_GB2312", "楷体", "modern", "02010609060101010101")
HEITI = Font("黑体", "SimHei", "modern", "02010609060101010101")
SONGTI = Font("宋体", "SimSun", "auto", "02010600030101010101")
LATIN = Font("Times New Roman", "Liberation Serif", "roman", "02020603050405020304")
FONTS = (XIAOBIAOSONG, FANGSONG, KAITI, HEITI, SONGTI, LATIN)


def characters(count: float) -> int:
    """Twips of `count` characters of the body's grid."""
    return round(count * CHARACTER)


def hundredths(count: float) -> int:
    """`count` characters in the unit of `w:firstLineChars` and its kin."""
    return round(count * 100)
