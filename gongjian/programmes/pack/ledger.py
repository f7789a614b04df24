"""What the ledger reads from a pack: campaigns, measures, milestones."""

from typing import Any

from django.core.exceptions import ValidationError

from gongjian.core.audit import Actor
from gongjian.programmes.actions.campaigns import add_campaign, edit_campaign
from gongjian.programmes.actions.imports import write_draft
from gongjian.programmes.models import Campaign
from gongjian.programmes.rules import cells
from gongjian.programmes.rules.columns import CAMPAIGN_COLUMNS, MEASURES, MILESTONES, Column
from gongjian.programmes.rules.drafts import LedgerRow
from gongjian.programmes.rules.lookups import Register, all_units
from gongjian.programmes.rules.rows import check_rows

SHEETS = {MEASURES: "measures.csv", MILESTONES: "milestones.csv"}


FILES: dict[str, dict[str, str]] = {
    "campaigns.csv": {
        "code": "代码，小写字母、数字和连字符，定了不改 · code: letters, digits, hyphens; never changes",
        "year": "年度 · year of the programme",
        "kind": "类型：provincial_action 省攻坚行动、city_campaign 市攻坚战、pilot_policies 先行先试政策、"
        "livelihood_commitments 民生实事、scenarios 场景 · kind",
        "title": "名称 · title",
        "title_en": "英文名称 · English title",
        "lead_unit": "牵头单位代码或名称 · lead unit",
        "sequence": "排列次序，从 1 起 · order",
        "is_public": "民生实事公开栏是否对外展示：yes 或 no，可不写 · yes: anybody may look at the board of commitments",
        "is_sample": "是否示例：yes 或 no · yes marks it as sample",
    },
    "measures.csv": {
        "number": "编号，定了不改，如 GJ-2020-001 · number: the key, never changes",
        "campaign": "所属改革攻坚行动的代码 · code of the campaign",
        "provincial_action": "承接的省攻坚行动代码，没有则留空 · code of the provincial action it carries out, if any",
        "title": "举措名称 · title",
        "title_en": "英文名称 · English title",
        "origin": "来源：assigned 全面承接、own 自主创新、grassroots 基层首创 · origin",
        "source_document": "来源文件及文号 · source document and its number",
        "goal": "目标，能够检验 · goal, checkable",
        "goal_en": "英文目标 · goal in English",
        "goal_quantity": "目标数量，只写数字 · quantity, figures only",
        "goal_unit": "数量单位 · what the quantity counts",
        "result_form": "成果形式：document 制度文件、platform 平台、pilot 试点、data 数据、facility 设施、service 服务"
        " · form of the result",
        "leader": "牵头市领导的职务 · post of the leader in charge",
        "lead_unit": "牵头单位代码，只有一个 · lead unit, exactly one",
        "supporting_units": "配合单位代码，用 ; 隔开 · supporting units, separated by ;",
        "responsible_person": "责任人代码 · code of the person responsible",
        "liaison": "联络员代码 · code of the liaison",
        "start": "启动时间，如 2020-03-01 · start",
        "due": "完成时限，如 2020-11-30 · due date",
        "state": "状态：proposed 拟立项、established 已立项、running 推进中、strike_off_applied 申请销号、struck_off 已销号、"
        "returned 退回、suspended 中止、merged 并入；留空为拟立项；申请销号、已销号须有节点且全部核验"
        " · state; empty means proposed; strike-off needs milestones, all verified",
        "state_on": "进入该状态的日期，留空为今天 · since when; empty means today",
        "merged_into": "并入的举措编号，仅“并入”填写 · number of the measure it was merged into",
        "felt_by_public": "群众是否有直接感受：yes 或 no，yes 的销号前须有外部核查 · yes: somebody from outside looks before it is struck off",
        "is_sample": "是否示例：yes 或 no · yes marks it as sample",
    },
    "milestones.csv": {
        "measure": "举措编号 · number of the measure",
        "sequence": "节点次序，从 1 起 · order",
        "title": "节点 · what will have been done by then",
        "title_en": "英文名称 · English title",
        "due": "节点时限，须在举措的启动时间和完成时限之间 · due date, within the measure's own dates",
        "weight": "权重，整数百分比；一项举措的权重合计 100 · whole percent; a measure's weights sum to 100",
        "evidence": "佐证名称，没有则留空 · title of the proof",
        "verified_on": "核验日期，未核验留空 · the day it was verified",
    },
}


def load(pack: Any, *, by: Actor) -> dict[str, int]:
    """Load campaigns, then measures with their milestones; problems go to `pack.fail`, and then nothing is written."""
    campaigns = _load_campaigns(pack, by=by)
    if pack.problems:
        return {}
    rows = [LedgerRow(row.line, row) for row in pack.rows("measures.csv")]
    steps = [LedgerRow(row.line, row) for row in pack.rows("milestones.csv")]
    draft = check_rows(rows, steps, by=by)
    for problem in draft.problems:
        pack.fail(SHEETS[problem.sheet], problem.line, problem.column, problem.message)
    if not pack.problems:
        write_draft(draft, by=by, note=str(pack.settings["name"]))
    return {"campaigns": campaigns, "measures": len(rows), "milestones": len(steps)}


def _load_campaigns(pack: Any, *, by: Actor) -> int:
    rows, units = pack.rows("campaigns.csv"), all_units()
    held = {campaign.code: campaign for campaign in Campaign.objects.all()}
    for row in rows:
        values = _campaign_values(pack, row, units)
        if values is None:
            continue
        try:
            if values["code"] in held:
                edit_campaign(held[values["code"]], values, by=by)
            else:
                held[values["code"]] = add_campaign(values, by=by)
        except ValidationError as error:
            _fail_each(pack, row, error)
    return len(rows)


def _campaign_values(pack: Any, row: Any, units: Register) -> dict[str, Any] | None:
    values, before = {}, len(pack.problems)
    for column in CAMPAIGN_COLUMNS:
        try:
            raw = cells.text(row.get(column.name, ""), longest=column.longest)
            if column.required and not raw:
                pack.fail("campaigns.csv", row.line, column.name, cells.must_be_filled())
                continue
            values[column.name] = _campaign_cell(column, raw, units)
        except ValidationError as error:
            pack.fail("campaigns.csv", row.line, column.name, error)
    return values if len(pack.problems) == before else None


def _campaign_cell(column: Column, raw: str, units: Register) -> Any:
    if column.kind == "choice":
        return cells.choice(raw, Campaign.Kind)
    if column.kind == "unit":
        return units.find(raw)
    if column.kind == "whole":
        return cells.whole(raw, least=1, most=9999)
    return cells.yes(raw) if column.kind == "yes" else raw


def _fail_each(pack: Any, row: Any, error: ValidationError) -> None:
    for name, messages in getattr(error, "message_dict", {"": error.messages}).items():
        column = "" if name == "__all__" else name
        pack.fail("campaigns.csv", row.line, column, " ".join(messages))
