"""What production refuses: sample accounts, and a chain signed by a key that cannot be changed."""

from django.conf import settings
from django.core.checks import Error, Tags, Warning, register
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError

from gongjian.organizations.models import Account


def sample_accounts() -> int:
    """How many accounts of the sample city can still sign in; 0 before the first migration."""
    try:
        return Account.objects.filter(is_sample=True, is_active=True).count()
    except DatabaseError:
        return 0


def refuse_sample_accounts() -> None:
    """Called before production serves a single page. Raises ImproperlyConfigured."""
    if settings.PRODUCTION and (count := sample_accounts()):
        raise ImproperlyConfigured(
            f"{count} sample accounts can sign in: this is the sample city's database. "
            "Production needs a database of its own (set DATABASE_URL)."
        )


@register(Tags.security, deploy=True)
def check_mode(app_configs, **kwargs):
    if settings.PRODUCTION:
        return []
    return [Error("GONGJIAN_MODE is not 'production'.", id="gongjian.E001")]


@register(Tags.security, deploy=True)
def check_audit_key(app_configs, **kwargs):
    if settings.AUDIT_KEY:
        return []
    hint = "Give AUDIT_KEY, so that SECRET_KEY can be changed without breaking the audit chain's signatures."
    return [Warning("The audit chain is signed with a key derived from SECRET_KEY.", hint=hint, id="gongjian.W001")]


@register(Tags.database, deploy=True)
def check_sample_accounts(app_configs, databases=None, **kwargs):
    if databases and settings.PRODUCTION and sample_accounts():
        return [Error("Sample accounts can sign in.", id="gongjian.E002")]
    return []
