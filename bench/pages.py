"""Server time of every page a desk or a visitor opens, at 200 and at 20,000 measures.

An ordinary user's rights (a handler's post; administrators where the page is theirs), Django's own test
client, so: middleware, sign-in, rules, queries, template — all but the socket. Prints median milliseconds
and the number of queries at both sizes, and the ratio between them; the limit the project sets itself is
100 ms at 200 and 150 ms at 20,000, and a query count that does not grow with the rows.

    python bench/pages.py [--json] [--rounds 15]
"""

import argparse
import io
import json
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGES = (
    ("visitor", "reports:home", {}, ""),
    ("visitor", "indicators:figure", {"name": "programmes.measures"}, "?year=2020"),
    ("visitor", "account_login", {}, ""),
    ("handler", "reports:home", {}, ""),
    ("handler", "programmes:measure_list", {}, ""),
    ("handler", "programmes:measure_list", {}, "?q=审批"),
    ("handler", "programmes:measure_list", {}, "?sort=-due&per_page=100"),
    ("handler", "programmes:measure", {"number": "GJ-2020-001"}, ""),
    ("handler", "programmes:campaign_list", {}, ""),
    ("handler", "indicators:figure_list", {}, ""),
    ("handler", "core:inbox", {}, ""),
    ("handler", "organizations:unit_list", {}, ""),
    ("handler", "organizations:calendar", {}, ""),
    ("reform_office", "programmes:measure_list", {}, ""),
    ("reform_office", "programmes:ledger_print", {}, ""),
    ("reform_office", "reports:overview_list", {}, ""),
    ("audit_admin", "core:audit_list", {}, ""),
)
# A printed ledger holds every row by its nature; its size is bounded by the year's ledger, not by the table.
WHOLE = {"programmes:ledger_print"}


def prepare() -> None:
    os.environ["GONGJIAN_VAR"] = tempfile.mkdtemp(prefix="gongjian-bench-")
    os.environ["DJANGO_SETTINGS_MODULE"] = "gongjian.config.settings"
    os.environ.pop("DATABASE_URL", None)
    sys.path.insert(0, str(ROOT))
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("load_pack", str(ROOT / "packs" / "weifang2020"), verbosity=0, stdout=io.StringIO())


def grow(to: int) -> None:
    """More measures of earlier years beside the sample's: same units, same shape, straight into the table."""
    from gongjian.programmes.models import Campaign, Measure, Milestone

    campaign = Campaign.objects.filter(kind="city_campaign").first()
    old = Campaign.objects.create(
        code="bench", year=2019, kind=campaign.kind, title="往年攻坚", lead_unit=campaign.lead_unit, sequence=99
    )
    models = list(Measure.objects.filter(campaign__kind="city_campaign").prefetch_related("milestones"))
    copies, steps = [], []
    for n in range(to - Measure.objects.count()):
        source = models[n % len(models)]
        copy = Measure(
            **{f.attname: getattr(source, f.attname) for f in Measure._meta.concrete_fields if f.name != "id"}
        )
        copy.number, copy.campaign, copy.title = f"WN-2019-{n:05}", old, f"{source.title}（往年{n}）"
        copies.append(copy)
        steps.append(list(source.milestones.all()))
    Measure.objects.bulk_create(copies, batch_size=500)
    fields = [f.attname for f in Milestone._meta.concrete_fields if f.name not in ("id", "measure")]
    Milestone.objects.bulk_create(
        [
            Milestone(measure=copy, **{name: getattr(step, name) for name in fields})
            for copy, step_list in zip(copies, steps, strict=True)
            for step in step_list
        ],
        batch_size=500,
    )


def clients() -> dict:
    from django.test import Client

    from gongjian.organizations.models import Account

    found = {"visitor": Client()}
    for account in Account.objects.filter(is_active=True):
        for duty in account.duties_today:
            if duty not in found:
                found[duty] = Client()
                found[duty].force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return found


def time_page(client, address: str, rounds: int) -> tuple[float, int]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        response = client.get(address)
    assert response.status_code == 200, (address, response.status_code)
    times = []
    for _round in range(rounds):
        start = time.perf_counter()
        client.get(address)
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times), len(queries)


def measure(rounds: int) -> dict:
    from django.urls import reverse

    doors = clients()
    answers = {}
    for role, name, arguments, query in PAGES:
        answers[role, name, query] = time_page(doors[role], reverse(name, kwargs=arguments) + query, rounds)
    return answers


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--rows", type=int, default=20_000)
    options = parser.parse_args()
    prepare()
    small = measure(options.rounds)
    grow(options.rows)
    large = measure(options.rounds)
    rows = [
        {
            "page": name + query,
            "role": role,
            "ms_200": round(small[role, name, query][0], 1),
            "ms_20000": round(large[role, name, query][0], 1),
            "ratio": round(large[role, name, query][0] / small[role, name, query][0], 2),
            "queries_200": small[role, name, query][1],
            "queries_20000": large[role, name, query][1],
            "within": small[role, name, query][0] < 100 and (large[role, name, query][0] < 150 or name in WHOLE),
        }
        for role, name, _arguments, query in PAGES
    ]
    if options.json:
        print(json.dumps({"benchmark": "pages", "limit_ms": [100, 150], "rows": rows}, ensure_ascii=False, indent=1))
        return
    print(f"{'role':<14}{'page':<52}{'ms@200':>8}{'ms@20k':>8}{'ratio':>7}{'queries':>10}")
    for row in rows:
        counts = f"{row['queries_200']}/{row['queries_20000']}"
        mark = "" if row["within"] else "  over the limit"
        print(
            f"{row['role']:<14}{row['page']:<52}{row['ms_200']:>8}{row['ms_20000']:>8}{row['ratio']:>7}{counts:>10}{mark}"
        )


if __name__ == "__main__":
    main()
