import pytest
from django.utils.translation import override

from gongjian.indicators.tests.factories import make_definition, make_observation
from gongjian.reports.queries import facts_missing, problems_of
from gongjian.reports.queries.problems import MOST_CHARACTERS
from gongjian.reports.tests.factories import TEXT, make_figures

pytestmark = pytest.mark.django_db


def said(source: str, labels: dict[str, str] | None = None) -> list[tuple[int, int, bool]]:
    problems = problems_of(source, language="zh-hans", labels=labels or {})
    return [(problem.line, problem.column, problem.is_error) for problem in problems]


def test_a_number_typed_into_the_words_is_an_error_at_its_place():
    assert said("= 标题\n\n全市197项。") == [(3, 3, True)]


def test_full_width_digits_are_numbers_too():
    assert said("= 标题\n\n全市１９７项。") == [(3, 3, True)]


def test_an_unknown_figure_is_an_error_and_names_the_nearest():
    make_figures()
    (problem,) = problems_of('= t\n\n{{ figure "trade.totl" }}', language="zh-hans", labels={})
    assert problem.is_error
    assert "trade.total" in problem.message


def test_a_parameter_the_figure_does_not_take_is_an_error():
    make_figures()
    assert said('= t\n\n{{ figure "trade.total" county="x" }}') == [(3, 1, True)]


def test_a_figure_without_a_value_is_a_remark_that_does_not_keep_from_saving():
    make_figures()
    assert said('= t\n\n刊播{{ figure "press.items" year=2020 }}') == [(3, 3, False)]


def test_an_undeclared_label_and_one_worded_otherwise_are_errors():
    source = '= t\n\n{{ label "F1" "5G" }}'
    assert said(source) == [(3, 1, True)]
    assert said(source, {"F1": "6G"}) == [(3, 1, True)]
    assert said(source, {"F1": "5G"}) == []


def test_a_style_that_does_not_exist_is_an_error_one_that_no_longer_fits_a_remark():
    make_observation(make_definition("a.share", unit="%"), "27")
    assert said('= t\n\n{{ figure "a.share" year=2020 style="roman" }}') == [(3, 1, True)]
    assert said('= t\n\n{{ figure "a.share" year=2020 style="fraction" }}') == [(3, 1, False)]


def test_a_text_has_exactly_one_title():
    assert said("没有标题。") == [(1, 1, True)]
    assert said("= 一个\n= 又一个") == [(1, 1, True)]


def test_all_faults_are_reported_at_once_in_order():
    assert said('= t\n\n{{ figur "a" }}\n\n3项 {{ label "F1" }}') == [(3, 1, True), (5, 1, True), (5, 4, True)]


def test_messages_are_in_the_readers_language():
    make_figures()
    with override("en"):
        (problem,) = problems_of("= t\n\n3项", language="zh-hans", labels={})
        assert str(problem).startswith("Line 3, column 1: 3 is typed into the words")


def test_a_text_beyond_measure_is_refused_without_being_read():
    (problem,) = problems_of("字" * (MOST_CHARACTERS + 1), language="zh-hans", labels={})
    assert problem.is_error


def test_hostile_braces_are_read_in_good_time():
    assert problems_of("= t\n\n" + "{{ " * 5000, language="zh-hans", labels={})
    assert problems_of("= t\n\n" + "{{ figure " + '"a.b" ' * 5000 + "}}", language="zh-hans", labels={})


def test_facts_that_only_the_other_text_states_are_found():
    assert facts_missing(TEXT, "= t\n\nnothing") == ["F074", "F079"]
    assert facts_missing(TEXT, "{{ broken") == []


def test_figures_are_checked_though_another_line_is_malformed():
    make_figures()
    source = '= t\n\n{{ figur "a" }}\n\n{{ figure "trade.totl" }}{{ label "F1" "5G" }}'
    assert said(source) == [(3, 1, True), (5, 1, True), (5, 26, True)]
