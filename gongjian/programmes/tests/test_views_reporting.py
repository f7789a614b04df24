"""The pages of monthly reports, through the client."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from gongjian.programmes.actions.reporting import send_for_signature, sign_report, write_report
from gongjian.programmes.models import ApprovalStep, Claim, Measure, Month, MonthlyReport
from gongjian.programmes.tests.factories import make_account, make_evidence, upload
from gongjian.programmes.tests.factories_reporting import ReportingCity, at, make_month, make_report

State = MonthlyReport.State


@pytest.fixture
def city(db):
    with at(2020, 11, 20):
        yield ReportingCity()


def of(name, report, *more):
    return reverse(f"programmes:{name}", args=[report.month.year, report.month.month, report.measure.number, *more])


def base_on(page):
    return re.search(r'name="base" value="([^"]+)"', page.content.decode())[1]


def typed(page, **texts):
    report = page.context["report"]
    return {name: getattr(report, name) for name in MonthlyReport.WRITTEN} | {"base": base_on(page)} | texts


def handed_in(city, report=None):
    return sign_report(
        send_for_signature(report or city.report, by=city.handler), by=city.head, opinion="agreed", words="属实"
    )


# --- writing ---------------------------------------------------------------------------------
def test_the_writer_finds_last_months_words_beside_the_form(city, signed_in):
    make_report(city.running, make_month(2020, 10, state="frozen"), state=State.ACCEPTED, progress="上月做了三件事")
    page = signed_in(city.handler).get(city.report.get_absolute_url()).content.decode()
    assert "上月做了三件事" in page and 'name="progress"' in page and "完成验收12项" in page


def test_a_draft_is_saved_and_sent_from_one_form(city, signed_in):
    client = signed_in(city.handler)
    url = city.report.get_absolute_url()
    assert client.post(url, typed(client.get(url), problems="缺资金")).status_code == 302
    assert MonthlyReport.objects.get().problems == "缺资金"
    assert client.post(url, typed(client.get(url), then="send")).status_code == 302
    assert MonthlyReport.objects.get().state == State.SIGNING


def test_what_hinders_sending_stands_beside_the_field_and_the_text_is_saved(city, signed_in):
    client = signed_in(city.handler)
    url = city.report.get_absolute_url()
    response = client.post(url, typed(client.get(url), progress="", problems="缺人", then="send"))
    assert response.status_code == 422 and "progress" in response.context["form"].errors
    assert MonthlyReport.objects.get().problems == "缺人"


def test_a_clash_shows_both_texts_and_saving_once_more_means_it(city, signed_in):
    client = signed_in(city.handler)
    url = city.report.get_absolute_url()
    values = typed(client.get(url), progress="我的进展", next_steps="我的打算")
    write_report(city.report, {"progress": "同事的进展"}, by=city.head)
    response = client.post(url, values)
    page = response.content.decode()
    assert response.status_code == 422 and "我的进展" in page and "同事的进展" in page
    report = MonthlyReport.objects.get()
    assert (report.progress, report.next_steps) == ("同事的进展", "我的打算")
    assert client.post(url, values | {"base": base_on(response)}).status_code == 302
    assert MonthlyReport.objects.get().progress == "我的进展"


def test_saving_once_more_after_a_clash_undoes_nobody_in_a_text_left_alone(city, signed_in):
    client = signed_in(city.handler)
    url = city.report.get_absolute_url()
    values = typed(client.get(url), progress="我的进展", next_steps="一\r\n二")
    write_report(city.report, {"progress": "同事的进展", "problems": "同事的难处"}, by=city.head)
    clashed = client.post(url, values)
    # The page still shows the problems as they were; what it saved of the next steps may be typed on.
    again = values | {"base": base_on(clashed), "next_steps": "一\r\n二\r\n三"}
    assert client.post(url, again).status_code == 302
    report = MonthlyReport.objects.get()
    assert (report.progress, report.problems, report.next_steps) == ("我的进展", "同事的难处", "一\n二\n三")


def test_sending_once_more_after_a_hindrance_undoes_nobody_in_a_text_left_alone(city, signed_in):
    client = signed_in(city.handler)
    url = city.report.get_absolute_url()
    values = typed(client.get(url), progress="", then="send")
    write_report(city.report, {"problems": "同事的难处"}, by=city.head)
    hindered = client.post(url, values)
    assert hindered.status_code == 422
    again = values | {"base": base_on(hindered), "progress": "补上进展"}
    assert client.post(url, again).status_code == 302
    report = MonthlyReport.objects.get()
    assert (report.progress, report.problems, report.state) == ("补上进展", "同事的难处", State.SIGNING)


def test_what_was_typed_while_a_colleague_sent_it_is_shown_to_be_kept(city, signed_in):
    client = signed_in(city.handler)
    url = city.report.get_absolute_url()
    values = typed(client.get(url), progress="写了很久的话")
    send_for_signature(city.report, by=city.head)
    response = client.post(url, values)
    assert response.status_code == 422 and "写了很久的话" in response.content.decode()
    assert MonthlyReport.objects.get().progress == "完成验收12项"


@pytest.mark.parametrize("base", ["", "forged", "x" * 40_000])
def test_a_forged_base_is_refused_and_nothing_is_written(city, signed_in, base):
    client = signed_in(city.handler)
    response = client.post(city.report.get_absolute_url(), {"progress": "甲", "base": base})
    assert response.status_code == 422 and "甲" in response.content.decode()
    assert MonthlyReport.objects.get().progress == "完成验收12项"


def test_a_draft_saves_itself_says_when_and_keeps_up_with_what_it_saw(city, signed_in):
    client = signed_in(city.handler)
    values = typed(client.get(city.report.get_absolute_url()), progress="边写边存")
    response = client.post(of("report_autosave", city.report), values)
    assert response.status_code == 200 and "保存" in response.content.decode() and response["HX-Trigger"] == "saved"
    assert MonthlyReport.objects.get().progress == "边写边存"
    again = client.post(
        of("report_autosave", city.report), values | {"progress": "再写", "base": base_on_fragment(response)}
    )
    assert again["HX-Trigger"] == "saved" and MonthlyReport.objects.get().progress == "再写"


def test_a_draft_that_saves_itself_undoes_nobody_in_a_text_left_alone(city, signed_in):
    client = signed_in(city.handler)
    values = typed(client.get(city.report.get_absolute_url()), progress="边写边存")
    write_report(city.report, {"problems": "同事的难处"}, by=city.head)
    first = client.post(of("report_autosave", city.report), values)
    again = values | {"progress": "再写", "base": base_on_fragment(first)}
    assert client.post(of("report_autosave", city.report), again)["HX-Trigger"] == "saved"
    report = MonthlyReport.objects.get()
    assert (report.progress, report.problems) == ("再写", "同事的难处")


def test_after_a_clash_a_draft_goes_on_saving_what_does_not_clash_and_overwrites_nobody(city, signed_in):
    client = signed_in(city.handler)
    values = typed(client.get(city.report.get_absolute_url()), progress="我的", problems="我的问题")
    write_report(city.report, {"progress": "别人的"}, by=city.head)
    first = client.post(of("report_autosave", city.report), values)
    again = values | {"problems": "我的问题，再写", "base": base_on_fragment(first)}
    second = client.post(of("report_autosave", city.report), again)
    assert "别人的" in second.content.decode() and "HX-Trigger" not in second
    report = MonthlyReport.objects.get()
    assert (report.progress, report.problems) == ("别人的", "我的问题，再写")


def base_on_fragment(response):
    return re.search(r'id="id_base" value="([^"]+)"', response.content.decode())[1]


def test_a_draft_that_cannot_be_saved_says_why_and_overwrites_nobody(city, signed_in):
    client = signed_in(city.handler)
    values = typed(client.get(city.report.get_absolute_url()), progress="我的", problems="我的问题")
    write_report(city.report, {"progress": "别人的"}, by=city.head)
    response = client.post(of("report_autosave", city.report), values)
    assert "别人的" in response.content.decode() and "HX-Trigger" not in response
    report = MonthlyReport.objects.get()
    assert (report.progress, report.problems) == ("别人的", "我的问题")
    too_long = client.post(of("report_autosave", city.report), values | {"next_steps": "长" * 501})
    assert "501" in too_long.content.decode()
    send_for_signature(city.report, by=city.head)
    assert "HX-Trigger" not in client.post(of("report_autosave", city.report), values)


def test_scripts_in_a_text_are_shown_as_text(city, signed_in):
    write_report(city.report, {"progress": "<script>alert(1)</script>"}, by=city.handler)
    handed_in(city)
    page = signed_in(city.reader).get(city.report.get_absolute_url()).content.decode()
    assert "<script>alert(1)" not in page and "&lt;script&gt;alert(1)" in page


# --- who reads -------------------------------------------------------------------------------
def test_a_draft_is_the_units_the_signers_and_the_offices_what_is_handed_in_everybodys(city, signed_in):
    (signer,) = city.chain("科室负责人")
    outside_post = ApprovalStep.objects.get().post
    outside_post.duties = []
    outside_post.save()
    url = city.report.get_absolute_url()
    for who, answer in ((city.handler, 200), (signer, 200), (city.reform, 200), (city.reader, 404), (city.other, 404)):
        assert signed_in(who).get(url).status_code == answer
    MonthlyReport.objects.update(state=State.SUBMITTED, submitted_at="2020-11-20T02:00:00Z")
    assert signed_in(city.reader).get(url).status_code == 200
    assert signed_in(city.other).get(url).status_code == 404
    city.running.supporting_units.add(city.health)
    assert signed_in(city.other).get(url).status_code == 200


@pytest.mark.parametrize("name", ["report", "report_print"])
def test_an_unknown_month_or_measure_is_not_found(city, signed_in, name):
    client = signed_in(city.reform)
    for args in ([2020, 13, city.running.number], [2020, 10, city.running.number], [2020, 11, "GJ-none"]):
        assert client.get(reverse(f"programmes:{name}", args=args)).status_code == 404


# --- signing and ruling ------------------------------------------------------------------------
def test_the_signer_signs_on_the_page_and_the_ladder_shows_it(city, signed_in):
    first, second = city.chain("科室负责人", "分管领导")
    send_for_signature(city.report, by=city.handler)
    url = of("report_sign", city.report)
    assert signed_in(city.head).post(url, {"opinion": "agreed"}).status_code == 404
    response = signed_in(second).post(url, {"opinion": "agreed"}, follow=True)
    assert "轮到" in response.content.decode()
    assert "programmes/report" in signed_in(first).get(city.report.get_absolute_url()).templates[0].name
    page = signed_in(first).post(url, {"opinion": "agreed", "words": "数据属实"}, follow=True).content.decode()
    assert "数据属实" in page and MonthlyReport.objects.get().signed_steps == 1
    signed_in(second).post(url, {"opinion": "sent_back", "words": "补数据"})
    assert MonthlyReport.objects.get().state == State.DRAFT


def test_signing_without_an_opinion_or_sending_back_without_words_says_so(city, signed_in):
    send_for_signature(city.report, by=city.handler)
    client = signed_in(city.head)
    for said in ({}, {"opinion": "perhaps"}, {"opinion": "sent_back"}):
        page = client.post(of("report_sign", city.report), said, follow=True)
        assert 'class="error"' in page.content.decode()
    assert MonthlyReport.objects.get().state == State.SIGNING


def test_the_unit_recalls_and_the_office_accepts_or_returns(city, signed_in):
    handed_in(city)
    assert signed_in(city.reform).post(of("report_recall", city.report)).status_code == 404
    signed_in(city.handler).post(of("report_recall", city.report))
    assert MonthlyReport.objects.get().state == State.DRAFT
    handed_in(city)
    assert signed_in(city.head).post(of("report_accept", city.report)).status_code == 404
    client = signed_in(city.reform)
    refused = client.post(of("report_return", city.report), {"reason": ""})
    assert refused.status_code == 422
    client.post(of("report_return", city.report), {"reason": "缺数字"})
    assert MonthlyReport.objects.get().state == State.RETURNED
    page = signed_in(city.handler).get(city.report.get_absolute_url()).content.decode()
    assert "缺数字" in page and 'name="progress"' in page
    handed_in(city)
    signed_in(city.reform).post(of("report_accept", city.report))
    assert MonthlyReport.objects.get().state == State.ACCEPTED


def test_the_ticked_reports_are_accepted_and_the_others_named_with_why(city, signed_in):
    handed_in(city)
    own = make_report(
        city.measure(state=Measure.State.RUNNING), city.month, state=State.SUBMITTED, written_by=city.reform
    )
    client = signed_in(city.reform)
    here = reverse("programmes:report_list", args=[2020, 11])
    assert 'form="accept-many"' in client.get(here).content.decode()
    keys = [city.report.pk, own.pk, "x", "9" * 30, "-1"]
    response = client.post(reverse("programmes:reports_accept"), {"report": keys, "back": here}, follow=True)
    page = response.content.decode()
    assert response.redirect_chain[0][0] == here and own.measure.number in page
    assert MonthlyReport.objects.get(pk=city.report.pk).state == State.ACCEPTED
    assert MonthlyReport.objects.get(pk=own.pk).state == State.SUBMITTED


def test_accepting_leads_back_to_no_other_host(city, signed_in):
    url = reverse("programmes:reports_accept")
    answer = signed_in(city.reform).post(url, {"back": "https://evil.example/"})
    assert answer.url == reverse("programmes:report_queue")
    assert signed_in(city.handler).post(url, {"report": city.report.pk}).status_code == 404


# --- claims ----------------------------------------------------------------------------------
def test_a_milestone_is_claimed_with_a_file_and_verified_from_the_report(city, signed_in):
    client = signed_in(city.handler)
    url = of("report_claim", city.report, 1)
    assert client.get(url).status_code == 200
    assert client.post(url, {"title": ""}).status_code == 422
    client.post(url, {"title": "验收报告", "upload": upload(b"%PDF-1.4 x", "验收.pdf")})
    claim = Claim.objects.get()
    handed_in(city)
    office = signed_in(city.reform)
    assert "验收报告" in office.get(city.report.get_absolute_url()).content.decode()
    office.post(of("claim_verify", city.report, 1))
    claim.evidence.refresh_from_db()
    assert claim.evidence.verified_on is not None


def test_evidence_handed_in_before_may_be_chosen_and_withdrawn(city, signed_in):
    proof = make_evidence(city.running.milestones.first())
    client = signed_in(city.handler)
    client.post(of("report_claim", city.report, 1), {"evidence": proof.pk})
    assert Claim.objects.get().evidence == proof
    back = client.post(
        reverse("programmes:evidence_withdraw", args=[proof.pk]), {"back": city.report.get_absolute_url()}
    )
    assert back.url == city.report.get_absolute_url() and not Claim.objects.exists()
    assert "撤回" in client.get(city.running.get_absolute_url()).content.decode()


def test_a_claim_is_withdrawn_on_the_page(city, signed_in):
    client = signed_in(city.handler)
    client.post(of("report_claim", city.report, 1), {"title": "纪要"})
    client.post(of("claim_withdraw", city.report, 1))
    assert not Claim.objects.exists()
    assert client.post(of("claim_withdraw", city.report, 1)).status_code == 404


# --- frozen months -----------------------------------------------------------------------------
def test_a_frozen_draft_is_read_and_carried_over(city, signed_in):
    Month.objects.update(state="frozen", as_of="2020-11-30", frozen_at="2020-11-30T10:00:00Z")
    client = signed_in(city.handler)
    page = client.get(city.report.get_absolute_url()).content.decode()
    assert "完成验收12项" in page and 'name="progress"' not in page
    answer = client.post(of("report_carry", city.report))
    assert answer.url == city.report.get_absolute_url()  # no later month is open yet
    following = make_report(city.running, make_month(2020, 12))
    assert client.post(of("report_carry", city.report)).url == following.get_absolute_url()
    assert MonthlyReport.objects.get(pk=following.pk).progress == "完成验收12项"


# --- lists -----------------------------------------------------------------------------------
def test_a_months_list_is_filtered_counted_and_exported(city, signed_in):
    handed_in(city)
    make_report(city.measure(lead_unit=city.health, state=Measure.State.RUNNING, title="卫健举措"), city.month)
    url = reverse("programmes:report_list", args=[2020, 11])
    client = signed_in(city.reform)
    page = client.get(url)
    assert [entry["number"] for entry in page.context["counts"]][:2] == [2, 1]
    assert len(client.get(url, {"state": "submitted"}).context["table"].rows) == 1
    assert len(client.get(url, {"unit": "health"}).context["table"].rows) == 1
    assert len(client.get(url, {"q": "卫健"}).context["table"].rows) == 1
    assert len(client.get(url, {"state": "junk", "unit": "nobody", "late": "x"}).context["table"].rows) == 2
    assert client.get(url, {"export": "xlsx"}).getvalue()[:2] == b"PK"
    with at(2020, 11, 27):
        assert [row.record.unit.code for row in client.get(url, {"late": "yes"}).context["table"].rows] == ["health"]


def test_my_own_list_holds_what_waits_for_me(city, signed_in):
    url = reverse("programmes:report_queue")
    assert signed_in(city.handler).get(url).context["chips"][0]["number"] == 1
    send_for_signature(city.report, by=city.handler)
    head = signed_in(city.head).get(url)
    assert {chip["key"]: chip["number"] for chip in head.context["chips"]}["sign"] == 1
    assert signed_in(city.reform).get(url).context["chips"][0]["number"] == 0
    sign_report(city.report, by=city.head, opinion="agreed")
    assert {c["key"]: c["number"] for c in signed_in(city.reform).get(url).context["chips"]}["rule"] == 1
    assert signed_in(city.nobody).get(url).status_code == 404
    assert signed_in(city.system).get(url).status_code == 404


def test_a_measures_history_stands_month_by_month(city, signed_in):
    make_report(city.running, make_month(2020, 10, state="frozen"), state=State.ACCEPTED, progress="十月")
    rows = (
        signed_in(city.handler)
        .get(reverse("programmes:measure_reports", args=[city.running.number]))
        .context["table"]
        .rows
    )
    assert [row.record.month.month for row in rows] == [11, 10]


@pytest.mark.parametrize(
    ("asked", "marked"), [({}, ""), ({"state": "draft"}, "draft"), ({"late": "yes"}, "late"), ({"state": "x"}, None)]
)
def test_the_board_over_the_list_marks_the_one_number_that_is_shown(city, signed_in, asked, marked):
    answer = signed_in(city.reform).get(reverse("programmes:report_list", args=[2020, 11]), asked)
    chosen = ["late" if entry.get("late") else entry["state"] for entry in answer.context["counts"] if entry["chosen"]]
    assert chosen == ([] if marked is None else [marked])
    board = re.search(r'<nav class="board states".*?</nav>', answer.content.decode(), re.DOTALL)[0]
    assert board.count("aria-current") == len(chosen)


@pytest.mark.parametrize("name", ["report_list", "report_queue"])
def test_a_list_costs_the_same_for_one_report_and_thirty(city, signed_in, name):
    client = signed_in(city.reform)
    url = (
        reverse("programmes:report_list", args=[2020, 11])
        if name == "report_list"
        else reverse("programmes:report_queue")
    )
    handed_in(city)
    few = queries_of(client, url)
    for _n in range(30):
        make_report(city.measure(state=Measure.State.RUNNING), city.month, state=State.SUBMITTED)
    assert queries_of(client, url) == few


def test_a_report_costs_the_same_with_one_claim_and_many(city, signed_in):
    measure = city.measure(state=Measure.State.RUNNING, weights=(10,) * 10)
    report = make_report(measure, city.month, progress="x")
    client = signed_in(city.handler)
    steps = list(measure.milestones.all())
    Claim.objects.create(report=report, milestone=steps[0], evidence=make_evidence(steps[0]))
    few = queries_of(client, report.get_absolute_url())
    for step in steps[1:]:
        Claim.objects.create(report=report, milestone=step, evidence=make_evidence(step, submitted_by=make_account()))
    assert queries_of(client, report.get_absolute_url()) == few


def queries_of(client, url):
    client.get(url)
    with CaptureQueriesContext(connection) as caught:
        assert client.get(url).status_code == 200
    return len(caught)


# --- paper, chain, the city's day --------------------------------------------------------------
def test_one_report_is_printed_with_its_signatures(city, signed_in):
    handed_in(city)
    page = signed_in(city.reader).get(of("report_print", city.report)).content.decode()
    assert "属实" in page and "完成验收12项" in page and "data-print" in page


def chain_form(*lines):
    data = {"step-TOTAL_FORMS": str(len(lines)), "step-INITIAL_FORMS": "0"}
    for number, line in enumerate(lines):
        data |= {f"step-{number}-{name}": value for name, value in line.items()}
    return data


def test_the_head_sets_the_chain_in_the_order_of_the_numbers(city, signed_in):
    url = reverse("programmes:approval_chain", args=["water"])
    handler, head = (one.posts_today[0].pk for one in (city.handler, city.head))
    lines = [{"title": "负责人", "post": head, "ORDER": 2}, {"title": "科室", "post": handler, "ORDER": 1}]
    client = signed_in(city.head)
    assert client.post(url, chain_form(*lines)).status_code == 302
    assert [step.title for step in ApprovalStep.objects.order_by("sequence")] == ["科室", "负责人"]
    wrong = client.post(url, chain_form({"title": "别家", "post": city.other.posts_today[0].pk, "ORDER": 1}))
    assert wrong.status_code == 422 and "别家" in wrong.content.decode()
    assert signed_in(city.handler).get(url).status_code == 404


def test_a_trial_citys_day_is_moved_on_its_page_and_stands_in_every_head(city, signed_in, settings, tmp_path):
    settings.CITY_DAY_FILE = tmp_path / "city-day"
    (tmp_path / "city-day").write_text("2020-11-20")
    url = reverse("programmes:city_day")
    client = signed_in(city.reform)
    assert "2020年11月20日" in client.get(url).content.decode()
    assert client.post(url, {"day": "2020-11-23"}).status_code == 302
    assert (tmp_path / "city-day").read_text() == "2020-11-23"
    assert "2020年11月23日" in signed_in(city.reader).get(reverse("core:inbox")).content.decode()
    assert signed_in(city.reader).get(url).status_code == 404
    assert signed_in(city.reform).post(url, {"day": "1066-10-14"}).status_code == 422
    settings.CITY_DAY_FILE = None
    assert signed_in(city.reform).get(url).status_code == 404
