from django.db import migrations

from gongjian.core.audit_triggers import drop_triggers, install_triggers


class Migration(migrations.Migration):
    """The database itself refuses to change or remove what the audit chain holds."""

    dependencies = [("core", "0001_initial")]
    operations = [
        migrations.RunPython(lambda apps, editor: install_triggers(), lambda apps, editor: drop_triggers())
    ]
