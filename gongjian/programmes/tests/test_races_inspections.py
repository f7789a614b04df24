"""Two phones, two judges at once. Real locks and connections: PostgreSQL only."""

from uuid import uuid4

import pytest

from gongjian.programmes.actions.findings import accept_rectification, report_rectified
from gongjian.programmes.actions.visits import Seen
from gongjian.programmes.models import Finding, Visit
from gongjian.programmes.tests.factories_inspections import Round, on
from gongjian.programmes.tests.racing import at_once

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


def test_one_visit_sent_three_times_at_once_is_one_visit():
    round_, key = Round(), uuid4()
    answers = at_once(*[lambda: round_.visit(key=key, findings=[Seen("minor", "x", "y")])] * 3)
    assert len({answer.pk for answer in answers}) == Visit.objects.count() == Finding.objects.count() == 1


def test_visits_at_once_number_their_findings_without_gap_or_double():
    round_ = Round()
    seen = [Seen("minor", "x", "y"), Seen("minor", "z", "y")]
    at_once(*[lambda: round_.visit(findings=seen)] * 3)
    assert sorted(Finding.objects.values_list("number", flat=True)) == [1, 2, 3, 4, 5, 6]


def test_two_of_the_office_at_once_do_not_close_a_finding_between_them():
    round_ = Round()
    finding = round_.finding()
    with on(9, 20):
        report_rectified(finding, by=round_.city.handler, rectification="x")
    judges = [round_.city.reform, round_.city.deputy]
    answers = at_once(*[lambda who=who: accept_rectification(finding, by=who) for who in judges])
    assert sum(isinstance(answer, Finding) for answer in answers) == 1
    finding.refresh_from_db()
    assert finding.state == Finding.State.ACCEPTED_ONCE


def test_one_person_clicking_twice_at_once_is_still_one_person():
    round_ = Round()
    finding = round_.finding()
    with on(9, 20):
        report_rectified(finding, by=round_.city.handler, rectification="x")
    answers = at_once(*[lambda: accept_rectification(finding, by=round_.leader)] * 2)
    assert sum(isinstance(answer, Finding) for answer in answers) == 1
