"""Records for tests: plain functions that make one thing, with what it needs and no more."""

import io
import itertools
from datetime import date, timedelta

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from gongjian.organizations.models import Account, Appointment, Person, Post, Unit, YearNotice
from gongjian.programmes.models import (
    Attainment,
    Campaign,
    Evidence,
    Grant,
    Measure,
    Meeting,
    Milestone,
    Target,
    Task,
    TaskForce,
)
from gongjian.programmes.rules.plans import PlannedStep

_next = itertools.count(1)


def make_unit(name="", *, parent=None, **fields):
    code = fields.pop("code", f"unit-{next(_next)}")
    unit = Unit.objects.create(
        code=code, name=name or f"单位{code}", kind="department", parent=parent, path="/", **fields
    )
    unit.path = f"{parent.path if parent else '/'}{unit.pk}/"
    unit.save(update_fields=["path"])
    return unit


def make_person(name="", **fields):
    code = fields.pop("code", f"person-{next(_next)}")
    return Person.objects.create(code=code, name=name or f"人员{code}", **fields)


def make_account(*duties, scope=None, unit=None):
    """An account whose person holds today a post with these duties, in `unit`, over `scope`."""
    person = make_person()
    account = Account.objects.create(username=f"account-{next(_next)}", person=person)
    if duties:
        unit = unit or scope
        post = Post.objects.create(
            code=f"post-{next(_next)}", unit=unit, title="岗位", scope=scope or unit, duties=list(duties)
        )
        Appointment.objects.create(post=post, person=person, since=date(2000, 1, 1))
    return account


def make_campaign(lead_unit, *, year=2020, kind=Campaign.Kind.CITY_CAMPAIGN, **fields):
    number = next(_next)
    fields = {"code": f"campaign-{number}", "title": f"攻坚战{number}"} | fields
    return Campaign.objects.create(year=year, kind=kind, lead_unit=lead_unit, **fields)


def make_measure(campaign, lead_unit=None, *, supporting=(), weights=(), **fields):
    """A measure, proposed unless said; `weights` gives it milestones a month apart."""
    number = next(_next)
    fields = {
        "number": f"GJ-{number:04}",
        "title": f"举措{number}",
        "start": date(2020, 1, 6),
        "due": date(2020, 11, 30),
        "state_on": date(2020, 1, 6),
    } | fields
    measure = Measure.objects.create(campaign=campaign, lead_unit=lead_unit or campaign.lead_unit, **fields)
    measure.supporting_units.set(supporting)
    for order, weight in enumerate(weights, 1):
        make_milestone(measure, sequence=order, weight=weight)
    return measure


def make_milestone(measure, *, sequence=1, weight=100, **fields):
    fields = {"title": f"节点{sequence}", "due": measure.start + timedelta(days=30 * sequence)} | fields
    return Milestone.objects.create(measure=measure, sequence=sequence, weight=weight, **fields)


def make_evidence(milestone, *, verified=False, **fields):
    fields = {"title": "佐证", "note": "原件存档", "submitted_at": timezone.now()} | fields
    if verified:
        fields["verified_on"] = date(2020, 6, 1)
    return Evidence.objects.create(milestone=milestone, **fields)


def verify_all(measure):
    for milestone in measure.milestones.all():
        make_evidence(milestone, verified=True)


def make_notices(*years):
    for year in years:
        YearNotice.objects.create(year=year, source="测试")


def plan(*weights, start=date(2020, 2, 3)):
    """A plan to set: one step a month."""
    return [
        PlannedStep(order, f"节点{order}", "", start + timedelta(days=30 * order), weight)
        for order, weight in enumerate(weights, 1)
    ]


class City:
    """A city with a reform office, two departments and somebody in each."""

    def __init__(self):
        self.root = make_unit("小市")
        self.office = make_unit("改革办", parent=self.root)
        self.water = make_unit("水利局", parent=self.root, code="water", short_name="水利", name_en="Water Bureau")
        self.health = make_unit("卫健委", parent=self.root, code="health")
        self.reform = make_account("reform_office", scope=self.root, unit=self.office)
        self.deputy = make_account("reform_office", scope=self.root, unit=self.office)
        self.reader = make_account("reader", scope=self.root, unit=self.office)
        self.head = make_account("unit_head", unit=self.water)
        self.handler = make_account("handler", unit=self.water)
        self.other = make_account("unit_head", "handler", unit=self.health)
        self.system = make_account("system_admin", scope=self.root, unit=self.office)
        self.nobody = make_account()
        self.campaign = make_campaign(self.office, code="key", title="重点改革攻坚战")
        self.province = make_campaign(
            self.office, kind=Campaign.Kind.PROVINCIAL_ACTION, code="province", title="流程再造攻坚行动"
        )

    def measure(self, **fields):
        return make_measure(self.campaign, fields.pop("lead_unit", self.water), **fields)


MEASURE_HEADS = ("编号", "攻坚行动", "举措", "牵头单位", "启动时间", "完成时限")
STEP_HEADS = ("编号", "次序", "节点", "完成时限", "权重（%）")


def workbook(*rows, heads=MEASURE_HEADS, steps=None, step_heads=STEP_HEADS, change=None):
    """An .xlsx as bytes: a sheet of measures and, where given, one of milestones. `change(book)` may spoil it."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "举措"
    sheet.append(heads)
    for row in rows:
        sheet.append(row)
    if steps is not None:
        second = book.create_sheet("节点")
        second.append(step_heads)
        for step in steps:
            second.append(step)
    if change:
        change(book)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def upload(content, name="台账.xlsx"):
    return SimpleUploadedFile(name, content)


def row(number="GJ-1", campaign="key", title="一项举措", unit="water", start="2020-01-06", due="2020-11-30"):
    return (number, campaign, title, unit, start, due)


def make_force(unit, *, leader=None, liaison=None, **fields):
    """A task force that stands since January 2020."""
    number = next(_next)
    fields = {"code": f"force-{number}", "name": f"专班{number}", "since": date(2020, 1, 6)} | fields
    people = {"leader": leader or make_person(), "liaison": liaison or make_person()}
    return TaskForce.objects.create(unit=unit, **people, **fields)


def make_meeting(force=None, **fields):
    return Meeting.objects.create(force=force, **({"title": "调度会", "held_on": date(2020, 6, 1)} | fields))


def make_task(meeting, unit, **fields):
    """A task of a meeting; open unless said."""
    due = fields.pop("due", date(2020, 6, 30))
    fields = {"title": "建立清单", "set_on": date(2020, 6, 1), "first_due": due} | fields
    return Task.objects.create(meeting=meeting, unit=unit, due=due, **fields)


def make_target(measure, *, sequence=1, quantity=100, **fields):
    fields = {"title": f"指标{sequence}", "unit": "个"} | fields
    return Target.objects.create(measure=measure, sequence=sequence, quantity=quantity, **fields)


def make_attainment(target, quantity, *, as_of=date(2020, 6, 1), verified=False, **fields):
    fields = {"reported_on": as_of, "verified_on": as_of if verified else None} | fields
    return Attainment.objects.create(target=target, quantity=quantity, as_of=as_of, **fields)


def make_grant(measure, **fields):
    fields = {"granted_by": "商务部", "granted_document": "批复", "granted_on": date(2020, 1, 1)} | fields
    return Grant.objects.create(measure=measure, **fields)
