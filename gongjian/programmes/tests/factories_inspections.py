"""An inspection for tests: a team of three from units of their own, two measures, at a moment of 2020."""

from datetime import date, datetime
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from gongjian.core import clock
from gongjian.core.audit import SYSTEM
from gongjian.organizations.actions import import_notice
from gongjian.programmes.actions.inspections import (
    choose_sample,
    declare,
    plan_inspection,
    set_team,
    start_inspection,
)
from gongjian.programmes.actions.visits import Seen, Shot, record_visit
from gongjian.programmes.models import Finding, Measure
from gongjian.programmes.tests.factories import City, make_account, make_unit

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 64
ZONE = timezone.get_default_timezone()


def moment(month, day, hour=10):
    return datetime(2020, month, day, hour, tzinfo=ZONE)


def on(month, day, hour=10):
    return clock.at(moment(month, day, hour))


def picture(name="现场.png", content=PNG):
    return SimpleUploadedFile(name, content)


class Round:
    """A city, its inspectors, and an inspection brought to `state`: planned, running."""

    def __init__(self, state="running"):
        self.city = city = City()
        import_notice(2020, by=SYSTEM)
        self.audit = make_unit("审计局", parent=city.root, code="audit")
        self.leader = make_account("inspector", scope=city.root, unit=self.audit)
        self.member = make_account("inspector", scope=city.root, unit=city.office)
        self.stranger = make_account("inspector", scope=city.root, unit=self.audit)
        self.measure = city.measure(state=Measure.State.RUNNING, weights=(60, 40), number="GJ-A")
        self.second = city.measure(state=Measure.State.RUNNING, lead_unit=city.health, weights=(100,), number="GJ-B")
        with on(9, 10):
            self.inspection = plan_inspection(
                "autumn", "秋季督导", by=city.reform, since=date(2020, 9, 14), until=date(2020, 9, 30)
            )
            set_team(self.inspection, [self.leader, self.member], leader=self.leader, by=city.reform)
            choose_sample(self.inspection, [self.measure, self.second], by=city.reform, reason="重点")
            if state == "running":
                declare(self.inspection, [], by=self.leader)
                declare(self.inspection, [city.health], by=self.member)
                start_inspection(self.inspection, by=city.reform)
        self.inspection.refresh_from_db()

    def visit(self, measure=None, *, by=None, day=15, **fields):
        facts = {"visited_at": moment(9, day), "place": "大厅", "evaluated": 30, "notes": "已看"} | fields
        facts.setdefault("key", uuid4())
        with on(9, day, 11):
            return record_visit(self.inspection, measure or self.measure, by=by or self.leader, **facts)

    def finding(self, *, grade="minor", measure=None, due=None, title="资料不全", day=15) -> Finding:
        return self.visit(measure, day=day, findings=[Seen(grade, title, "缺附件", due)]).findings.get()

    def shot(self, **fields):
        return Shot(picture(), **fields)
