"""The database itself refuses to change a light, or a month once it is frozen."""

from django.db import migrations

from gongjian.core.audit_triggers import drop_final, drop_triggers, install_final, install_triggers

LIGHTS, MONTH = "programmes_measurelight", "programmes_month"


def install(apps, editor):
    install_triggers((LIGHTS,))
    install_final(MONTH, name="programmes_month_is_final", when="OLD.state = 'frozen'")


def remove(apps, editor):
    drop_triggers((LIGHTS,))
    drop_final(MONTH, name="programmes_month_is_final")


class Migration(migrations.Migration):
    dependencies = [("programmes", "0004_driving"), ("core", "0002_append_only")]

    operations = [migrations.RunPython(install, remove)]
