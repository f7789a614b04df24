import importlib

import pytest
from django.apps import apps

from gongjian.reports.models import Overview

pytestmark = pytest.mark.django_db


def test_texts_ask_for_the_year_by_its_new_name_and_back():
    asked = '= {{ figure "reports.year" year=2020 }} reports.year {{ figure "reports.years" year=2020 }}'
    Overview.objects.create(year=2020, text=asked, text_en="")
    migration = importlib.import_module("gongjian.reports.migrations.0003_year_of_programmes")
    run = migration.Migration.operations[0]
    run.code(apps, None)
    kept = Overview.objects.get().text
    assert kept == asked.replace('"reports.year"', '"programmes.year"')
    run.reverse_code(apps, None)
    assert Overview.objects.get().text == asked
