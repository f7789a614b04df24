from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class StoredFile(models.Model):
    """An uploaded file, checked by content. It has no address of its own: the app that owns it shows it."""

    name = models.CharField(_("file name"), max_length=160)
    content = models.FileField(upload_to="%Y/%m/")
    kind = models.CharField(_("content type"), max_length=100)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    sha256 = models.CharField(max_length=64, db_index=True)
    stored_at = models.DateTimeField(_("stored at"), auto_now_add=True)
    stored_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("stored by")
    )

    class Meta:
        verbose_name = _("file")

    def __str__(self):
        return self.name
