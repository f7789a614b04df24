"""What every test stands on: a data folder of its own, a password hasher that costs nothing, no test left out.

Tests marked `postgresql` or `sqlite` run on that database only: on the other they are left out, not skipped.
In CI (CI=true) a skipped test is a failed one, except where it says that `../shared` (the founders' folder of
real input, which is no part of the repository) is absent.
"""

import atexit
import gc
import gettext
import os
import shutil
import tempfile
from pathlib import Path

if "GONGJIAN_VAR" not in os.environ:
    os.environ["GONGJIAN_VAR"] = tempfile.mkdtemp(prefix="gongjian-test-")
    atexit.register(shutil.rmtree, os.environ["GONGJIAN_VAR"], ignore_errors=True)

import polib
import pytest
from django.db import connection
from django.test import TransactionTestCase
from django.utils.translation import trans_real
from hypothesis import HealthCheck, settings

from gongjian.core.audit_triggers import without_triggers

gc.set_threshold(100_000, 20, 50)  # looking for cycles after every 700 objects is a tenth of the suite's time

IN_CI = os.environ.get("CI", "").lower() in ("1", "true", "yes")
if not IN_CI:  # there Hypothesis does the same by itself; a busy machine is no fault of the code
    settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
    settings.load_profile("house")
LAWFUL_SKIP = "../shared"
DATABASES = {"postgresql", "sqlite"}
ROOT = Path(__file__).parent


def pytest_configure(config):
    """Texts are tested in both languages, so what is translated is compiled first, once for all processes."""
    if not hasattr(config, "workerinput"):
        for path in ROOT.glob("gongjian/*/locale/*/LC_MESSAGES/*.po"):
            compiled = path.with_suffix(".mo")
            if not compiled.exists() or compiled.stat().st_mtime < path.stat().st_mtime:
                polib.pofile(str(path)).save_as_mofile(str(compiled))
                _forget_translations()


def _forget_translations():
    """Django is set up before us and has read the catalogues as they were."""
    gettext._translations.clear()
    trans_real._translations.clear()
    trans_real._default = None


@pytest.fixture(autouse=True)
def _quick_passwords(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def _a_city_day_of_their_own(settings, tmp_path_factory):
    """Tests live in the real day, whatever day the trial city of this folder lives in, and do not move it."""
    settings.CITY_DAY_FILE = tmp_path_factory.getbasetemp() / "city-day"
    yield
    (tmp_path_factory.getbasetemp() / "city-day").unlink(missing_ok=True)


@pytest.fixture(autouse=True, scope="session")
def _a_flush_may_empty_the_audit_chain():
    """Tests that commit are cleaned up by a flush, which the chain's triggers would refuse."""
    flush = TransactionTestCase._fixture_teardown

    def flush_without_triggers(case):
        with without_triggers():
            flush(case)

    TransactionTestCase._fixture_teardown = flush_without_triggers
    yield
    TransactionTestCase._fixture_teardown = flush


def pytest_collection_modifyitems(config, items):
    other = DATABASES - {connection.vendor}
    left_out = [item for item in items if any(item.get_closest_marker(name) for name in other)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    return refuse_skip((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector):
    return refuse_skip((yield))


def refuse_skip(report):
    """In CI a skip is a failure: what was not proved there is not proved at all."""
    if IN_CI and report.outcome == "skipped" and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        if LAWFUL_SKIP not in reason:
            report.outcome, report.longrepr = "failed", f"In CI nothing may be skipped. {reason}"
    return report
