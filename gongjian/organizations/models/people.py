from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongjian.core.language import in_language
from gongjian.organizations.models.units import Post


class Person(models.Model):
    """A person who holds posts. Phone and e-mail are personal data: masked on screens, digests in the audit."""

    AUDIT_SECRET = ("phone", "email")

    code = models.SlugField(_("code"), max_length=60, unique=True)
    name = models.CharField(pgettext_lazy("person", "name"), max_length=60)
    name_en = models.CharField(pgettext_lazy("person", "English name"), max_length=100, blank=True)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    is_sample = models.BooleanField(_("sample"), default=False)

    class Meta:
        verbose_name = _("person")
        ordering = ["code"]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("organizations:person", args=[self.code])

    @property
    def label(self) -> str:
        return in_language(self.name, self.name_en)


class Appointment(models.Model):
    """A person holds a post from a day (inclusive) to a day (inclusive; open when empty)."""

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="appointments", verbose_name=_("post"))
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="appointments", verbose_name=_("person"))
    since = models.DateField(_("since"))
    until = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("appointment")
        ordering = ["-since", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="appointment_order"
            ),
            models.UniqueConstraint(fields=["post", "person", "since"], name="appointment_once"),
        ]

    def __str__(self):
        return f"{self.person} · {self.post}"
