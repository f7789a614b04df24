"""The WSGI application granian serves."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongjian.config.settings")
application = get_wsgi_application()

from gongjian.config.checks import refuse_sample_accounts  # noqa: E402  needs the apps loaded

refuse_sample_accounts()
