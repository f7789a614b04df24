"""The board, its reasons, who slipped, the trends, and what a measure waits for."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from gongjian.core import clock
from gongjian.core.audit import SYSTEM
from gongjian.core.models import AuditRecord
from gongjian.indicators.computed import REGISTRY
from gongjian.programmes.actions.dependencies import add_dependency, remove_dependency
from gongjian.programmes.actions.months import freeze_month, open_month
from gongjian.programmes.models import Campaign, Dependency, Measure, MonthlyReport
from gongjian.programmes.tests.factories import make_campaign, make_measure, make_milestone, make_notices

SHANGHAI = ZoneInfo("Asia/Shanghai")
BOARD = reverse("programmes:board", args=[2020, 9])


def freeze(city, number, *, silent=()):
    with clock.at(datetime(2020, number, 18, 9, tzinfo=SHANGHAI)):
        month = open_month(2020, number, by=SYSTEM)
    handed_in = MonthlyReport.objects.filter(month=month).exclude(measure__in=silent)
    handed_in.update(state="submitted", submitted_at=datetime(2020, number, 20, tzinfo=SHANGHAI))
    with clock.at(datetime(2020, number + 1, 3, 9, tzinfo=SHANGHAI)):
        return freeze_month(month, by=SYSTEM)


@pytest.fixture
def board(city):
    """Two frozen months: one measure slips from green to red, one is red twice, one of another list is green."""
    make_notices(2020)
    running = {"state": Measure.State.RUNNING}
    city.slipping = city.measure(title="渐渐落后", title_en="Falling behind", **running)
    make_milestone(city.slipping, weight=100, due=date(2020, 9, 10))
    city.silent = city.measure(title="不报", lead_unit=city.health, **running)
    promises = make_campaign(city.office, kind=Campaign.Kind.LIVELIHOOD_COMMITMENTS, code="promises")
    city.promise = make_measure(promises, city.water, title="民生一件", **running)
    freeze(city, 8, silent=[city.silent])
    city.month = freeze(city, 9, silent=[city.silent])
    return city


def text_of(answer):
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_the_board_shows_each_measure_with_colour_shape_word_and_arithmetic(board, signed_in):
    text = text_of(signed_in(board.reform).get(BOARD))
    assert "渐渐落后" in text
    assert '<li class="alarm slipped">' in text
    assert "<b>预警</b>" in text
    assert "0/100" in text
    assert "民生一件" not in text
    assert "民生一件" in text_of(signed_in(board.reform).get(f"{BOARD}?kind=all"))


def test_the_filters_of_the_board_live_in_the_address_and_junk_in_it_is_ignored(board, signed_in):
    client = signed_in(board.reform)
    shown = lambda asked: client.get(f"{BOARD}?{asked}").context  # noqa: E731
    assert [group.title for group in shown("group=unit")["groups"]] == ["水利", "卫健委"]
    assert [group.title for group in shown("campaign=promises")["groups"]] == [
        Campaign.objects.get(code="promises").title
    ]
    assert shown("unit=health")["total"] == 1
    assert shown("light=green")["groups"] == []
    assert shown("light=green")["total"] == 2
    assert shown("light=purple&group=x&unit=%00&kind=nothing&campaign=none")["total"] == 2


def test_my_units_is_what_the_units_one_takes_part_in_lead(board, signed_in):
    answer = signed_in(board.handler).get(f"{BOARD}?mine=yes&kind=all")
    assert answer.context["total"] == 2


def test_a_unit_sees_the_lights_of_its_own_measures_and_a_reader_all(board, signed_in):
    assert signed_in(board.other).get(f"{BOARD}?kind=all").context["total"] == 1
    assert signed_in(board.reader).get(f"{BOARD}?kind=all").context["total"] == 3
    light = reverse("programmes:light", args=[2020, 9, board.slipping.number])
    assert signed_in(board.other).get(light).status_code == 404
    assert signed_in(board.nobody).get(BOARD).status_code == 404
    assert signed_in(board.system).get(reverse("programmes:trend_list")).status_code == 404


def test_an_open_month_has_no_board(board, signed_in):
    with clock.at(datetime(2020, 10, 18, tzinfo=SHANGHAI)):
        open_month(2020, 10, by=SYSTEM)
    assert signed_in(board.reform).get(reverse("programmes:board", args=[2020, 10])).status_code == 404
    assert signed_in(board.reform).get(reverse("programmes:board_latest")).url == BOARD


def test_before_anything_is_frozen_the_board_says_what_will_stand_there(city, signed_in):
    text = text_of(signed_in(city.reform).get(reverse("programmes:board_latest")))
    assert "尚无冻结的月份" in text
    assert signed_in(city.nobody).get(reverse("programmes:board_latest")).status_code == 404


def test_a_light_opens_its_reason_its_rules_and_what_it_holds_up(board, signed_in):
    add_dependency(board.promise, board.slipping, why="先有目录", by=SYSTEM)
    text = text_of(signed_in(board.reform).get(reverse("programmes:light", args=[2020, 9, board.slipping.number])))
    assert "落后计划100个百分点（计划100%，核实0%）；节点1逾期20天" in text
    assert "落后超过10个百分点" in text
    assert "先有目录" in text


def test_reasons_stand_in_the_readers_language(board, signed_in):
    client = signed_in(board.reform)
    client.cookies["django_language"] = "en"
    text = text_of(client.get(reverse("programmes:light", args=[2020, 9, board.slipping.number])))
    assert "100 points behind plan (planned 100%, verified 0%); milestone 1 20 days overdue" in text


def test_who_slipped_names_those_worse_than_before_and_what_waits_for_them(board, signed_in):
    add_dependency(board.promise, board.slipping, why="先有目录", by=SYSTEM)
    answer = signed_in(board.reform).get(reverse("programmes:slipped", args=[2020, 9]))
    assert [light.measure for light in answer.context["lights"]] == [board.slipping]
    assert "民生一件" in text_of(answer)
    first = signed_in(board.reform).get(reverse("programmes:slipped", args=[2020, 8]))
    assert first.context["lights"] == []
    assert "此前没有冻结的月份" in text_of(first)


def test_the_trends_count_the_frozen_months(board, signed_in):
    client = signed_in(board.reform)
    answer = client.get(reverse("programmes:unit_trend", args=["water"]))
    assert [column.counts for column in answer.context["columns"]] == [{"green": 2}, {"green": 1, "red": 1}]
    assert "2020年9月预警增加：2项中有1项，上月0项" in text_of(answer)
    assert "预警减少" not in text_of(client.get(reverse("programmes:campaign_trend", args=["key"])))
    row = text_of(client.get(reverse("programmes:measure_trend", args=[board.slipping.number])))
    assert row.index("正常") < row.index("预警")
    for by in ("unit", "campaign", "junk"):
        text_of(client.get(f"{reverse('programmes:trend_list')}?by={by}"))
    assert client.get(reverse("programmes:unit_trend", args=["no-such"])).status_code == 404


def test_hostile_titles_are_shown_as_text(board, signed_in):
    Measure.objects.filter(pk=board.slipping.pk).update(title='<script>alert(1)</script>" onload="x')
    client = signed_in(board.reform)
    for address in (
        BOARD,
        reverse("programmes:slipped", args=[2020, 9]),
        reverse("programmes:board_print", args=[2020, 9]),
    ):
        text = text_of(client.get(address))
        assert "<script>alert" not in text
        assert '" onload="x' not in text


def queries_of(work):
    with CaptureQueriesContext(connection) as queries:
        work()
    return len(queries)


def test_boards_and_trends_cost_the_same_for_few_and_many(board, signed_in):
    client = signed_in(board.reform)
    names = ("board", "board_print", "slipped")
    client.get(BOARD)
    old = [reverse(f"programmes:{name}", args=[2020, 9]) for name in names]
    few = [queries_of(lambda address=address: client.get(address)) for address in old]
    trend = reverse("programmes:trend_list")
    few.append(queries_of(lambda: client.get(trend)))
    for _n in range(30):
        make_milestone(board.measure(state=Measure.State.RUNNING), weight=100, due=date(2020, 11, 10))
    freeze(board, 10)
    freeze(board, 11)
    new = [reverse(f"programmes:{name}", args=[2020, 11]) for name in names]
    many = [queries_of(lambda address=address: client.get(address)) for address in new]
    many.append(queries_of(lambda: client.get(trend)))
    assert many == few


# --- what a measure waits for ---------------------------------------------------------------
def test_the_lead_unit_enters_what_it_waits_for_and_removes_it(board, signed_in):
    client = signed_in(board.handler)
    address = reverse("programmes:dependency_add", args=[board.slipping.number])
    back = reverse("programmes:measure_trend", args=[board.slipping.number])
    assert client.post(address, {"waits_for": board.promise.pk, "why": "先有目录"}).url == back
    dependency = Dependency.objects.get()
    assert (dependency.measure, dependency.waits_for, dependency.added_by) == (
        board.slipping,
        board.promise,
        board.handler,
    )
    assert "先有目录" in text_of(client.get(back))
    assert client.post(reverse("programmes:dependency_remove", args=[dependency.pk])).url == back
    assert not Dependency.objects.exists()
    codes = list(
        AuditRecord.objects.filter(action__startswith="dependency").order_by("pk").values_list("action", flat=True)
    )
    assert codes == ["dependency.added", "dependency.removed"]


def test_nobody_else_may(board, signed_in):
    dependency = add_dependency(board.slipping, board.promise, why="先有目录", by=board.head)
    for who in (board.other, board.reader, board.nobody):
        client = signed_in(who)
        assert client.get(reverse("programmes:dependency_add", args=[board.slipping.number])).status_code == 404
        assert client.post(reverse("programmes:dependency_remove", args=[dependency.pk])).status_code == 404
        with pytest.raises(PermissionDenied):
            add_dependency(board.slipping, board.silent, why="x", by=who)
        with pytest.raises(PermissionDenied):
            remove_dependency(dependency, by=who)
    assert Dependency.objects.count() == 1


def test_no_ring_closes_and_nothing_waits_for_itself_twice_or_for_what_does_not_stand(board, signed_in):
    third, merged = (
        board.measure(state=Measure.State.RUNNING),
        board.measure(state=Measure.State.MERGED, merged_into=board.slipping),
    )
    add_dependency(board.slipping, board.promise, why="一", by=SYSTEM)
    add_dependency(board.promise, third, why="二", by=SYSTEM)
    for measure, other in ((third, board.slipping), (third, third), (board.slipping, board.promise), (third, merged)):
        with pytest.raises(ValidationError):
            add_dependency(measure, other, why="三", by=SYSTEM)
    with pytest.raises(ValidationError):
        add_dependency(board.slipping, third, why=" ", by=SYSTEM)
    assert Dependency.objects.count() == 2
    client = signed_in(board.head)
    answer = client.post(
        reverse("programmes:dependency_add", args=[third.number]), {"waits_for": board.slipping.pk, "why": "三"}
    )
    assert answer.status_code == 422
    assert "互相等待" in answer.content.decode()


# --- figures --------------------------------------------------------------------------------
def figure(name, **parameters):
    return REGISTRY[f"programmes.{name}"].compute(**parameters)


def test_the_figures_count_the_ledgers_lights_of_the_latest_frozen_month_or_of_the_one_named(board):
    found = {name: figure(f"lights_{name}", year=2020).value for name in ("green", "yellow", "red", "blue")}
    assert found == {"green": 0, "yellow": 0, "red": 2, "blue": 0}
    assert figure("lights", year=2020).value == 2
    assert figure("lights_red", year=2020, month=8).value == 1
    assert figure("lights_green", year=2020, campaign="promises").value == 1
    assert figure("months_frozen", year=2020).value == 2


def test_a_month_that_was_not_frozen_has_no_number_of_lights(board):
    with clock.at(datetime(2020, 10, 18, tzinfo=SHANGHAI)):
        open_month(2020, 10, by=SYSTEM)
    assert figure("lights_red", year=2020, month=10).value is None
    assert figure("lights_red", year=2020, month=7).value is None
    assert figure("lights_red", year=2019).value is None
    assert figure("months_frozen", year=2019).value is None
