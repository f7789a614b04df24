"""The pages of adjustments, looks and splits: old beside new, errors beside the field, outsiders find no address."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from gongjian.programmes.actions.adjustments import apply_adjustment, approve_adjustment
from gongjian.programmes.actions.moves import apply_strike_off, strike_off
from gongjian.programmes.models import Adjustment, Measure
from gongjian.programmes.queries.adjustments import WORK
from gongjian.programmes.tests.factories import verify_all
from gongjian.programmes.tests.factories_driving import on

State = Measure.State
LATER = date(2021, 3, 31)


@pytest.fixture
def running(city):
    return city.measure(
        state=State.RUNNING, weights=(40, 60), goal="办成一件事", goal_quantity=Decimal(10), goal_unit="件"
    )


@pytest.fixture
def waiting(city, running):
    with on(2020, 9, 1):
        return apply_adjustment(running, {"due": LATER, "goal": "办成两件事"}, reason="设备迟到", by=city.handler)


def text_of(client, address):
    client.cookies["django_language"] = "en"
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def form_of(measure, **changes):
    said = {"due": measure.due.isoformat(), "goal": measure.goal, "goal_quantity": "10", "goal_unit": "件"}
    said |= {f"milestone_{step.sequence}": step.due.isoformat() for step in measure.milestones.all()}
    return said | {"reason": "设备迟到"} | changes


def test_the_form_applies_for_what_was_changed_and_for_nothing_else(city, signed_in, running):
    client = signed_in(city.handler)
    address = reverse("programmes:adjustment_apply", args=[running.number])
    paper = SimpleUploadedFile("申请.pdf", b"%PDF-1.4 application")
    assert "设备" not in text_of(client, address)
    answer = client.post(address, form_of(running, due="2021-03-31", upload=paper))
    application = Adjustment.objects.get()
    assert answer.status_code == 302 and answer.url == application.get_absolute_url()
    assert application.wanted == {"due": "2021-03-31"} and application.file.name == "申请.pdf"


@pytest.mark.parametrize(
    "change", [{"due": ""}, {"due": "明天"}, {"milestone_1": "2021-06-01"}, {"reason": ""}, {"goal_quantity": "-3"}, {}]
)
def test_a_wrong_application_is_refused_as_typed(city, signed_in, running, change):
    client = signed_in(city.handler)
    answer = client.post(
        reverse("programmes:adjustment_apply", args=[running.number]), form_of(running, goal_unit="件", **change)
    )
    assert answer.status_code == 422 and not Adjustment.objects.exists()


def test_old_and_new_stand_side_by_side_until_and_after_the_ruling(city, signed_in, running, waiting):
    client = signed_in(city.reform)
    text = text_of(client, waiting.get_absolute_url())
    assert "30 November 2020" in text and "31 March 2021" in text and "设备迟到" in text
    assert "办成一件事" in text and "办成两件事" in text
    assert client.post(reverse("programmes:adjustment_approve", args=[waiting.pk])).status_code == 302
    text = text_of(client, running.get_absolute_url())
    assert "<del>30 November 2020</del>" in text and waiting.get_absolute_url() in text
    assert "31 March 2021" in text and "approved on" in text


def test_who_applied_and_outsiders_find_no_ruling(city, signed_in, waiting):
    for name in ("approve", "refuse"):
        address = reverse(f"programmes:adjustment_{name}", args=[waiting.pk])
        for who in (city.handler, city.head, city.reader, city.other, city.nobody):
            assert signed_in(who).post(address, {"ruling": "同意"}).status_code == 404
    assert signed_in(city.other).get(waiting.get_absolute_url()).status_code == 404
    assert Adjustment.objects.get().state == "applied"


def test_a_second_ruling_is_refused_with_words(city, signed_in, waiting):
    approve_adjustment(waiting, by=city.deputy)
    answer = signed_in(city.reform).post(reverse("programmes:adjustment_refuse", args=[waiting.pk]), {"ruling": "否"})
    assert answer.status_code == 422 and answer.context["form"].non_field_errors()


def test_the_list_costs_the_same_for_one_and_for_thirty(city, signed_in, waiting, django_assert_max_num_queries):
    client, address = signed_in(city.reform), reverse("programmes:adjustment_list")
    text_of(client, address)
    with django_assert_max_num_queries(20) as few:
        text_of(client, address)
    for _n in range(29):
        apply_adjustment(city.measure(state=State.RUNNING), {"due": LATER}, reason="迟", by=city.head)
    with django_assert_max_num_queries(20) as many:
        text_of(client, address)
    assert len(few) == len(many)


def test_the_edit_form_shows_the_promise_of_an_established_measure_and_takes_no_other(city, signed_in, running):
    client, address = signed_in(city.reform), reverse("programmes:measure_edit", args=[running.number])
    form = client.get(address).context["form"]
    assert {name for name, field in form.fields.items() if field.disabled} == {
        "due", "goal", "goal_en", "goal_quantity", "goal_unit",
    }  # fmt: skip


# --- looks ----------------------------------------------------------------------------------
def test_an_outside_check_is_entered_from_the_measures_page(city, signed_in):
    measure = city.measure(state=State.RUNNING, weights=(100,), is_felt_by_public=True)
    client, address = signed_in(city.reform), reverse("programmes:outside_check_add", args=[measure.number])
    assert address in text_of(client, measure.get_absolute_url())
    said = {"checked_by": "市人大代表", "checked_on": "2020-09-01", "has_passed": "no", "words": "走访<b>20</b>户"}
    assert client.post(address, said | {"checked_by": "水利局"}).status_code == 422
    assert client.post(address, said | {"has_passed": ""}).status_code == 422
    assert client.post(address, said).status_code == 302
    check = measure.outside_checks.get()
    assert check.has_passed is False
    assert "&lt;b&gt;20" in text_of(client, measure.get_absolute_url())


def test_a_look_back_that_fails_asks_which_milestone_and_reopens(city, signed_in):
    measure = city.measure(state=State.RUNNING, weights=(40, 60))
    verify_all(measure)
    strike_off(apply_strike_off(measure, by=city.head), by=city.deputy)
    client, address = signed_in(city.reform), reverse("programmes:measure_look_back", args=[measure.number])
    assert address in text_of(client, measure.get_absolute_url())
    assert client.post(address, {"holds": "no", "words": "停用"}).status_code == 422
    assert client.post(address, {"holds": "no", "words": "停用", "milestones": ["2"]}).status_code == 302
    measure.refresh_from_db()
    assert measure.state == State.RUNNING and client.get(address).status_code == 404


# --- splits ---------------------------------------------------------------------------------
def parts_form(*parts, reason="分头推进"):
    said = {"part-TOTAL_FORMS": "4", "part-INITIAL_FORMS": "0", "reason": reason}
    for number, part in enumerate(parts):
        said |= {f"part-{number}-{name}": value for name, value in part.items()}
    return said


def test_a_measure_is_split_on_its_page_and_the_ledger_says_so(city, signed_in, running):
    client, address = signed_in(city.reform), reverse("programmes:measure_split", args=[running.number])
    parts = [
        {"number": "A-1", "title": "甲", "goal_quantity": "4"},
        {"number": "A-2", "title": "乙", "goal_quantity": "6"},
    ]
    answer = client.post(address, parts_form(parts[0], parts[1] | {"goal_quantity": "7"}))
    assert answer.status_code == 422 and "A-2" in answer.content.decode()
    assert client.post(address, parts_form(*parts, reason="")).status_code == 422
    assert client.post(address, parts_form(*parts)).status_code == 302
    assert "A-1" in text_of(client, running.get_absolute_url())
    assert running.number in text_of(client, reverse("programmes:measure", args=["A-1"]))
    assert "Splitting raised the count by 1." in text_of(client, reverse("programmes:measure_list"))


def test_forged_numbers_of_forms_split_nothing(city, signed_in, running):
    client, address = signed_in(city.reform), reverse("programmes:measure_split", args=[running.number])
    for total in ("-1", "99999", "x", ""):
        answer = client.post(address, parts_form() | {"part-TOTAL_FORMS": total})
        assert answer.status_code == 422
    assert Measure.objects.count() == 1


# --- the desk -------------------------------------------------------------------------------
def test_the_desk_shows_what_waits_for_the_office_and_nothing_to_others(city, waiting):
    applied = city.measure(state=State.STRIKE_OFF_APPLIED, is_felt_by_public=True)
    found = {kind.key: list(kind.waiting(city.reform)) for kind in WORK}
    assert found == {
        "adjustment_to_rule": [waiting], "strike_off_to_sign": [applied], "outside_check_missing": [applied],
    }  # fmt: skip
    for who in (city.head, city.reader, city.nobody):
        assert not any(kind.waiting(who).exists() for kind in WORK)
    assert list(WORK[0].under_way(city.head)) == [waiting]
