import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from gongjian.core.models import AuditRecord
from gongjian.programmes.actions.evidence import submit_evidence
from gongjian.programmes.actions.measures import edit_measure, remove_measure
from gongjian.programmes.actions.moves import start
from gongjian.programmes.models import Evidence, Measure
from gongjian.programmes.tests.factories import make_evidence, make_measure, upload, verify_all

State = Measure.State
ANSWERS = {
    "measure_edit": "reform",
    "measure_milestones": "reform head handler",
    "measure_establish": "reform",
    "measure_return": "reform",
    "measure_merge": "reform",
    "measure_suspend": "reform",
    "measure_strike_off": "reform",
    "measure_return_strike_off": "reform",
    "measure_resume": "reform",
    "measure_start": "reform head handler",
    "measure_propose": "reform head handler",
    "measure_apply_strike_off": "head",
    "measure_remove": "reform",
}


def at(name, measure):
    return reverse(f"programmes:{name}", args=[measure.number])


def filled(page):
    main = page[page.index("<main") : page.index("</main>")]
    return re.findall(r'<(?:a|button) class="button primary"[^>]*>([^<]*)<', main)


def test_a_measure_is_shown_to_who_may_see_it_and_is_404_to_the_others(city, signed_in):
    measure = city.measure(weights=(100,))
    for account in (city.reform, city.reader, city.head, city.handler):
        assert signed_in(account).get(measure.get_absolute_url()).status_code == 200
    for account in (city.other, city.system, city.nobody):
        assert signed_in(account).get(measure.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("name", ANSWERS)
def test_a_page_that_is_not_among_ones_duties_is_404(city, signed_in, name):
    measure = city.measure()
    if name == "measure_edit":
        measure.state = State.ESTABLISHED
        measure.save()
    for who in ("reform", "head", "handler", "reader", "other", "system", "nobody"):
        answer = signed_in(getattr(city, who)).get(at(name, measure)).status_code
        assert answer == (200 if who in ANSWERS[name].split() else 404), who


@pytest.mark.parametrize(
    ("state", "who"), [(state, who) for state in State for who in ("reform", "head", "handler", "reader")]
)
def test_the_page_has_one_filled_button_at_most(city, signed_in, state, who):
    fields = {"merged_into": city.measure()} if state == State.MERGED else {}
    measure = city.measure(state=state, weights=(40, 60), **fields)
    make_evidence(measure.milestones.first())
    response = signed_in(getattr(city, who)).get(measure.get_absolute_url())
    assert response.status_code == 200 and len(filled(response.content.decode())) <= 1


def step(client, measure):
    return client.get(measure.get_absolute_url()).context["step"]


def test_the_next_thing_to_do_leads_from_proposal_to_strike_off(city, signed_in):
    measure = city.measure()
    assert step(signed_in(city.handler), measure).url == at("measure_milestones", measure)
    signed_in(city.handler).post(at("measure_milestones", measure), plan_form((60, "2020-03-01"), (40, "2020-06-01")))
    assert step(signed_in(city.handler), measure).url == ""  # it is the reform office's turn
    assert step(signed_in(city.reform), measure).move == "establish"
    signed_in(city.reform).post(at("measure_establish", measure))
    assert step(signed_in(city.handler), measure).move == "start"
    signed_in(city.handler).post(at("measure_start", measure))
    for sequence in (1, 2):
        add = reverse("programmes:evidence_add", args=[measure.number, sequence])
        assert step(signed_in(city.handler), measure).url == add
        signed_in(city.handler).post(add, {"title": "文件", "upload": upload(b"%PDF-1.4 x", "a.pdf")})
        assert step(signed_in(city.reform), measure).url == f"#milestone-{sequence}"
        proof = Evidence.objects.get(milestone__sequence=sequence)
        signed_in(city.reform).post(reverse("programmes:evidence_verify", args=[proof.pk]))
    assert step(signed_in(city.head), measure).move == "apply_strike_off"
    signed_in(city.head).post(at("measure_apply_strike_off", measure))
    assert step(signed_in(city.deputy), measure).move == "strike_off"
    signed_in(city.deputy).post(at("measure_strike_off", measure))
    measure.refresh_from_db()
    assert measure.state == State.STRUCK_OFF and step(signed_in(city.deputy), measure) is None


def test_a_move_that_is_refused_says_why_beside_the_form_and_keeps_the_reason(city, signed_in):
    measure = city.measure(state=State.RUNNING, weights=(100,))
    response = signed_in(city.head).post(at("measure_apply_strike_off", measure), {"reason": "都办完了"})
    text = response.content.decode()
    assert response.status_code == 422 and "节点1" in text and "都办完了" in text and "error-summary" in text


def test_a_move_from_the_wrong_state_is_refused_and_not_made(city, signed_in):
    measure = city.measure(state=State.RUNNING)
    assert signed_in(city.reform).post(at("measure_establish", measure)).status_code == 422
    measure.refresh_from_db()
    assert measure.state == State.RUNNING


def test_merging_asks_for_a_measure_in_scope(city, signed_in):
    measure, target = city.measure(state=State.RUNNING), city.measure(state=State.RUNNING)
    client = signed_in(city.reform)
    assert client.post(at("measure_merge", measure), {"target": "NONE", "reason": "x"}).status_code == 422
    assert client.post(at("measure_merge", measure), {"target": target.number, "reason": "同一事项"}).status_code == 302
    measure.refresh_from_db()
    assert measure.merged_into == target


def form(measure, **changes):
    fields = {
        "number": measure.number,
        "campaign": measure.campaign_id,
        "title": measure.title,
        "origin": measure.origin,
        "goal": measure.goal,
        "result_form": measure.result_form,
        "lead_unit": measure.lead_unit_id,
        "start": measure.start.isoformat(),
        "due": measure.due.isoformat(),
    }
    return fields | changes


def test_a_measure_is_added_and_its_milestones_come_next(city, signed_in):
    model = Measure(
        number="GJ-7", campaign=city.campaign, title="新举措", lead_unit=city.water, start=city.measure().start,
        due=city.measure().due,
    )  # fmt: skip
    response = signed_in(city.handler).post(
        reverse("programmes:measure_add"), form(model, supporting_units=[city.health.pk])
    )
    assert response.url == reverse("programmes:measure_milestones", args=["GJ-7"])
    added = Measure.objects.get(number="GJ-7")
    assert added.state == State.PROPOSED and list(added.supporting_units.all()) == [city.health]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"number": "a/b"}, "number"),
        ({"number": "TAKEN"}, "number"),
        ({"title": ""}, "title"),
        ({"title": "改\x07革"}, "title"),
        ({"title": "长" * 201}, "title"),
        ({"due": "2019-01-01"}, "due"),
        ({"due": "0020-01-01"}, "due"),
        ({"goal_quantity": "NaN"}, "goal_quantity"),
        ({"goal_quantity": "9" * 30}, "goal_quantity"),
        ({"campaign": "999999"}, "campaign"),
    ],
)
def test_what_cannot_be_saved_is_said_beside_its_field_and_the_typed_text_stays(city, signed_in, changes, field):
    taken = city.measure(number="TAKEN")
    typed = form(taken, number="GJ-8", goal="打进来的目标") | changes
    response = signed_in(city.reform).post(reverse("programmes:measure_add"), typed)
    assert response.status_code == 422 and field in response.context["form"].errors
    assert "打进来的目标" in response.content.decode() and Measure.objects.count() == 1


def test_a_unit_cannot_propose_in_anothers_name(city, signed_in):
    typed = form(city.measure(), number="GJ-8", lead_unit=city.health.pk)
    response = signed_in(city.handler).post(reverse("programmes:measure_add"), typed)
    assert response.status_code == 422 and "lead_unit" in response.context["form"].errors


def base_of(client, measure):
    text = client.get(at("measure_edit", measure)).content.decode()
    return re.search(r'name="base" value="([^"]*)"', text)[1]


def test_an_edit_is_saved_and_told_in_the_life_story(city, signed_in):
    measure = city.measure(goal="一\n二")
    client = signed_in(city.reform)
    typed = form(measure, title="改过的名", goal="一\r\n二", base=base_of(client, measure))
    assert client.post(at("measure_edit", measure), typed).status_code == 302
    assert set(AuditRecord.objects.get().changes) == {"title", "version"}
    story = client.get(measure.get_absolute_url()).context["story"]
    assert len(story) == 1 and story[0].who == city.reform.person.name


def test_a_clash_shows_what_stands_keeps_what_was_typed_and_saves_at_the_second_try(city, signed_in):
    measure = city.measure()
    client = signed_in(city.deputy)
    base = base_of(client, measure)
    edit_measure(measure, {"title": "别人的标题", "leader": "别人填的"}, by=city.reform)
    response = client.post(at("measure_edit", measure), form(measure, title="我的标题", base=base))
    text = response.content.decode()
    assert response.status_code == 422 and "别人的标题" in text and "我的标题" in text
    again = re.search(r'name="base" value="([^"]*)"', text)[1]
    typed = form(measure, title="我的标题", leader="", base=again)  # left alone, as the page still shows it
    assert client.post(at("measure_edit", measure), typed).status_code == 302
    measure.refresh_from_db()
    assert (measure.title, measure.leader) == ("我的标题", "别人填的")


def test_a_forged_base_is_refused(city, signed_in):
    measure = city.measure()
    response = signed_in(city.reform).post(at("measure_edit", measure), form(measure, base="forged"))
    assert response.status_code == 422 and response.context["form"].errors


def test_the_due_date_of_an_established_measure_cannot_be_typed_and_the_form_says_why(city, signed_in):
    measure = city.measure(state=State.RUNNING)
    client = signed_in(city.reform)
    text = client.get(at("measure_edit", measure)).content.decode()
    assert re.search(r'<input[^>]*name="due"[^>]*disabled', text) and re.search("调整申请|approved adjustment", text)
    client.post(at("measure_edit", measure), form(measure, due="2021-12-31", title="改", base=base_of(client, measure)))
    measure.refresh_from_db()
    assert (measure.due.year, measure.title) == (2020, "改")


def plan_form(*lines, initial=0):
    data = {"step-TOTAL_FORMS": str(len(lines)), "step-INITIAL_FORMS": str(initial)}
    for number, (weight, due) in enumerate(lines):
        data |= {f"step-{number}-title": f"步骤{number}", f"step-{number}-due": due, f"step-{number}-weight": weight}
    return data


def test_milestones_that_do_not_sum_are_refused_with_the_typed_lines_kept(city, signed_in):
    measure = city.measure()
    response = signed_in(city.handler).post(
        at("measure_milestones", measure), plan_form((60, "2020-03-01"), (30, "2020-06-01"))
    )
    text = response.content.decode()
    assert response.status_code == 422 and "90" in text and "步骤1" in text and not measure.milestones.exists()


def test_empty_lines_are_no_milestones_and_a_line_may_be_taken_away(city, signed_in):
    measure = city.measure(weights=(40, 60))
    data = plan_form((40, "2020-02-05"), (100, "2020-03-06"), ("", ""), initial=2)
    data |= {"step-2-title": "", "step-0-DELETE": "on"}
    assert signed_in(city.reform).post(at("measure_milestones", measure), data).status_code == 302
    assert list(measure.milestones.values_list("sequence", "weight")) == [(1, 100)]


def test_a_thousand_lines_of_milestones_are_not_read(city, signed_in):
    measure = city.measure()
    lines = [(1, "2020-03-01")] * 100
    data = plan_form(*lines) | {"step-TOTAL_FORMS": "100000"}
    assert signed_in(city.reform).post(at("measure_milestones", measure), data).status_code in (400, 422)
    assert not measure.milestones.exists()


def test_a_removed_measure_is_gone_for_all_but_the_reform_office_who_can_restore_it(city, signed_in):
    measure = city.measure()
    client = signed_in(city.reform)
    assert "1" in client.get(at("measure_remove", measure)).content.decode()
    refused = client.post(at("measure_remove", measure), {"reason": "  "})
    assert refused.status_code == 422 and "reason" in refused.context["form"].errors
    client.post(at("measure_remove", measure), {"reason": "重复登记"})
    assert signed_in(city.head).get(measure.get_absolute_url()).status_code == 404
    client = signed_in(city.reform)
    text = client.get(measure.get_absolute_url()).content.decode()
    assert at("measure_restore", measure) in text and "重复登记" in text
    assert client.get(at("measure_edit", measure)).status_code == 404
    assert signed_in(city.head).post(at("measure_restore", measure)).status_code == 404
    assert signed_in(city.reform).post(at("measure_restore", measure)).status_code == 302
    measure.refresh_from_db()
    assert not measure.is_removed


def test_restoring_is_a_post(city, signed_in):
    measure = city.measure()
    remove_measure(measure, by=city.reform, reason="重复")
    assert signed_in(city.reform).get(at("measure_restore", measure)).status_code == 405


def test_the_life_story_is_told_in_words_in_both_languages(city, signed_in):
    measure = city.measure(state=State.ESTABLISHED, weights=(100,))
    start(measure, by=city.head, reason="条件具备")
    submit_evidence(measure.milestones.get(), title="印发文件", by=city.head)
    client = signed_in(city.reform)
    for language in ("zh-hans", "en"):
        client.cookies["django_language"] = language
        text = client.get(measure.get_absolute_url()).content.decode()
        assert "measure.started" not in text and "evidence.submitted" not in text
        assert "条件具备" in text and "印发文件" in text


def test_every_audit_code_of_the_ledger_has_words():
    from gongjian.programmes.rules.states import TABLE
    from gongjian.programmes.rules.story import WORDS

    assert {step.audit for step in TABLE} <= set(WORDS)


def test_the_page_of_a_measure_costs_the_same_for_one_milestone_and_for_twenty(city, signed_in):
    client = signed_in(city.reform)

    def queries(measure):
        with CaptureQueriesContext(connection) as caught:
            assert client.get(measure.get_absolute_url()).status_code == 200
        return len(caught)

    small = make_measure(city.campaign, city.water, state=State.RUNNING, weights=(100,), supporting=[city.health])
    large = make_measure(city.campaign, city.water, state=State.RUNNING, weights=(5,) * 20, supporting=[city.health])
    for measure in (small, large):
        verify_all(measure)
        for milestone in measure.milestones.all():
            make_evidence(milestone, submitted_by=city.handler)
    for _n in range(3):  # signing in leaves work for the first pages
        queries(small)
    assert queries(small) == queries(large) <= 30  # one for each noun of its life story


def test_a_long_life_story_shows_its_latest_events_and_opens_to_its_first(city, signed_in):
    measure = city.measure()
    for n in range(29):
        edit_measure(measure, {"title": f"第{n}次"}, by=city.reform)
    client = signed_in(city.reform)
    page = client.get(measure.get_absolute_url())
    assert len(page.context["story"]) == 29 and "events=all#story" not in page.content.decode()
    for n in range(29, 45):
        edit_measure(measure, {"title": f"第{n}次"}, by=city.reform)
    page = client.get(measure.get_absolute_url())
    assert len(page.context["story"]) == 30 and "?events=all#story" in page.content.decode()
    whole = client.get(measure.get_absolute_url(), {"events": "all"})
    assert len(whole.context["story"]) == 45 and "events=all#story" not in whole.content.decode()
    assert len(client.get(measure.get_absolute_url(), {"events": "x"}).context["story"]) == 30
