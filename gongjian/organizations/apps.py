from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrganizationsConfig(AppConfig):
    name = "gongjian.organizations"
    label = "organizations"
    verbose_name = _("Units and people")

    def ready(self) -> None:
        import_module("gongjian.organizations.receivers")
