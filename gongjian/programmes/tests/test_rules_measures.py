from datetime import date

import pytest
from django.core.exceptions import ValidationError

from gongjian.organizations.models import Unit
from gongjian.programmes.actions.measures import edit_measure
from gongjian.programmes.forms.measures import MeasureForm


def test_a_dissolved_unit_supports_nothing_new_and_keeps_what_it_supported(city):
    held = city.measure(supporting=[city.health])
    other = city.measure()
    Unit.objects.filter(pk=city.health.pk).update(ended_on=date(2020, 6, 1))
    city.health.refresh_from_db()
    with pytest.raises(ValidationError) as error:
        edit_measure(other, {"supporting_units": [city.health]}, by=city.reform)
    assert list(error.value.message_dict) == ["supporting_units"]
    changed = edit_measure(held, {"title": "改名", "supporting_units": [city.health]}, by=city.reform)
    assert list(changed.supporting_units.all()) == [city.health]
    assert city.health not in MeasureForm(user=city.reform).fields["supporting_units"].queryset
    assert city.health in MeasureForm(user=city.reform, instance=held).fields["supporting_units"].queryset
