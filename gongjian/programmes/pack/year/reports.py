"""Monthly reports as a pack tells them: written, signed along the chain, returned or accepted."""

from collections.abc import Iterator
from datetime import date
from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from gongjian.core.audit import SYSTEM
from gongjian.organizations.models import Post
from gongjian.programmes.actions.chains import set_approval_chain
from gongjian.programmes.actions.reporting import send_for_signature, sign_report, write_report
from gongjian.programmes.actions.rulings import accept_report, return_report
from gongjian.programmes.actions.told_reports import ToldReport, ToldSignature, tell_reports
from gongjian.programmes.models import ApprovalStep, MonthlyReport
from gongjian.programmes.pack.year.cast import Cast
from gongjian.programmes.pack.year.events import Event, Reader, moment
from gongjian.programmes.queries.reporting import signers_of, steps_of
from gongjian.programmes.rules.reporting import next_step

FILES: dict[str, dict[str, str]] = {
    "reports.csv": {
        "measure": "举措编号 · number of the measure",
        "month": "月份，如 2020-03 · month",
        "written_on": "填报并送签的日期 · the day it was written and sent for signature",
        "progress": "进展，300 字以内 · progress, at most 300 characters",
        "problems": "存在问题 · problems",
        "next_steps": "下步打算 · next steps",
        "signed_on": "签批并报送的日期，未报送留空 · the day it was signed and handed in",
        "returned_on": "退回的日期，没有则留空 · the day it was returned, if it was",
        "returned_reason": "退回理由 · why it was returned",
        "accepted_on": "接收的日期，未接收留空 · the day it was accepted",
    },
    "chains.csv": {
        "unit": "单位代码 · unit",
        "sequence": "次序 · order",
        "title": "环节名称 · what the step is called",
        "title_en": "英文名称 · English title",
        "post": "签批岗位代码 · code of the post that signs",
    },
}

BEFORE_ALL = moment(date(1978, 1, 1), 0)


def events(pack: Any, cast: Cast) -> Iterator[Event]:
    """Months that end frozen take their reports over at the end; those of the open month are written as they go."""
    yield from _chains(pack, cast)
    months, reader = Reader(pack, "months.csv"), Reader(pack, "reports.csv")
    frozen = {months.month(row): months.day(row, "frozen_on") for row in months.rows() if row["frozen_on"]}
    told: dict[tuple[int, int], list[Any]] = {}
    for row in reader.rows():
        at = reader.month(row)
        if frozen.get(at):
            told.setdefault(at, []).append(row)
        else:
            yield from _as_it_goes(reader, row, at, cast)
    for at, rows in told.items():
        day = frozen[at]
        if day:
            act = partial(_take_over, reader, at, rows, cast)
            yield Event(moment(day, 19), reader.file, rows[0].line, act)


def _take_over(reader: Reader, at: tuple[int, int], rows: list[Any], cast: Cast) -> None:
    """The month's reports in one go, signed along the chains as they stand."""
    chains: dict[int, list[Any]] = {}
    for step in ApprovalStep.objects.select_related("post").order_by("unit_id", "sequence"):
        chains.setdefault(step.unit_id, []).append(step)
    tell_reports(cast.month(at), [_told(reader, row, chains, cast) for row in rows], by=SYSTEM, office=cast.office)


def _told(reader: Reader, row: Any, chains: dict[int, list[Any]], cast: Cast) -> ToldReport:
    measure = cast.measure(row["measure"])
    written, signed, accepted = (reader.day(row, name) for name in ("written_on", "signed_on", "accepted_on"))
    if not (written and signed and accepted):
        raise LookupError(_("%(code)s: a report of a frozen month needs all its days.") % {"code": row["measure"]})
    signatures = []
    for order, (step, signer) in enumerate(_signers(measure.lead_unit, chains, cast)):
        at = moment(signed, min(10 + 2 * order, 17))
        title, title_en, post = (step.title, step.title_en, str(step.post)) if step else ("", "", signer.post_name)
        signatures.append(ToldSignature(title, title_en, signer, post, at))
    return ToldReport(
        measure,
        {name: row[name] for name in MonthlyReport.WRITTEN},
        cast.holder(measure.lead_unit, "handler"),
        moment(written, 10),
        signatures,
        moment(accepted, 16),
        row["returned_reason"],
    )


def _signers(unit: Any, chains: dict[int, list[Any]], cast: Cast) -> list[tuple[Any, Any]]:
    """The chain's steps, each with who signs; without a chain the head."""
    chain = chains.get(unit.pk)
    if not chain:
        return [(None, cast.holder(unit, "unit_head"))]
    return [(step, cast.holder_of(step.post_id)) for step in chain]


def _as_it_goes(reader: Reader, row: Any, at: tuple[int, int], cast: Cast) -> Iterator[Event]:
    yield from reader.event(row, "written_on", 10, lambda: _write(row, at, cast))
    yield from reader.event(row, "signed_on", 15, lambda: _sign(cast.report(row["measure"], at)))
    yield from reader.event(row, "returned_on", 16, lambda: _return(row, at, cast))
    yield from reader.event(row, "accepted_on", 17, lambda: _accept(row, at, cast))


def _write(row: Any, at: tuple[int, int], cast: Cast) -> None:
    report = cast.report(row["measure"], at)
    writer = cast.holder(report.unit, "handler")
    values = {name: row[name] for name in MonthlyReport.WRITTEN}
    send_for_signature(write_report(report, values, by=writer), by=writer)


def _sign(report: MonthlyReport) -> None:
    """Every step of the chain agrees, in its order."""
    steps = steps_of(report.unit)
    while report.state == MonthlyReport.State.SIGNING:
        signer = signers_of(report, next_step(report, steps))[0]
        report = sign_report(report, by=signer, opinion="agreed")


def _return(row: Any, at: tuple[int, int], cast: Cast) -> None:
    return_report(cast.report(row["measure"], at), by=cast.office, reason=row["returned_reason"])


def _accept(row: Any, at: tuple[int, int], cast: Cast) -> None:
    accept_report(cast.report(row["measure"], at), by=cast.office)


def _chains(pack: Any, cast: Cast) -> Iterator[Event]:
    """The chains stand before the first month is opened."""
    reader = Reader(pack, "chains.csv")
    by_unit: dict[str, list[Any]] = {}
    for row in sorted(reader.rows(), key=lambda row: (row["unit"], row["sequence"])):
        by_unit.setdefault(row["unit"], []).append(row)
    for code, rows in by_unit.items():
        yield Event(BEFORE_ALL, reader.file, rows[0].line, lambda code=code, rows=rows: _set_chain(code, rows, cast))


def _set_chain(code: str, rows: list[Any], cast: Cast) -> None:
    posts = {post.code: post for post in Post.objects.filter(code__in=[row["post"] for row in rows])}
    steps = []
    for row in rows:
        if row["post"] not in posts:
            raise LookupError(_("There is no post %(code)s.") % {"code": row["post"]})
        steps.append({"title": row["title"], "title_en": row["title_en"], "post": posts[row["post"]]})
    unit = cast.unit(code)
    set_approval_chain(unit, steps, by=cast.holder(unit, "unit_head"))
