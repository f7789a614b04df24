from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from gongjian.core.language import in_language


class Duty(models.TextChoices):
    """What a post may do, within its scope. The whole table of duty × page is tests/permissions.csv."""

    SYSTEM_ADMIN = "system_admin", _("System administrator")
    SECURITY_ADMIN = "security_admin", _("Security administrator")
    AUDIT_ADMIN = "audit_admin", _("Audit administrator")
    REFORM_OFFICE = "reform_office", _("Reform office")
    UNIT_HEAD = "unit_head", _("Head of unit")
    HANDLER = "handler", _("Handler")
    READER = "reader", _("Reader")
    FIGURE_REPORTER = "figure_reporter", _("Figure reporter")
    OVERVIEW_EDITOR = "overview_editor", _("Overview editor")
    INSPECTOR = "inspector", _("Inspector")


class Unit(models.Model):
    """A unit of the city's administration: department, county, zone, task force …, in one tree."""

    class Kind(models.TextChoices):
        CITY = "city", _("City")
        PARTY_BODY = "party_body", _("Party body")
        DEPARTMENT = "department", _("Municipal department")
        COUNTY = "county", _("County or district")
        ZONE = "zone", _("Development zone")
        TASK_FORCE = "task_force", _("Task force")
        INSTITUTION = "institution", _("Institution")
        ENTERPRISE = "enterprise", _("Enterprise")

    code = models.SlugField(_("code"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=100)
    name_en = models.CharField(_("English name"), max_length=150, blank=True)
    short_name = models.CharField(_("short name"), max_length=40, blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children", verbose_name=_("parent unit")
    )
    # "/00003/00017/00042/": a subtree is one indexed prefix. Kept by the actions alone.
    path = models.CharField(max_length=255, db_index=True, editable=False)
    division = models.ForeignKey(
        "organizations.Division", null=True, blank=True, on_delete=models.PROTECT, verbose_name=_("division")
    )
    credit_code = models.CharField(_("unified social credit code"), max_length=18, blank=True)
    ended_on = models.DateField(_("dissolved on"), null=True, blank=True)
    is_sample = models.BooleanField(_("sample"), default=False)

    class Meta:
        verbose_name = _("unit")
        ordering = ["path"]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("organizations:unit", args=[self.code])

    @property
    def label(self) -> str:
        return in_language(self.name, self.name_en)

    @property
    def short_label(self) -> str:
        """The name as it stands in lists: the short one where there is one."""
        return in_language(self.short_name or self.name, self.name_en)


class Post(models.Model):
    """A post in a unit. Its duties count within the subtree of its scope (its own unit unless said)."""

    code = models.SlugField(_("code"), max_length=80, unique=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="posts", verbose_name=_("unit"))
    title = models.CharField(_("title"), max_length=100)
    title_en = models.CharField(_("English title"), max_length=150, blank=True)
    scope = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="posts_in_scope", verbose_name=_("scope"))
    duties = models.JSONField(_("duties"), default=list)

    class Meta:
        verbose_name = _("post")
        ordering = ["unit__path", "code"]

    def __str__(self):
        return f"{self.unit} {self.title}"

    @property
    def label(self) -> str:
        return in_language(self.title, self.title_en)

    @property
    def duty_labels(self) -> list[str]:
        return [Duty(duty).label for duty in self.duties]
