"""The reporting year counts campaigns and is the ledger's figure: texts that ask for it by its old name are rewritten.

Snapshots stay as they were taken; what they froze does not depend on the name.
"""

from django.db import migrations
from django.db.models import F, Value
from django.db.models.functions import Replace


def rename(old, new):
    def run(apps, schema_editor):
        quoted = Value(f'figure "{old}"'), Value(f'figure "{new}"')
        texts = {field: Replace(F(field), *quoted) for field in ("text", "text_en")}
        apps.get_model("reports", "Overview").objects.update(**texts)

    return run


class Migration(migrations.Migration):
    dependencies = [("reports", "0002_snapshot_figures")]
    operations = [
        migrations.RunPython(
            rename("reports.year", "programmes.year"),
            rename("programmes.year", "reports.year"),
        )
    ]
