"""Reading figures: computed, reported and derived, through one face."""

import datetime
from decimal import Decimal

import pytest
from django.utils import timezone
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st

from gongjian.core.audit import SYSTEM
from gongjian.indicators.actions import keep_readings
from gongjian.indicators.computed import computed, count_of, once_a_reading, sum_of, value_of
from gongjian.indicators.errors import (
    BadParameter,
    DenominatorOpen,
    FigureError,
    MissingOperand,
    MissingValue,
    PeriodsDiffer,
    UnitsDiffer,
    UnknownFigure,
)
from gongjian.indicators.models import Definition, Observation
from gongjian.indicators.queries import FigureRequest, course_of, read_figure, read_figures
from gongjian.indicators.tests.factories import declared, make_definition, make_observation, make_unit
from gongjian.organizations.models import Unit

pytestmark = pytest.mark.django_db
NOVEMBER, OCTOBER = datetime.date(2020, 11, 30), datetime.date(2020, 10, 31)


def ratio(numerator="test.top", denominator="test.bottom", **fields):
    return make_definition("test.share", unit="%", numerator=numerator, denominator=denominator, **fields)


def operands(top="6.4", bottom="8", **fields):
    first, second = make_definition("test.top"), make_definition("test.bottom")
    make_observation(first, top, **fields)
    make_observation(second, bottom, **fields)
    return first, second


# --- reported ---------------------------------------------------------------------------------
def test_a_reported_figure_is_its_current_observation_with_its_definition():
    definition = make_definition("trade.total", meaning_en="Goods traded")
    make_observation(definition, "1730", as_of=NOVEMBER, note="据海关", source_en="Customs")
    figure = read_figure("trade.total", year=2020)
    assert (figure.value, figure.as_of, figure.period, figure.kind) == (1730, NOVEMBER, "..2020-11-30", "reported")
    assert (figure.meaning, figure.meaning_en, figure.source_en, figure.note) == (
        "口径",
        "Goods traded",
        "Customs",
        "据海关",
    )
    assert str(figure.value) == "1730"


def test_a_plan_for_the_whole_year_does_not_stand_in_the_place_of_what_was_reached():
    definition = make_definition("trade.total")
    make_observation(definition, "2000", as_of=datetime.date(2020, 12, 31), is_planned=True)
    assert read_figure("trade.total", year=2020).is_planned
    make_observation(definition, "1730", as_of=NOVEMBER)
    assert (read_figure("trade.total", year=2020).value, read_figure("trade.total").is_planned) == (1730, False)
    assert read_figure("trade.total", year=2020, period="..2020-12-31").value == 2000


def test_a_date_is_a_value_too():
    definition = make_definition(value_type="date", unit="")
    make_observation(definition, datetime.date(2020, 11, 8))
    assert read_figure(definition.name, year="2020").value == datetime.date(2020, 11, 8)


def test_without_a_year_the_latest_is_read_and_within_a_year_the_latest_period():
    definition = make_definition()
    make_observation(definition, "1", year=2019, as_of=datetime.date(2019, 12, 31))
    make_observation(definition, "3", as_of=NOVEMBER)
    make_observation(definition, "2", as_of=OCTOBER)
    assert read_figure(definition.name).value == 3
    assert read_figure(definition.name, year=2019).value == 1
    assert read_figure(definition.name, year=2020, period="..2020-10-31").value == 2


def test_an_undated_observation_comes_before_a_dated_one_of_its_year():
    definition = make_definition()
    make_observation(definition, "2", as_of=OCTOBER)
    make_observation(definition, "1", as_of=None)
    assert read_figure(definition.name, year=2020).value == 2


def test_a_figure_never_reported_is_missing_and_names_the_unit_that_owes_it():
    owner = make_unit(name="市委宣传部", name_en="Publicity Department")
    make_definition("publicity.items", owner=owner)
    with pytest.raises(MissingValue) as error:
        read_figure("publicity.items", year=2020)
    assert error.value.owner == owner
    assert "市委宣传部" in str(error.value)
    with override("en"):
        assert "Publicity Department" in str(error.value)
    assert error.value.about.title == "进出口总额"
    assert error.value.about.value is None


def test_a_withdrawn_observation_leaves_a_gap_not_a_zero():
    definition = make_definition()
    make_observation(definition, "1", is_current=False)
    gone = make_observation(definition, "1", revision=2, reason="重复报送", is_current=False)
    Observation.objects.filter(pk=gone.pk).update(number=None, is_current=True)
    with pytest.raises(MissingValue):
        read_figure(definition.name, year=2020)


@pytest.mark.parametrize("bad", ["abc", "", "-1", "²", "1e3", "99999999999", None])
def test_a_year_that_is_no_year_is_refused(bad):
    definition = make_definition()
    make_observation(definition)
    with pytest.raises(BadParameter, match="year"):
        read_figure(definition.name, year=bad)


def test_a_parameter_the_figure_does_not_know_is_named():
    definition = make_definition()
    with pytest.raises(BadParameter, match="county"):
        read_figure(definition.name, county="寿光")


# --- computed ---------------------------------------------------------------------------------
def test_a_computed_figure_counts_its_rows_and_can_list_them():
    make_unit("counted-a"), make_unit("counted-b")
    with declared("test.units"):
        figure = read_figure("test.units", year=2020)
    assert (figure.value, figure.evidence_count, figure.kind) == (2, 2, "computed")
    assert {unit.code for unit in figure.rows} == {"counted-a", "counted-b"}


def test_counting_nothing_is_zero_and_summing_nothing_is_missing():
    nothing = Unit.objects.none()
    with declared("test.count", lambda: count_of(nothing)), declared("test.sum", lambda: sum_of(nothing, "id")):
        assert read_figure("test.count").value == 0
        with pytest.raises(MissingValue):
            read_figure("test.sum")


def test_a_sum_is_the_sum_of_the_field():
    units = [make_unit(), make_unit()]
    with declared("test.sum", lambda: sum_of(Unit.objects.filter(pk__in=[u.pk for u in units]), "id")):
        assert read_figure("test.sum").value == sum(unit.pk for unit in units)


def test_a_computed_value_is_kept_to_six_decimals():
    with declared("test.mean", lambda: value_of(Decimal(2) / 3)):
        assert str(read_figure("test.mean").value) == "0.666667"


def test_parameters_of_a_computed_figure_are_checked_and_typed():
    def compute(*, year: int, campaign: str = ""):
        return value_of(year)

    with declared("test.years", compute):
        assert read_figure("test.years", year="2020").value == 2020
        assert read_figure("test.years", year=2020, campaign="c1").value == 2020
        for wrong in ({}, {"year": "soon"}, {"year": 2020, "county": "x"}):
            with pytest.raises(BadParameter, match=r"test\.years"):
                read_figure("test.years", **wrong)


def test_two_definitions_of_one_figure_are_refused():
    with declared("test.twice"), pytest.raises(ValueError, match=r"test\.twice"):
        computed("test.twice", title="", meaning="", unit="", source="")(lambda: value_of(1))


# --- derived ----------------------------------------------------------------------------------
def test_a_ratio_divides_its_operands_and_names_them():
    operands("6.4", "8", as_of=OCTOBER)
    ratio()
    figure = read_figure("test.share", year=2020)
    assert (figure.value, figure.unit, figure.kind, figure.period) == (80, "%", "computed", "..2020-10-31")
    assert [operand.name for operand in figure.operands] == ["test.top", "test.bottom"]
    assert figure.evidence_count == 2


def test_a_ratio_of_computed_figures_works_the_same():
    with declared("test.top", lambda *, year: value_of(9)), declared("test.bottom", lambda *, year: value_of(11)):
        ratio()
        assert read_figure("test.share", year=2020).value == Decimal("81.8")


def test_what_stands_in_several_ratios_is_counted_once():
    counted = []

    def count(*, year):
        counted.append(year)
        return value_of(9)

    with declared("test.top", count), declared("test.bottom", count):
        ratio()
        make_definition("test.other", unit="%", numerator="test.bottom", denominator="test.top")
        names = ["test.top", "test.share", "test.other", "test.share"]
        answers = read_figures([FigureRequest(name, {"year": year}) for year in (2019, 2020) for name in names])
        assert [answer.value for answer in answers[:3]] == [9, 100, 100]
    assert sorted(counted) == [2019, 2019, 2020, 2020]  # each of the two once a year


def test_what_figures_ask_of_a_year_is_asked_once_a_reading_and_anew_in_the_next():
    asked = []

    @once_a_reading
    def is_known(year, **under):
        asked.append((year, under))
        return len(asked)

    def count(*, year):
        return value_of(is_known(year, kind="a") + is_known(year))

    with declared("test.one", count), declared("test.two", count):
        both = [FigureRequest(name, {"year": 2020}) for name in ("test.one", "test.two")]
        assert [answer.value for answer in read_figures(both)] == [3, 3]
        assert asked == [(2020, {"kind": "a"}), (2020, {})]
        assert [answer.value for answer in read_figures(both)] == [7, 7]  # nothing is kept beyond a reading
    assert (is_known(2020), is_known(2020)) == (5, 6)  # nor outside of one


def test_a_reading_that_fails_keeps_nothing_either():
    asked = []
    question = once_a_reading(lambda: asked.append(1))
    with declared("test.one", lambda *, year: question() or 1 / 0), pytest.raises(ZeroDivisionError):
        read_figure("test.one", year=2020)
    question()
    question()
    assert len(asked) == 3


def test_figures_of_many_years_are_read_each_in_its_own():
    definition = make_definition()
    for year in (2018, 2019, 2020):
        make_observation(definition, str(year), year=year, as_of=datetime.date(year, 12, 31))
    asked = [{"year": 2019}, {"year": "0002018"}, {}, {"year": 2017}]
    answers = read_figures([FigureRequest(definition.name, parameters) for parameters in asked])
    assert [answer.value for answer in answers[:3]] == [2019, 2018, 2020] and isinstance(answers[3], MissingValue)
    only = read_figures([FigureRequest(definition.name, {"year": year}) for year in (2018, "0002019")])
    assert [answer.value for answer in only] == [2018, 2019]


def test_operands_of_different_periods_are_refused_and_both_named():
    first, second = make_definition("test.top"), make_definition("test.bottom")
    make_observation(first, "6.4", as_of=OCTOBER)
    make_observation(second, "9.44", as_of=NOVEMBER)
    ratio()
    with pytest.raises(PeriodsDiffer) as error:
        read_figure("test.share", year=2020)
    for word in ("test.top", "test.bottom", "2020-10-31", "2020-11-30"):
        assert word in str(error.value)


def test_undated_operands_of_different_years_are_refused():
    first, second = make_definition("test.top"), make_definition("test.bottom")
    make_observation(first, "1", year=2019, as_of=None)
    make_observation(second, "2", year=2020, as_of=None)
    ratio()
    with pytest.raises(PeriodsDiffer, match="2019"):
        read_figure("test.share")


@pytest.mark.parametrize(("top", "bottom", "missing"), [("1", "0", "test.bottom"), ("1", "-0", "test.bottom")])
def test_a_zero_denominator_is_refused_and_both_operands_named(top, bottom, missing):
    operands(top, bottom)
    ratio()
    with pytest.raises(MissingOperand) as error:
        read_figure("test.share", year=2020)
    assert error.value.missing == missing
    assert "test.top" in str(error.value)
    assert "test.bottom" in str(error.value)


def test_a_missing_operand_is_named_with_the_unit_that_owes_it():
    owner = make_unit()
    make_observation(make_definition("test.top"))
    make_definition("test.bottom", owner=owner)
    ratio()
    with pytest.raises(MissingOperand) as error:
        read_figure("test.share", year=2020)
    assert (error.value.missing, error.value.owner) == ("test.bottom", owner)


def test_an_operand_that_does_not_exist_is_named():
    make_observation(make_definition("test.top"))
    ratio()
    with pytest.raises(MissingOperand, match=r"test\.bottom"):
        read_figure("test.share", year=2020)


@pytest.mark.parametrize("value_type", ["date", "ordinal"])
def test_dates_and_ranks_are_not_divided(value_type):
    first, _second = operands("1", "2")
    Definition.objects.filter(pk=first.pk).update(value_type=value_type)
    ratio()
    with pytest.raises(MissingOperand, match=r"test\.top"):
        read_figure("test.share", year=2020)


@pytest.mark.parametrize("units", [("亿元", "万元"), ("亿元", "亿美元"), ("万人", "人")])
def test_amounts_in_different_units_are_not_divided(units):
    for definition, unit in zip(operands(), units, strict=True):
        Definition.objects.filter(pk=definition.pk).update(unit=unit)
    ratio()
    with pytest.raises(UnitsDiffer) as error:
        read_figure("test.share", year=2020)
    assert all(unit in str(error.value) for unit in units)


def test_a_lower_bound_above_is_said_and_below_is_refused():
    first, second = operands("80", "99")
    ratio()
    Observation.objects.filter(definition=first).update(bound="at_least")
    figure = read_figure("test.share", year=2020)
    assert (figure.value, figure.bound) == (Decimal("80.8"), "at_least")  # 80.808: never rounded up
    Observation.objects.filter(definition=second).update(bound="at_least")
    with pytest.raises(DenominatorOpen, match=r"test\.bottom"):
        read_figure("test.share", year=2020)


def test_a_ratio_of_ratios_and_a_ratio_of_itself_are_refused():
    operands()
    ratio("test.share", "test.bottom")
    with pytest.raises(MissingOperand):
        read_figure("test.share", year=2020)


@settings(max_examples=60, deadline=None)
@given(
    first=st.tuples(st.integers(2015, 2022), st.integers(1, 12)),
    second=st.tuples(st.integers(2015, 2022), st.integers(1, 12)),
)
def test_a_ratio_is_never_computed_across_periods(first, second):
    Observation.objects.all().delete()
    Definition.objects.all().delete()
    for name, (year, month) in zip(("test.top", "test.bottom"), (first, second), strict=True):
        definition = make_definition(name, owner=_same_unit())
        make_observation(definition, "5", year=year, as_of=datetime.date(year, month, 28))
    ratio(owner=_same_unit())
    (answer,) = read_figures([FigureRequest("test.share")])
    assert isinstance(answer, PeriodsDiffer) == (first != second)
    assert isinstance(answer, FigureError) == (first != second)


def _same_unit():
    return Unit.objects.filter(code="one").first() or make_unit("one")


# --- many at once -----------------------------------------------------------------------------
def test_an_unknown_name_is_answered_with_the_nearest():
    make_definition("trade.total")
    with pytest.raises(UnknownFigure) as error:
        read_figure("trade.totl", year=2020)
    assert error.value.nearest == "trade.total"
    assert "trade.total" in str(error.value)
    assert error.value.about is None


def test_what_cannot_be_read_is_answered_in_its_place():
    definition = make_definition()
    make_observation(definition)
    answers = read_figures([FigureRequest("no.such"), FigureRequest(definition.name), FigureRequest("no.such")])
    assert [isinstance(answer, FigureError) for answer in answers] == [True, False, True]


def test_reading_thirty_figures_costs_as_many_queries_as_reading_one(django_assert_num_queries):
    owner = make_unit()
    names = [f"test.n{number}" for number in range(30)]
    for name in names:
        make_observation(make_definition(name, owner=owner))
    with django_assert_num_queries(2):
        read_figures([FigureRequest(names[0], {"year": 2020})])
    with django_assert_num_queries(2):
        assert len(read_figures([FigureRequest(name, {"year": 2020}) for name in names])) == 30


def test_thirty_unknown_names_cost_one_look_for_their_nearest(django_assert_num_queries):
    with django_assert_num_queries(2):
        read_figures([FigureRequest(f"no.such{number}") for number in range(30)])


def test_the_same_question_is_the_same_query_whatever_the_order_and_kind_of_its_parameters():
    first = FigureRequest("a.b", {"year": 2020, "period": "x"})
    second = FigureRequest("a.b", {"period": "x", "year": "2020"})
    assert first.query == second.query == "a.b?period=x&year=2020"


# --- the course -------------------------------------------------------------------------------
def test_a_course_sets_beside_one_another_only_periods_of_the_same_months():
    definition = make_definition()
    start = datetime.date
    make_observation(definition, "1", year=2018, start=start(2018, 1, 1), as_of=start(2018, 11, 30))
    make_observation(definition, "9", year=2019, start=start(2019, 1, 1), as_of=start(2019, 12, 31))
    make_observation(definition, "2", year=2020, start=start(2020, 1, 1), as_of=start(2020, 11, 30))
    points = course_of(read_figure(definition.name))
    assert [(point.value, point.height) for point in points] == [(1, 50), (2, 100)]
    assert course_of(read_figure(definition.name, year=2019)) == []


def test_ranks_dates_and_what_never_moved_have_no_course():
    for value_type, values in (("ordinal", ("1", "2")), ("number", ("3", "3"))):
        definition = make_definition(value_type=value_type)
        for year, value in zip((2019, 2020), values, strict=True):
            make_observation(definition, value, year=year, as_of=datetime.date(year, 12, 1))
        assert course_of(read_figure(definition.name)) == []


def test_the_course_of_a_computed_figure_are_its_readings_and_today():
    make_unit("counted-a")
    with declared("test.units"):
        keep_readings([FigureRequest("test.units", {"year": 2020})], occasion="快照", by=SYSTEM)
        assert course_of(read_figure("test.units", year=2020)) == []
        make_unit("counted-b")
        assert [point.value for point in course_of(read_figure("test.units", year=2020))] == [1, 2]


def test_the_course_of_a_corrected_figure_ends_today_not_on_the_day_its_value_speaks_of():
    definition = make_definition()
    as_of = datetime.date(2020, 12, 24)
    row = make_observation(definition, 9, year=2020, as_of=as_of)
    keep_readings([FigureRequest(definition.name, {"year": 2020})], occasion="快照", by=SYSTEM)
    row.number = 11
    row.save(update_fields=["number"])
    then, now = course_of(read_figure(definition.name, year=2020))
    assert (then.value, now.value, now.at) == (9, 11, timezone.localdate())
