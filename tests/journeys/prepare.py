"""Fill a data folder (GONGJIAN_VAR) for a browser: `city` the sample city, `world` the permission table's.

Run as a program of its own, so that no test's database is ever touched. `world` prints each address of the
table as it stands in that world, as JSON.
"""

import json
import os
import sys
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongjian.config.settings")
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import django

django.setup()

from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django.urls import reverse


def main(kind: str) -> None:
    call_command("migrate", verbosity=0)
    if kind == "city":
        call_command("load_pack", settings.BASE_DIR / "packs" / "weifang2020", verbosity=0)
        return
    from tests.test_permissions import address_of, lines
    from tests.world import ARGUMENTS, build_world

    with transaction.atomic():
        world = build_world()
    names = {row["address"] for row in lines()}
    arguments = {name: ARGUMENTS[name](world) if name in ARGUMENTS else {} for name in names}
    addresses = {name: reverse(address_of(name), kwargs=found) for name, found in arguments.items()}
    Path(settings.VAR_DIR, "addresses.json").write_text(json.dumps(addresses), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
