from datetime import date

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("programmes", "0007_reporting_signatures"),
    ]

    operations = [
        migrations.AddField(
            model_name="task",
            name="first_due",
            field=models.DateField(default=date(2020, 1, 1), verbose_name="first due"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="taskforce",
            name="handed_to",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="programmes.taskforce",
                verbose_name="handed over to",
            ),
        ),
    ]
