import datetime

import pytest
from django.core.exceptions import ValidationError

from gongjian.core.audit import SYSTEM
from gongjian.indicators.actions import edit_definition
from gongjian.indicators.tests.factories import make_definition, make_unit
from gongjian.organizations.actions import dissolve_unit

pytestmark = pytest.mark.django_db
DAY = datetime.date(2020, 6, 1)


def test_a_unit_that_owes_a_figure_is_not_dissolved_until_another_owes_it():
    city = make_unit()
    old, new = make_unit(parent=city), make_unit(parent=city)
    figure = make_definition(owner=old, title="进出口总额")
    with pytest.raises(ValidationError, match="进出口总额"):
        dissolve_unit(old, on=DAY, by=SYSTEM)
    edit_definition(figure, by=SYSTEM, owner=new)
    assert dissolve_unit(old, on=DAY, by=SYSTEM).ended_on == DAY
