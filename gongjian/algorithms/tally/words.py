"""The arithmetic in words, Chinese and English: lines that a person can recount with a pencil.

Numbers are shown to four decimals, ≈ where that is not all of them; the steps themselves hold the fractions. The
texts stand here in both languages and not in a catalogue, as algorithms know no framework.
"""

from collections.abc import Iterable, Mapping
from fractions import Fraction

from gongjian.algorithms.tally.exact import half_up
from gongjian.algorithms.tally.steps import Step, Term

CHINESE, ENGLISH = "zh-hans", "en"
SHOWN = 4
HIDDEN = {CHINESE: "不公布", ENGLISH: "not shown"}
ENDS = {CHINESE: "{value}分 × {times}张", ENGLISH: "{value} × {times}"}
# code → Chinese, English. What a step is about goes before it with a colon unless the text names it itself.
WORDS = {
    "ballots": (
        "有效票{valid}张，空白票{blank}张，无效票{invalid}张，被评单位自己的票{own}张（不计）",
        "valid ballots {valid}, blank {blank}, invalid {invalid}, of the subject's own unit {own} (not counted)",
    ),
    "no_ballots": ("没有有效票，权重不参与计算", "no valid ballot, so its weight is left out"),
    "worth": (
        "这样打分的票{ballots}张，每张（{sum}）÷ {times} {eq} {result}",
        "ballots marked like this {ballots}, each ({sum}) ÷ {times} {eq} {result}",
    ),
    "counted": ("计票 {ballot_list}", "counted {ballot_list}"),
    "trimmed": (
        "有效票{valid}张，去掉最高的{each}张（{highest}）和最低的{each}张（{lowest}）",
        "valid ballots {valid}; dropped are the highest {each} ({highest}) and the lowest {each} ({lowest})",
    ),
    "mean": (
        "（{values}）÷ {count} = {sum_of} ÷ {count} {eq} {result}",
        "({values}) ÷ {count} = {sum_of} ÷ {count} {eq} {result}",
    ),
    "hidden": (
        "平均分不公布，以免推知个人打分；仍计入总分",
        "its mean is not shown, so that nobody's marks can be told; it counts all the same",
    ),
    "total": ("合计：（{sum}）÷ {times} {eq} {result}", "Total: ({sum}) ÷ {times} {eq} {result}"),
    "total_hidden": ("合计：（{sum}）÷ {times} ≈ {result}", "Total: ({sum}) ÷ {times} ≈ {result}"),
    "rounded": ("四舍五入到小数点后{places}位：{rounded}", "Rounded half up to {places} decimals: {rounded}"),
    "unscored": ("没有有效票，不产生得分", "No valid ballot, so no score"),
    "rank": ("得分{score}，更高的有{better}个，列第{rank}位", "score {score}, higher ones {better}, rank {rank}"),
    "rank_shared": (
        "得分{score}，更高的有{better}个，{sharing}个并列第{rank}位",
        "score {score}, higher ones {better}, rank {rank} shared by {sharing}",
    ),
    "unranked": ("没有得分，不排名", "no score, so no rank"),
    "grade": ("得分{score}，对应等次“{about}”", "Score {score}: {about}"),
    "cap": (
        "“{about}”不超过{percent}%：{ranked} × {percent}% 取整，名额{room}个；达到的有{held}个，按位次保留{kept}个，本位次降为“{other}”",
        "{about} for at most {percent}%: {ranked} × {percent}%, its whole part, leaves room for {room}; "
        "reached by {held}, kept by {kept} by rank; this rank goes down to {other}",
    ),
    "cap_tied": (
        "“{about}”不超过{percent}%：{ranked} × {percent}% 取整，名额{room}个；达到的有{held}个，按位次保留{kept}个；"
        "本位次{sharing}个并列，跨越名额界限，不拆分，一并降为“{other}”",
        "{about} for at most {percent}%: {ranked} × {percent}%, its whole part, leaves room for {room}; "
        "reached by {held}, kept by {kept} by rank; this rank, shared by {sharing}, lies across the boundary, "
        "is not split and goes down to {other}",
    ),
    "rank_points": (
        "按位次折算：{first} − ({first} − {floor}) ÷ {steps} × ({rank} − 1) {eq} {result}",
        "Points by rank: {first} − ({first} − {floor}) ÷ {steps} × ({rank} − 1) {eq} {result}",
    ),
    "rank_points_gap": (
        "按位次折算：{first} − {gap} × ({rank} − 1) {eq_raw} {raw}，最低{floor}分，得{result}分",
        "Points by rank: {first} − {gap} × ({rank} − 1) {eq_raw} {raw}, at least {floor}: {result}",
    ),
    "rank_points_alone": ("只有一个对象，得{result}分", "The only subject: {result}"),
    "stage_missing": ("没有得分，不合成总分，待裁定", "no score, so no total until somebody rules"),
    "quota": (
        "名额{quota}个，有得分的{ranked}个，入围{through}个",
        "quota {quota}, with a score {ranked}, through {through}",
    ),
    "quota_tied_in": (
        "第{rank}位{sharing}个并列，跨越名额{quota}的界限，不拆分，一并入围",
        "rank {rank}, shared by {sharing}, lies across the quota of {quota}, is not split, and all go through",
    ),
    "quota_tied_out": (
        "第{rank}位{sharing}个并列，跨越名额{quota}的界限，不拆分，均不入围",
        "rank {rank}, shared by {sharing}, lies across the quota of {quota}, is not split, and none goes through",
    ),
    "missing": ("缺报，按{result}分计并标注", "missing, scored {result} and marked so"),
    "equal": (
        "样本最优值与最差值相同（{good}），本值{value}，得{result}分",
        "best and worst of the sample are equal ({good}), value {value}: {result}",
    ),
    "equal_below": (
        "样本最优值与最差值相同（{good}），本值{value}未达到，得{result}分",
        "best and worst of the sample are equal ({good}), value {value} does not reach them: {result}",
    ),
    "normalised": ("{low} + {span} × ({value} − {bad}) ÷ ({good} − {bad}) {eq} {result}",) * 2,
    "clamped": (
        "{low} + {span} × ({value} − {bad}) ÷ ({good} − {bad}) {eq_raw} {raw}，超出样本界限，取{result}",
        "{low} + {span} × ({value} − {bad}) ÷ ({good} − {bad}) {eq_raw} {raw}, beyond the sample, taken as {result}",
    ),
    "group": ("（{sum}）÷ {times} {eq} {result}", "({sum}) ÷ {times} {eq} {result}"),
    "gap": (
        "与前一位次相差 {above} − {own} = {result}",
        "To the next better score: {above} − {own} = {result}",
    ),
}


def in_words(steps: Iterable[Step], language: str, names: Mapping[str, str] | None = None) -> list[str]:
    """Each step as a line. `language` is zh-hans or en; `names` says groups, options, indicators as people call them.

    Raises ValueError for another language, KeyError for a step of another making.
    """
    if language not in HIDDEN:
        raise ValueError(f"No words in {language!r}; there are {CHINESE} and {ENGLISH}.")
    return [_line(one, language, names or {}) for one in steps]


def shown(number: Fraction) -> str:
    """To four decimals, without closing zeros; negative ones in brackets, as they stand in sums."""
    text = f"{half_up(abs(number), SHOWN):f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return f"(−{text})" if number < 0 and text != "0" else text


def _line(one: Step, language: str, names: Mapping[str, str]) -> str:
    text = WORDS[one.code][language == ENGLISH]
    words = {name: shown(number) for name, number in one.numbers.items()}
    words |= {"about": names.get(one.about, one.about), "other": names.get(one.other, one.other)}
    words |= {"eq": _sign(one, "result"), "eq_raw": _sign(one, "raw"), "sum_of": words.get("sum", "")}
    words["sum"] = " + ".join(_weighed(term, language, names) for term in one.terms)
    words["values"] = " + ".join(f"{shown(term.value or Fraction(0))} × {shown(term.times)}" for term in one.terms)
    words["times"] = shown(sum((term.times for term in one.terms), Fraction(0)))
    comma = "、" if language == CHINESE else ", "
    words["ballot_list"] = comma.join(_ballots(term, language, names) for term in one.terms)
    for end in ("highest", "lowest"):
        words[end] = comma.join(_ballots(term, language, {}, end) for term in one.terms if term.name == end)
    if one.code == "rounded":
        words["rounded"] = f"{half_up(one.numbers['result'], int(one.numbers['places'])):f}"
    line = text.format_map(words)
    if not one.about or "{about}" in text:
        return line
    return f"{words['about']}：{line}" if language == CHINESE else f"{words['about']}: {line}"


def _sign(one: Step, name: str) -> str:
    """= where the four decimals shown are all of the number."""
    return "=" if (one.numbers.get(name, Fraction(0)) * 10**SHOWN).denominator == 1 else "≈"


def _weighed(term: Term, language: str, names: Mapping[str, str]) -> str:
    value = HIDDEN[language] if term.value is None else shown(term.value)
    return f"{names.get(term.name, term.name)} {shown(term.times)} × {value}".strip()


def _ballots(term: Term, language: str, names: Mapping[str, str], end: str = "") -> str:
    name = "" if end else names.get(term.name, term.name)
    said = ENDS[language].format(value=shown(term.value or Fraction(0)), times=shown(term.times))
    return f"{name} {said}".strip()
