"""Server time of every page a desk or a visitor opens, at 200 and at 20,000 measures.

An ordinary user's rights (whoever holds the one duty the page needs), Django's own test client: middleware,
sign-in, rules, queries, template, all but the socket. Milliseconds on the clock and of this process, and the number
of queries, at both sizes, and the ratio between them. The limits the project sets itself: 100 ms at 200, 150 ms at
20,000, and a number of queries that does not grow with the rows. The peer: a bare Django view without middleware on
the same machine.

Judged by the clock; on a machine with more work than cores the clock tells of the others' work, and the time of this
process is judged instead (`judged_by`). With SQLite the database's work is in it, with PostgreSQL it is not.

    python bench/pages.py [--rounds 15] [--rows 20000]
"""

import argparse
import os
import sys
from datetime import UTC, datetime
from functools import partial

from city import accounts_by_duty, grow, machine, milliseconds, open_city
from report import show

LIMITS = {"small": 100, "large": 150}
# role, address name, query. Arguments of an address are found by ARGUMENTS.
PAGES = (
    ("visitor", "reports:overview", ""),
    ("visitor", "reports:overview", "?compare=1"),
    ("visitor", "indicators:figure_list", ""),
    ("visitor", "indicators:figure", "?year=2020"),
    ("visitor", "indicators:figure_rows", "?year=2020"),
    ("visitor", "account_login", ""),
    ("handler", "reports:overview", ""),
    ("handler", "programmes:measure_list", ""),
    ("handler", "programmes:measure_list", "?q=审批"),
    ("handler", "programmes:measure_list", "?sort=-due&per_page=100"),
    ("handler", "programmes:measure", ""),
    ("handler", "programmes:board", ""),
    ("handler", "programmes:campaign_list", ""),
    ("handler", "programmes:campaign", ""),
    ("handler", "indicators:figure_list", ""),
    ("handler", "core:inbox", ""),
    ("handler", "organizations:unit_list", ""),
    ("handler", "organizations:unit", ""),
    ("handler", "organizations:person_list", ""),
    ("handler", "organizations:division_list", ""),
    ("handler", "organizations:calendar", ""),
    ("handler", "organizations:me", ""),
    ("reform_office", "programmes:measure_list", ""),
    ("reform_office", "programmes:measure_list", "?sort=lead_unit&page=3"),
    ("reform_office", "programmes:board", ""),
    ("reform_office", "programmes:slipped", ""),
    ("reform_office", "programmes:month", ""),
    ("reform_office", "programmes:trend_list", "?by=unit"),
    ("reform_office", "programmes:measure_edit", ""),
    ("reform_office", "programmes:measure_print", "?campaign=WF-2020-C01"),
    ("reform_office", "reports:overview_list", ""),
    ("overview_editor", "reports:overview_edit", ""),
    ("overview_editor", "reports:snapshot_list", ""),
    ("security_admin", "organizations:session_list", ""),
    ("audit_admin", "core:audit_list", ""),
    ("audit_admin", "core:seal_list", ""),
)


def arguments_of(name: str, account: object) -> dict[str, object]:
    """What stands in the address: a measure this account sees, the first campaign, unit, overview."""
    from gongjian.organizations.models import Unit
    from gongjian.programmes.models import Campaign
    from gongjian.programmes.queries import measures_visible_to

    if name in ("programmes:measure", "programmes:measure_edit"):
        seen = measures_visible_to(account).filter(campaign__year=2020).exclude(state="struck_off")
        return {"number": seen.order_by("number").first().number}
    if name == "programmes:campaign":
        return {"code": Campaign.objects.filter(year=2020, kind="city_campaign").first().code}
    if name in ("programmes:board", "programmes:slipped", "programmes:month"):
        return {"year": 2020, "month": 11}
    if name == "organizations:unit":
        return {"code": Unit.objects.exclude(parent=None).first().code}
    if name.startswith(("reports:overview_", "reports:snapshot")) and name != "reports:overview_list":
        return {"year": 2020}
    if name in ("indicators:figure", "indicators:figure_rows"):
        return {"name": "programmes.measures"}
    return {}


def freeze_two_months() -> None:
    """October and November with a light for every measure, unless the sample city brings them along."""
    from gongjian.core import clock
    from gongjian.core.audit import SYSTEM
    from gongjian.programmes.actions.months import freeze_month, open_month
    from gongjian.programmes.models import Month, MonthlyReport

    for number in (10, 11):
        if Month.objects.filter(year=2020, month=number).exists():
            continue
        with clock.at(datetime(2020, number, 18, 1, tzinfo=UTC)):
            month = open_month(2020, number, by=SYSTEM)
        MonthlyReport.objects.filter(month=month).update(state="submitted")
        with clock.at(datetime(2020, number + 1, 3, 1, tzinfo=UTC)):
            freeze_month(month, by=SYSTEM)


def doors() -> dict[str, object]:
    from django.test import Client

    accounts = accounts_by_duty()
    found = {"visitor": (Client(), None)}
    for duty, account in accounts.items():
        client = Client()
        client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
        found[duty] = (client, account)
    return found


def time_pages(rounds: int) -> dict[tuple[str, str, str], dict[str, float]]:
    """What each page costs: ms on the clock, ms of this process (cpu), queries, kilobytes."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext
    from django.urls import reverse

    entrances, answers = doors(), {}
    for role, name, query in PAGES:
        client, account = entrances[role]
        address = reverse(name, kwargs=arguments_of(name, account)) + query
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            response = client.get(address)
        count = len(queries)  # now: the next request empties the log
        if response.status_code != 200:
            sys.exit(f"{role} {address} answered {response.status_code} {response.headers.get('Location', '')}")
        ms, cpu = milliseconds(partial(client.get, address), rounds)
        size = round(len(response.content) / 1024)
        answers[role, name, query] = {"ms": ms, "cpu": cpu, "queries": count, "kb": size}
    return answers


def bare_view(rounds: int) -> float:
    """The peer: a view that answers two letters, Django's test client, no middleware."""
    from django.http import HttpResponse
    from django.test import Client, override_settings
    from django.urls import path

    class Addresses:
        urlpatterns = (path("bare/", lambda request: HttpResponse("ok")),)

    with override_settings(MIDDLEWARE=[], ROOT_URLCONF=Addresses):
        client = Client()
        return milliseconds(lambda: client.get("/bare/"), rounds * 10)[0]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    load, database = os.getloadavg()[0], open_city()
    freeze_two_months()
    bare = bare_view(options.rounds)
    small = time_pages(options.rounds)
    grow(options.rows)
    large = time_pages(options.rounds)
    judged_by = "cpu" if max(load, os.getloadavg()[0]) > (os.cpu_count() or 1) else "ms"
    rows = [row_of(key, small[key], large[key], bare, judged_by) for key in small]
    columns = ("role", "page", "ms_200", "ms_20000", "cpu_200", "cpu_20000", "ratio", "queries_200", "queries_20000")
    columns += ("kb", "x_bare", "verdict")
    facts = {
        "benchmark": "pages",
        "database": database,
        "limits_ms": LIMITS,
        "judged_by": judged_by,
        "bare_view_ms": round(bare, 3),
        **machine(),
    }
    show(facts, columns, rows, as_json=options.json)


def row_of(key: tuple[str, str, str], small: dict, large: dict, bare: float, judged_by: str) -> dict[str, object]:
    role, name, query = key
    slow = small[judged_by] >= LIMITS["small"] or large[judged_by] >= LIMITS["large"]
    grows = large["queries"] > small["queries"]
    return {
        "role": role,
        "page": name + query,
        "ms_200": round(small["ms"], 1),
        "ms_20000": round(large["ms"], 1),
        "cpu_200": round(small["cpu"], 1),
        "cpu_20000": round(large["cpu"], 1),
        "ratio": round(large["cpu"] / small["cpu"], 2),
        "queries_200": small["queries"],
        "queries_20000": large["queries"],
        "kb": large["kb"],
        "x_bare": round(small["ms"] / bare),
        "verdict": " ".join(word for word, so in (("slow", slow), ("queries grow", grows)) if so) or "ok",
    }


if __name__ == "__main__":
    main()
