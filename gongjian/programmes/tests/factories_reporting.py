"""Months and reports for tests, made without the action that opens a month."""

from datetime import date, datetime

from django.utils import timezone

from gongjian.core import clock
from gongjian.organizations.models import Appointment, Post
from gongjian.programmes.models import ApprovalStep, Measure, Month, MonthlyReport
from gongjian.programmes.tests.factories import City, make_account, make_notices


def moment(year, month, day, hour=10):
    return timezone.make_aware(datetime(year, month, day, hour))


def at(year, month, day, hour=10):
    """Within it the city lives then."""
    return clock.at(moment(year, month, day, hour))


def make_month(year=2020, month=11, **fields):
    fields = {"opened_on": date(year, month, 18), "due_on": date(year, month, 25)} | fields
    if fields.get("state") == Month.State.FROZEN:
        fields = {"as_of": date(year, month, 28), "frozen_at": moment(year, month, 28)} | fields
    return Month.objects.create(year=year, month=month, **fields)


def make_report(measure, month, **fields):
    fields = {"due_on": month.due_on, "unit": measure.lead_unit} | fields
    return MonthlyReport.objects.create(measure=measure, month=month, **fields)


class ReportingCity(City):
    """A city in November 2020 with one running measure of the water bureau and its report, a draft."""

    def __init__(self):
        super().__init__()
        make_notices(2020, 2021)
        self.month = make_month()
        self.running = self.measure(state=Measure.State.RUNNING, weights=(40, 60))
        self.report = make_report(self.running, self.month, progress="完成验收12项")

    def report_now(self):
        return MonthlyReport.objects.select_related("month", "measure", "unit").get(pk=self.report.pk)

    def chain(self, *titles):
        """A chain of the water bureau: an account for each of its posts."""
        signers = []
        for order, title in enumerate(titles, 1):
            account = make_account("reader", unit=self.water)
            post = Post.objects.get(appointments__person=account.person)
            ApprovalStep.objects.create(unit=self.water, sequence=order, title=title, post=post)
            signers.append(account)
        return signers

    def second_holder(self, step):
        """Another person in the post of a step."""
        account = make_account()
        Appointment.objects.create(post=step.post, person=account.person, since=date(2000, 1, 1))
        return account
