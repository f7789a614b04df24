from importlib import import_module

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class IndicatorsConfig(AppConfig):
    name = "gongjian.indicators"
    label = "indicators"
    verbose_name = _("Figures")

    def ready(self) -> None:
        import_module("gongjian.indicators.receivers")
        autodiscover_modules("figures")  # fills the registry of computed figures
