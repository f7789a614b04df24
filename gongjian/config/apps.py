from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "gongjian.config"
    label = "config"

    def ready(self):
        from gongjian.config import checks  # noqa: F401  registers the checks
