"""The city a benchmark works on: the sample city in a database of its own, grown to the size wanted.

Each benchmark is a program of its own and calls `open_city` before it imports a model. DATABASE_URL says which
database (bin/bench.py gives a private PostgreSQL); without it, SQLite in a temporary folder.
"""

import atexit
import io
import os
import platform
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]


def open_city(*, load: bool = True, pool: bool = True) -> str:
    """Set Django up on an empty database, load the sample city; answer the database's kind.

    Without a pool where the benchmark forks: a pool's threads do not come along into a child.
    """
    os.environ["GONGJIAN_VAR"] = tempfile.mkdtemp(prefix="gongjian-bench-")
    atexit.register(shutil.rmtree, os.environ["GONGJIAN_VAR"], ignore_errors=True)
    os.environ["DJANGO_SETTINGS_MODULE"] = "gongjian.config.settings"
    sys.path.insert(0, str(ROOT))
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    settings.ALLOWED_HOSTS = ["*"]
    if not pool:
        connection.settings_dict["OPTIONS"].pop("pool", None)
    call_command("migrate", verbosity=0)
    if load:
        call_command("load_pack", str(ROOT / "packs" / "weifang2020"), verbosity=0, stdout=io.StringIO())
    return "PostgreSQL" if connection.vendor == "postgresql" else "SQLite"


def grow(to: int) -> None:
    """More measures of an earlier year beside the sample's: same units, same shape, straight into the table."""
    from django.db import connection

    from gongjian.programmes.models import Campaign, Measure, Milestone

    source_campaign = Campaign.objects.filter(kind="city_campaign").first()
    old = Campaign.objects.create(
        code="bench-2019",
        year=2019,
        kind="city_campaign",
        title="往年攻坚",
        lead_unit=source_campaign.lead_unit,
        sequence=99,
    )
    models = list(Measure.objects.filter(campaign__kind="city_campaign").prefetch_related("milestones"))
    copies, plans = [], []
    for n in range(to - Measure.objects.count()):
        source = models[n % len(models)]
        copy = Measure(
            **{f.attname: getattr(source, f.attname) for f in Measure._meta.concrete_fields if f.name != "id"}
        )
        copy.number, copy.campaign, copy.title = f"WN-2019-{n:05}", old, f"{source.title}（往年{n}）"
        copy.provincial_action_id = None
        copies.append(copy)
        plans.append(list(source.milestones.all()))
    Measure.objects.bulk_create(copies, batch_size=500)
    fields = [f.attname for f in Milestone._meta.concrete_fields if f.attname not in ("id", "measure_id")]
    steps = [
        Milestone(measure=copy, **{name: getattr(step, name) for name in fields})
        for copy, plan in zip(copies, plans, strict=True)
        for step in plan
    ]
    Milestone.objects.bulk_create(steps, batch_size=500)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def accounts_by_duty() -> dict[str, Any]:
    """One account for each duty: of those who hold it, the one with the fewest others."""
    from gongjian.organizations.models import Account

    found: dict[str, Any] = {}
    for account in Account.objects.filter(is_active=True).order_by("pk"):
        for duty in account.duties_today:
            if duty not in found or len(account.duties_today) < len(found[duty].duties_today):
                found[duty] = account
    return found


def milliseconds(work: Callable[[], object], rounds: int) -> tuple[float, float]:
    """The best of `rounds` calls, after one that is not counted: (time on the clock, time of this process alone).

    The best, because what disturbs a call only ever adds to it. On a busy machine the second says more; the database's
    own work is in it only with SQLite.
    """
    work()
    clock, own = [], []
    for _round in range(rounds):
        started, began = time.perf_counter(), time.process_time()
        work()
        clock.append((time.perf_counter() - started) * 1000)
        own.append((time.process_time() - began) * 1000)
    return min(clock), min(own)


def machine() -> dict[str, Any]:
    """What the numbers were measured on; a load above the cores means the clock's times are too long."""
    return {
        "load": round(os.getloadavg()[0], 1),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "system": platform.machine(),
    }
