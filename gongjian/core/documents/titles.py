"""Where a long title is broken: by meaning, and into a trapezoid or a diamond (GB/T 9704-2012, 7.3.1).

A heuristic without a dictionary. Whoever knows better breaks the title with "\\n", which is obeyed.
"""

from itertools import combinations, pairwise

from gongjian.core.documents.cleaning import clean_lines, width_of

LINE_WIDTH = 20  # characters of 2号 in 156 mm
_LONGEST = 60  # beyond three lines the reader of the file breaks it

_NEVER_FIRST = "的地得了着过等、，。；：！？）》〉」』】〕”’%％年月日号项个件条次届"
_NEVER_LAST = "—（《〈「『【〔“‘第"
_GOOD_FIRST = (
    *(
        "关于",
        "印发",
        "转发",
        "开展",
        "推进",
        "落实",
        "贯彻",
        "实施",
        "加强",
        "深化",
        "全面",
        "进一步",
        "做好",
        "加快",
    ),
    *("和", "与", "及", "暨", "情况", "工作", "重点", "行动", "改革", "方案", "专项", "取得"),
)
_GOOD_LAST = (
    *(
        "、",
        "，",
        "：",
        "；",
        "》",
        "”",
        "的",
        "和",
        "与",
        "及",
        "年",
        "年度",
        "季度",
        "月份",
        "全市",
        "全县",
        "全省",
    ),
    *("工作", "情况", "行动", "方案", "改革", "攻坚", "办公室", "委员会", "人民政府", "领域", "环境", "服务"),
    *("意见", "办法", "建设", "发展", "任务", "项目", "企业", "试点", "典型", "机制", "制度", "体系"),
)
_WEAK_LAST = ("关于", "进一步", "全面")


def title_lines(title: str) -> list[str]:
    """The lines of a title, each at most 20 characters wide where that can be done."""
    by_hand = clean_lines(title)
    whole = by_hand[0] if by_hand else ""
    width = width_of(whole)
    if len(by_hand) != 1 or width <= LINE_WIDTH or width > _LONGEST:
        return by_hand
    fewest = int(-(-width // LINE_WIDTH))
    breaks = [place for place in range(2, len(whole) - 1) if _may_break(whole, place)]
    candidates = [
        [whole[start:end].strip() for start, end in zip((0, *cut), (*cut, len(whole)), strict=True)]
        for count in {fewest, min(fewest + 1, 3)}
        for cut in combinations(breaks, count - 1)
    ]
    fitting = [lines for lines in candidates if max(map(width_of, lines)) <= LINE_WIDTH]
    return min(fitting, key=lambda lines: (_cost(lines), lines)) if fitting else by_hand


def _may_break(text: str, place: int) -> bool:
    before, after = text[place - 1], text[place]
    if after in _NEVER_FIRST or before in _NEVER_LAST:
        return False
    if before.isascii() and after.isascii() and " " not in (before, after):
        return False
    return before + after != "——"


def _cost(lines: list[str]) -> float:
    """Breaks that cut a phrase, then shape, then the number of lines."""
    meaning = sum(_cut_cost(first, second) for first, second in pairwise(lines))
    return meaning + _shape_cost([width_of(line) for line in lines]) + 3 * len(lines)


def _cut_cost(before: str, after: str) -> float:
    good = after.startswith(_GOOD_FIRST) + before.endswith(_GOOD_LAST)
    weak = 6 if before.endswith(_WEAK_LAST) else 0
    named = 4 if before.count("《") > before.count("》") else 0  # inside the name of another document
    second_title = -8 if after.startswith("——") else 0
    return (9, 2, 0)[good] + weak + named + second_title


def _shape_cost(widths: list[float]) -> float:
    """0 for a trapezoid or diamond; a rectangle, an hourglass, a hanging word cost."""
    spread = max(widths) - min(widths)
    waist = len(widths) == 3 and widths[1] < min(widths[0], widths[2])
    uneven = max(0.0, spread - LINE_WIDTH / 4)
    return (2 if spread < 1 else 0) + (5 if waist else 0) + uneven
