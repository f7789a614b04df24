"""The year-end overview; filled in by the next commit."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Overview(models.Model):
    """The year-end text of a reform programme, in which every figure is a query."""

    year = models.PositiveSmallIntegerField(_("year"), unique=True)

    def __str__(self):
        return str(self.year)
