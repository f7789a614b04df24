"""A city of seven units in which every role of the permission table has one account. Built through actions only.

`ROLES` are the columns of permissions.csv, `ARGUMENTS` the records its addresses are asked about.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.backends.db import SessionStore
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from gongjian.core import jobs
from gongjian.core.audit import SYSTEM, seal_records
from gongjian.core.models import AuditRecord
from gongjian.core.notifications import notify
from gongjian.indicators.actions import add_definition, receive_values, report_observation
from gongjian.organizations.actions import (
    add_division,
    add_person,
    add_post,
    add_unit,
    appoint,
    close_account,
    import_notice,
    open_account,
    set_post_duties,
)
from gongjian.organizations.models import Account, Appointment, Unit
from gongjian.programmes.actions.campaigns import add_campaign
from gongjian.programmes.actions.evidence import submit_evidence, verify_evidence
from gongjian.programmes.actions.imports import receive_ledger
from gongjian.programmes.actions.measures import add_measure, remove_measure, set_milestones
from gongjian.programmes.actions.moves import apply_strike_off, establish, return_measure, start, strike_off, suspend
from gongjian.programmes.models import Campaign, Measure
from gongjian.programmes.rules.plans import PlannedStep
from gongjian.reports.actions import create_overview, publish_snapshot, take_snapshot
from gongjian.reports.models import Overview
from tests.world_commitments import COMMITMENT_ARGUMENTS, commitments_of
from tests.world_forces import FORCE_ARGUMENTS, forces_of
from tests.world_inspections import INSPECTION_ARGUMENTS, inspections_of
from tests.world_letters import LETTER_ARGUMENTS, adjustments_of, letters_of
from tests.world_months import MONTH_ARGUMENTS, months_of
from tests.world_reports import REPORT_ARGUMENTS, reports_of
from tests.world_reviews import REVIEW_ARGUMENTS, reviews_of

ROLES = (
    "visitor",  # not signed in
    "outsider",  # an account whose person holds no post
    "other_handler",  # a handler of a unit that has nothing to do with the measures
    "handler",  # of the unit that leads them
    "unit_head",  # of that unit
    "reader",  # over the whole city
    "figure_reporter",  # of the unit that owes the figures
    "reform_office",
    "overview_editor",
    "inspector",  # over the whole city
    "system",
    "security",
    "audit",
)
# role: (unit of the post, unit of its scope, duties)
POSTS = {
    "other_handler": ("commerce", "commerce", ["handler"]),
    "handler": ("approval", "approval", ["handler"]),
    "unit_head": ("approval", "approval", ["unit_head"]),
    "reader": ("inspection", "city", ["reader"]),
    "inspector": ("inspection", "city", ["inspector"]),
    "figure_reporter": ("statistics", "statistics", ["figure_reporter"]),
    "reform_office": ("reform", "city", ["reform_office"]),
    "overview_editor": ("reform", "city", ["overview_editor"]),
    "system": ("informatics", "city", ["system_admin"]),
    "security": ("informatics", "city", ["security_admin"]),
    "audit": ("inspection", "city", ["audit_admin"]),
}
PASSWORD = "Shijie-2020"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
YEAR = 2020
TEXT = """= 试验市改革综述

~ {{ figure "programmes.year" year=2020 style="year" }}全面深化改革综述

== 一年 | 成果

全市立下{{ figure "programmes.measures" year=2020 }}改革举措，进出口总额{{ figure "trade.total" year=2020 }}，还差{{ figure "trade.partners" year=2020 }}未报。
"""
TEXT_EN = """= Overview of the trial city

~ Reforms of {{ figure "programmes.year" year=2020 style="year" }}

== One year | results

The city set itself {{ figure "programmes.measures" year=2020 }}, traded {{ figure "trade.total" year=2020 }}; {{ figure "trade.partners" year=2020 }} is owed.
"""


@dataclass
class World:
    """What the table's addresses are about."""

    accounts: dict[str, Account] = field(default_factory=dict)
    units: dict[str, Unit] = field(default_factory=dict)
    other: dict[str, Any] = field(default_factory=dict)

    def account(self, role: str) -> Account:
        """A fresh copy: what an account may do is remembered on the object for one request."""
        return Account.objects.get(pk=self.accounts[role].pk)


def build_world() -> World:
    world = World()
    _units(world)
    _people(world)
    _ledger(world)
    letters_of(world)  # before a month is frozen, which proposes letters of its own
    months_of(world)
    forces_of(world)
    commitments_of(world)
    _figures(world)
    _reports(world)
    reviews_of(world)
    inspections_of(world)
    reports_of(world)
    adjustments_of(world)
    _odds(world)
    return world


def _units(world: World) -> None:
    division = add_division("370700", "试验市", by=SYSTEM, level="city")
    world.units["city"] = city = add_unit("city", "试验市", by=SYSTEM, kind="city", division=division)
    for code, name, kind in (
        ("reform", "市委改革办", "party_body"),
        ("approval", "市行政审批局", "department"),
        ("commerce", "市商务局", "department"),
        ("statistics", "市统计局", "department"),
        ("informatics", "市大数据局", "department"),
        ("inspection", "市审计局", "department"),
    ):
        world.units[code] = add_unit(code, name, by=SYSTEM, kind=kind, parent=city, name_en=code.capitalize())
    import_notice(YEAR, by=SYSTEM)


def _people(world: World) -> None:
    digest = make_password(PASSWORD)
    for number, role in enumerate(ROLES[1:], 1):
        person = add_person(f"p-{role}", f"人员{number}", by=SYSTEM, name_en=role, phone=f"1380000{number:04d}")
        if role in POSTS:
            unit, scope, duties = POSTS[role]
            post = add_post(f"post-{role}", world.units[unit], by=SYSTEM, title="岗位")
            post = set_post_duties(post, duties=duties, scope=world.units[scope], by=SYSTEM)
            appoint(post, person, since=date(2020, 1, 1), by=SYSTEM)
        name = role.replace("_", "-")
        world.accounts[role] = open_account(name, person, by=SYSTEM, password_digest=digest)
    closed = add_person("p-closed", "离任人员", by=SYSTEM)
    close_account(open_account("closed", closed, by=SYSTEM, password_digest=digest), by=SYSTEM)
    add_person("p-new", "新来人员", by=SYSTEM)


def _ledger(world: World) -> None:
    lead = world.units["approval"]
    campaign = add_campaign(
        {
            "code": "service",
            "year": YEAR,
            "kind": Campaign.Kind.CITY_CAMPAIGN,
            "title": "流程再造攻坚战",
            "lead_unit": lead,
        },
        by=SYSTEM,
    )
    for number in (
        "proposed",
        "returned",
        "established",
        "running",
        "applied",
        "finished",
        "suspended",
        "adjusting",
        "removed",
    ):
        values = {"campaign": campaign, "title": f"举措{number}", "title_en": f"Measure {number}", "lead_unit": lead}
        measure = add_measure(number, values | {"start": date(2020, 1, 1), "due": date(2020, 12, 31)}, by=SYSTEM)
        steps = [PlannedStep(n, f"节点{n}", f"Step {n}", date(2020, 6 * n, 28), 50) for n in (1, 2)]
        set_milestones(measure, steps, by=SYSTEM)
    for number, moves in {
        "returned": [lambda m: return_measure(m, by=SYSTEM, reason="目标不明确")],
        "established": [lambda m: establish(m, by=SYSTEM)],
        "running": [lambda m: establish(m, by=SYSTEM), lambda m: start(m, by=SYSTEM)],
        "adjusting": [lambda m: establish(m, by=SYSTEM), lambda m: start(m, by=SYSTEM)],
        "suspended": [lambda m: establish(m, by=SYSTEM), lambda m: suspend(m, by=SYSTEM, reason="疫情")],
        "applied": [
            lambda m: establish(m, by=SYSTEM),
            lambda m: start(m, by=SYSTEM),
            _prove,
            lambda m: apply_strike_off(m, by=SYSTEM),
        ],
        "finished": [
            lambda m: establish(m, by=SYSTEM),
            lambda m: start(m, by=SYSTEM),
            _prove,
            lambda m: apply_strike_off(m, by=SYSTEM),
            lambda m: strike_off(m, by=SYSTEM),
        ],
        "removed": [lambda m: remove_measure(m, by=SYSTEM, reason="重复")],
    }.items():
        for move in moves:
            move(Measure.objects.get(number=number))
    step = Measure.objects.get(number="running").milestones.order_by("sequence").first()
    paper = SimpleUploadedFile("验收报告.pdf", b"%PDF-1.4 proof")
    world.other["evidence"] = submit_evidence(step, title="验收报告", by=world.account("handler"), upload=paper)
    sheet = SimpleUploadedFile("ledger.csv", "编号,举措\n".encode())
    world.other["ledger"] = receive_ledger(sheet, by=world.account("reform_office"))


def _prove(measure: Measure) -> None:
    for step in measure.milestones.all():
        verify_evidence(submit_evidence(step, title="验收报告", by=SYSTEM, note="原件存档案室"), by=SYSTEM)


def _figures(world: World) -> None:
    owner = world.units["statistics"]
    trade = add_definition(
        "trade.total",
        by=SYSTEM,
        title="进出口总额",
        title_en="Trade",
        meaning="海关口径",
        unit="亿元",
        owner=owner,
        is_public=True,
    )
    add_definition(
        "trade.partners",
        by=SYSTEM,
        title="贸易伙伴",
        title_en="Trade partners",
        meaning="海关口径",
        unit="个",
        owner=owner,
        is_public=True,
    )
    inner = add_definition(
        "trade.inner",
        by=SYSTEM,
        title="内部口径",
        title_en="Inner",
        meaning="不公开",
        unit="亿元",
        owner=owner,
        is_public=False,
    )
    paper = SimpleUploadedFile("公报.pdf", b"%PDF-1.4 bulletin")
    said = {"year": YEAR, "as_of": date(2020, 11, 30), "source": "统计公报"}
    reporter = world.account("figure_reporter")
    world.other["observation"] = report_observation(trade, by=reporter, value=Decimal("62.6"), document=paper, **said)
    sheet = SimpleUploadedFile("values.csv", "指标,年度\n".encode())
    world.other["values"] = receive_values(sheet, by=reporter)
    world.other["bare_observation"] = report_observation(inner, by=reporter, value=Decimal("1"), **said)


def _reports(world: World) -> None:
    overview = create_overview(YEAR, text=TEXT, text_en=TEXT_EN, by=SYSTEM, public_face=Overview.PublicFace.LIVING)
    publish_snapshot(take_snapshot(overview, by=SYSTEM, note="年终"), by=SYSTEM)
    take_snapshot(overview, by=SYSTEM, note="草稿")
    world.other["overview"] = overview


def _odds(world: World) -> None:
    reader = world.account("reader")
    (world.other["line"],) = notify([reader], title="请阅", url="/inbox/", kind="test")
    world.other["job"] = jobs.open_job("导出", by=reader)
    live = SessionStore()
    live.create()
    live.update(
        {SESSION_KEY: str(reader.pk), BACKEND_SESSION_KEY: BACKEND, HASH_SESSION_KEY: reader.get_session_auth_hash()}
    )
    live.save()
    session = {"user": reader, "ip": "10.0.0.1", "session_key": live.session_key, "user_agent": "Browser"}
    world.other["session"] = UserSession.objects.create(**session, last_seen_at=timezone.now())
    while seal_records():
        pass
    world.other["record"] = AuditRecord.objects.order_by("id").first()


def _measure(number: str) -> Callable[[World], dict[str, Any]]:
    return lambda world: {"number": number}


def _of(name: str) -> Callable[[World], dict[str, Any]]:
    return lambda world: {"pk": world.other[name].pk}


def _fixed(**arguments: Any) -> Callable[[World], dict[str, Any]]:
    return lambda world: arguments


def _appointment(world: World) -> dict[str, Any]:
    return {"pk": Appointment.objects.get(person__code="p-handler").pk}


# What each address is asked about; an address without arguments is not named here. `#` names a further case.
ARGUMENTS: dict[str, Callable[[World], dict[str, Any]]] = {
    "core:notification_open": _of("line"),
    "core:job": _of("job"),
    "core:audit_record": _of("record"),
    "organizations:unit": _fixed(code="approval"),
    "organizations:unit_edit": _fixed(code="approval"),
    "organizations:unit_dissolve": _fixed(code="commerce"),
    "organizations:post_add": _fixed(code="approval"),
    "organizations:division": _fixed(code="370700"),
    "organizations:division_edit": _fixed(code="370700"),
    "organizations:post_edit": _fixed(code="post-handler"),
    "organizations:post_duties": _fixed(code="post-handler"),
    "organizations:appointment_add": _fixed(code="post-handler"),
    "organizations:appointment_end": _appointment,
    "organizations:person": _fixed(code="p-handler"),
    "organizations:person_edit": _fixed(code="p-handler"),
    "organizations:person_phone": _fixed(code="p-unit_head"),
    "organizations:person_phone#ones-own": _fixed(code="p-figure_reporter"),
    "organizations:post_duties#ones-own": _fixed(code="post-security"),
    "organizations:account_close#ones-own": _fixed(username="system"),
    "organizations:account_password#ones-own": _fixed(username="security"),
    "organizations:account_open": _fixed(code="p-new"),
    "organizations:account_close": _fixed(username="handler"),
    "organizations:account_reopen": _fixed(username="closed"),
    "organizations:account_password": _fixed(username="handler"),
    "organizations:account_second_factor": _fixed(username="handler"),
    "organizations:account_unlock": _fixed(username="handler"),
    "organizations:session_end": _of("session"),
    "organizations:notice_edit": _fixed(year=YEAR),
    "programmes:campaign": _fixed(code="service"),
    "programmes:campaign_edit": _fixed(code="service"),
    "programmes:import_check": _of("ledger"),
    "programmes:measure": _measure("running"),
    "programmes:measure#removed": _measure("removed"),
    "programmes:measure_edit": _measure("running"),
    "programmes:measure_edit#proposed": _measure("proposed"),
    "programmes:measure_milestones": _measure("proposed"),
    "programmes:measure_propose": _measure("returned"),
    "programmes:measure_establish": _measure("proposed"),
    "programmes:measure_return": _measure("proposed"),
    "programmes:measure_start": _measure("established"),
    "programmes:measure_apply_strike_off": _measure("running"),
    "programmes:measure_strike_off": _measure("applied"),
    "programmes:measure_return_strike_off": _measure("applied"),
    "programmes:measure_suspend": _measure("running"),
    "programmes:measure_resume": _measure("suspended"),
    "programmes:measure_merge": _measure("running"),
    "programmes:measure_remove": _measure("running"),
    "programmes:measure_restore": _measure("removed"),
    "programmes:evidence_add": _fixed(number="running", sequence=1),
    "programmes:evidence_verify": _of("evidence"),
    "programmes:evidence_return": _of("evidence"),
    "programmes:evidence_file": _of("evidence"),
    "indicators:figure": _fixed(name="trade.total"),
    "indicators:figure_rows": _fixed(name="programmes.measures"),
    "indicators:figure_card": _fixed(name="trade.total"),
    "indicators:figure#not-public": _fixed(name="trade.inner"),
    "indicators:figure_rows#not-public": _fixed(name="trade.inner"),
    "indicators:figure_card#not-public": _fixed(name="trade.inner"),
    "indicators:figure#unknown": _fixed(name="no.such"),
    "indicators:definition_edit": _fixed(name="trade.total"),
    "indicators:observation_add": _fixed(name="trade.partners"),
    "indicators:observation_import_check": _of("values"),
    "indicators:observation_correct": _of("observation"),
    "indicators:observation_withdraw": _of("observation"),
    "indicators:observation_attach": _of("bare_observation"),
    "indicators:observation_document": _of("observation"),
    "reports:overview_year": _fixed(year=YEAR),
    "reports:overview_docx": _fixed(year=YEAR),
    "reports:overview_edit": _fixed(year=YEAR),
    "reports:overview_preview": _fixed(year=YEAR),
    "reports:overview_labels": _fixed(year=YEAR),
    "reports:overview_public_face": _fixed(year=YEAR),
    "reports:snapshot_list": _fixed(year=YEAR),
    "reports:snapshot_take": _fixed(year=YEAR),
    "reports:snapshot_compare": _fixed(year=YEAR),
    "reports:snapshot": _fixed(year=YEAR, number=1),
    "reports:snapshot_docx": _fixed(year=YEAR, number=1),
    "reports:snapshot#draft": _fixed(year=YEAR, number=2),
    "reports:snapshot_docx#draft": _fixed(year=YEAR, number=2),
    "reports:snapshot_figure#draft": _fixed(year=YEAR, number=2, position=1),
    "reports:snapshot_publish": _fixed(year=YEAR, number=2),
    "reports:snapshot_withdraw": _fixed(year=YEAR, number=1),
    "reports:snapshot_figure": _fixed(year=YEAR, number=1, position=1),
}
ARGUMENTS |= FORCE_ARGUMENTS | COMMITMENT_ARGUMENTS
ARGUMENTS |= LETTER_ARGUMENTS | MONTH_ARGUMENTS | REPORT_ARGUMENTS | REVIEW_ARGUMENTS | INSPECTION_ARGUMENTS
