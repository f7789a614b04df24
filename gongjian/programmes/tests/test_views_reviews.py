"""The pages of a review: each person sees their part, the meeting goes on by buttons, the hall follows."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from gongjian.core import clock
from gongjian.programmes.actions.agendas import hand_in_statement, set_demand, write_comment
from gongjian.programmes.actions.circulars import circulate_review, withdraw_circular
from gongjian.programmes.actions.reviews import close_session, go_on
from gongjian.programmes.models import AgendaItem, Review, Task
from gongjian.programmes.tests.factories import make_account
from gongjian.programmes.tests.reviewing import at, city, light_of

__all__ = ["city"]
ARGS = (2020, 9)


def url(name, *args):
    return reverse(f"programmes:{name}", args=args or ARGS)


def page(client, name, *args):
    return client.get(url(name, *args)).content.decode()


def test_the_office_prepares_a_review_on_its_page(city, signed_in):
    client = signed_in(city.reform)
    assert reverse("programmes:review_prepare") in client.get(reverse("programmes:review_list")).content.decode()
    with clock.at(at()):
        said = {"month": city.september.pk, "held_on": "2020-10-15", "chair": city.chair_person.pk, "place": "会议中心"}
        answer = client.post(reverse("programmes:review_prepare"), said)
    assert answer.url == url("review")
    assert "一窗受理" in page(client, "review")


def test_a_refused_preparation_keeps_what_was_typed_and_answers_422(city, signed_in):
    client = signed_in(city.reform)
    said = {"month": city.september.pk, "held_on": "2020-01-15", "chair": city.chair_person.pk, "place": "会议中心"}
    answer = client.post(reverse("programmes:review_prepare"), said)
    assert answer.status_code == 422
    assert "会议中心" in answer.content.decode()
    assert not Review.objects.exists()


def test_a_unit_sees_its_own_items_and_the_chair_and_readers_all_of_them(city, signed_in):
    light_of(city.september, city.measure(lead_unit=city.health, title="医保结算"))
    city.prepare()
    for account, own, others in ((city.handler, True, False), (city.other, False, True), (city.reader, True, True)):
        shown = page(signed_in(account), "review")
        assert ("一窗受理" in shown) is own
        assert ("医保结算" in shown) is others


def test_the_chair_without_any_duty_opens_the_review_and_writes_the_comment(city, signed_in):
    chair = make_account()
    city.chair_person = chair.person
    item = city.in_session().items.get()
    client = signed_in(chair)
    assert url("agenda_comment", item.pk) in page(client, "review")
    assert client.get(url("agenda_comment", item.pk)).status_code == 200
    assert client.post(url("review_next")).status_code == 404
    assert client.get(url("review_hall")).status_code == 200


def test_outsiders_find_nothing(city, signed_in):
    item = city.prepare().items.get()
    for account in (city.nobody, city.system):
        client = signed_in(account)
        for address in (url("review"), url("review_hall"), url("circular"), url("agenda_statement", item.pk)):
            assert client.get(address).status_code == 404
    assert signed_in(city.other).get(url("agenda_statement", item.pk)).status_code == 404


def filled(client):
    """How many filled buttons the page's own part has."""
    return page(client, "review").split("<main")[1].split("</main>")[0].count("button primary")


def test_the_next_thing_to_do_is_the_only_filled_button(city, signed_in):
    review = city.prepare()
    client = signed_in(city.reform)
    assert filled(client) == 1
    client.post(url("review_start"))
    assert filled(client) == 1
    client.post(url("review_close"))
    assert filled(client) == 1
    circulate_review(review, by=city.reform)
    assert filled(client) == 1


def test_a_unit_hands_in_a_statement_with_a_file_that_only_those_concerned_can_read(city, signed_in):
    item = city.prepare().items.get()
    client = signed_in(city.handler)
    form = client.get(url("agenda_statement", item.pk)).context["form"]
    paper = SimpleUploadedFile("发言.pdf", b"%PDF-1.4 x")
    said = {"base": form.fields["base"].initial, "presenter": "局长", "statement": "正在整改", "upload": paper}
    assert client.post(url("agenda_statement", item.pk), said).status_code == 302
    assert "attachment" in client.get(url("agenda_file", item.pk))["Content-Disposition"]
    assert "正在整改" in page(client, "review")
    assert signed_in(city.other).get(url("agenda_file", item.pk)).status_code == 404


def test_what_is_typed_is_saved_by_itself_and_a_clash_is_told_without_losing_anything(city, signed_in):
    item = city.in_session().items.get()
    client, quiet = signed_in(city.reform), {"X-Requested-With": "autosave"}
    seen = client.get(url("agenda_comment", item.pk)).context["form"].fields["base"].initial
    said = {"base": seen, "strengths": "甲", "problems": ""}
    first = client.post(url("agenda_comment", item.pk), said, headers=quiet).json()
    write_comment(AgendaItem.objects.get(pk=item.pk), {"problems": "乙的问题"}, by=city.deputy)
    # The field left alone keeps what the other wrote, now and at the save after.
    second = client.post(
        url("agenda_comment", item.pk), said | {"base": first["base"], "strengths": "甲甲"}, headers=quiet
    ).json()
    client.post(url("agenda_comment", item.pk), said | {"base": second["base"], "strengths": "甲甲甲"}, headers=quiet)
    item.refresh_from_db()
    assert (item.strengths, item.problems) == ("甲甲甲", "乙的问题")
    stale = client.post(
        url("agenda_comment", item.pk), {"base": seen, "strengths": "甲甲甲", "problems": "我的"}, headers=quiet
    )
    assert stale.status_code == 422
    assert "乙的问题" in str(stale.json()["errors"]["problems"])
    item.refresh_from_db()
    assert item.problems == "乙的问题"


def test_after_a_clash_saving_once_more_means_it_for_that_field_alone(city, signed_in):
    item = city.in_session().items.get()
    client = signed_in(city.reform)
    seen = client.get(url("agenda_comment", item.pk)).context["form"].fields["base"].initial
    write_comment(item, {"strengths": "别人的", "problems": "别人的问题"}, by=city.deputy)
    answer = client.post(url("agenda_comment", item.pk), {"base": seen, "strengths": "我的", "problems": ""})
    assert answer.status_code == 422
    again = {"base": answer.context["form"].data["base"], "strengths": "我的", "problems": ""}
    assert client.post(url("agenda_comment", item.pk), again).status_code == 302
    item.refresh_from_db()
    assert (item.strengths, item.problems) == ("我的", "别人的问题")


def test_a_base_that_was_tampered_with_is_refused(city, signed_in):
    item = city.in_session().items.get()
    said = {"base": "x:y:z", "strengths": "甲", "problems": ""}
    assert signed_in(city.reform).post(url("agenda_comment", item.pk), said).status_code == 422


def test_a_demand_is_added_on_its_page_and_stands_under_the_item(city, signed_in):
    item = city.in_session().items.get()
    client = signed_in(city.chair_account)
    said = {"title": "打通系统", "unit": city.water.pk, "person": "", "due": "2020-11-10"}
    assert client.post(url("agenda_demand", item.pk), said).status_code == 302
    assert "打通系统" in page(client, "review")
    assert client.post(url("agenda_demand", item.pk), said | {"due": "2020-01-01"}).status_code == 422
    assert Task.objects.count() == 1


def test_the_order_is_changed_with_buttons_and_one_returns_to_the_item(city, signed_in):
    light_of(city.september, city.measure(), verified=0)
    review = city.prepare()
    second = review.items.get(sequence=2)
    answer = signed_in(city.reform).post(url("agenda_move", second.pk), {"direction": "up"})
    assert answer.url.endswith(f"#item-{second.pk}")
    second.refresh_from_db()
    assert second.sequence == 1


def test_two_clerks_who_both_click_next_do_not_skip_anybody(city, signed_in):
    for _n in range(2):
        light_of(city.september, city.measure())
    review = city.in_session()
    seen = review.current_id
    client = signed_in(city.reform)
    for _clerk in range(2):
        client.post(url("review_next"), {"seen": seen})
    review.refresh_from_db()
    assert review.current.sequence == 2
    for strange in ("abc", "-1", "9" * 30, "²"):
        assert client.post(url("review_next"), {"seen": strange}).status_code == 302


def test_the_hall_shows_who_presents_and_why_and_afterwards_the_demands(city, signed_in):
    item = city.prepare().items.get()
    hand_in_statement(item, {"presenter": "张局长"}, by=city.handler)
    client = signed_in(city.reader)
    assert "张局长" not in page(client, "review_hall")
    review = Review.objects.get()
    office = signed_in(city.reform)
    office.post(url("review_start"))
    shown = office.get(url("hall_now")).json()["html"]
    for words in ("水利局", "一窗受理", "张局长", "落后进度30个百分点"):
        assert words in shown
    set_demand(item, "打通系统", unit=city.water, due=date(2020, 11, 10), by=city.reform)
    assert "打通系统" in office.get(url("hall_now")).json()["html"]
    close_session(review, by=city.reform)
    assert "打通系统" not in office.get(url("hall_now")).json()["html"]


def test_only_the_clerk_has_the_buttons_of_the_hall(city, signed_in):
    city.in_session()
    assert url("review_next") in page(signed_in(city.reform), "review_hall")
    assert url("review_next") not in page(signed_in(city.reader), "review_hall")
    assert signed_in(city.handler).get(url("review_hall")).status_code == 404


def issued(city, **fields):
    review = close_session(city.in_session(), by=city.reform)
    return circulate_review(review, by=city.reform, **fields)


def test_a_circular_is_read_by_every_lead_unit_and_by_visitors_only_where_public(city, signed_in, client):
    review = issued(city, is_public=True)
    assert "改办通报〔2020〕1号" in page(client, "circular")
    assert url("circular") in client.get(reverse("programmes:circular_list")).content.decode()
    assert client.get(url("circular_docx")).content.startswith(b"PK")
    withdraw_circular(review, reason="更正", by=city.reform)
    assert client.get(url("circular")).status_code == 404
    assert client.get(url("circular_docx")).status_code == 404
    assert "改办通报〔2020〕1号" in page(signed_in(city.other), "circular")


def test_the_office_words_and_issues_the_circular_on_two_pages(city, signed_in):
    close_session(city.in_session(), by=city.reform)
    client = signed_in(city.reform)
    words = client.get(url("circular_words")).context["form"].initial
    assert words["opening"]
    client.post(url("circular_words"), {"opening": "开场白", "closing": "结束语"})
    assert "开场白" not in str(Review.objects.get().circular)
    answer = client.post(url("circular_issue"), {"is_public": "on"})
    assert answer.status_code == 302
    assert "开场白" in page(client, "circular")
    assert client.post(url("circular_issue")).status_code == 404


def test_text_that_looks_like_markup_stays_text(city, signed_in):
    item = city.in_session().items.get()
    write_comment(item, {"problems": "<script>alert(1)</script>"}, by=city.reform)
    close_session(Review.objects.get(), by=city.reform)
    circulate_review(Review.objects.get(), by=city.reform)
    client = signed_in(city.reform)
    for name in ("review", "circular", "review_print"):
        assert "<script>alert" not in page(client, name)


@pytest.mark.parametrize("name", ["review", "review_print", "review_hall", "review_list"])
def test_a_page_with_thirty_items_costs_as_many_queries_as_one_with_one(
    city, signed_in, django_assert_max_num_queries, django_assert_num_queries, name
):
    client = signed_in(city.reform)
    review = city.in_session()
    address = reverse("programmes:review_list") if name == "review_list" else url(name)
    client.get(address)
    with django_assert_max_num_queries(60) as counted:
        client.get(address)
    cost = len(counted)
    item = review.items.get()
    for _n in range(30):
        measure = city.measure()
        AgendaItem.objects.create(review=review, sequence=9, kind="red", unit=city.water, measure=measure)
        set_demand(item, "要求", unit=city.water, due=date(2020, 11, 10), by=city.reform)
    client.get(address)
    with django_assert_num_queries(cost):
        client.get(address)


def test_the_list_counts_what_was_presented(city, signed_in):
    light_of(city.september, city.measure())
    review = city.in_session()
    go_on(review, by=city.reform)
    (row,) = signed_in(city.reader).get(reverse("programmes:review_list")).context["table"].data
    assert (row.presenting, row.presented) == (2, 2)
