import pytest
from django.core.cache import cache

from gongjian.organizations.tests.factories import BACKEND, City


@pytest.fixture
def city(db):
    return City()


@pytest.fixture
def signed_in(client):
    """`signed_in(account)` gives a client that is signed in with it, without going through the door."""

    def sign_in(account):
        client.force_login(account, backend=BACKEND)
        return client

    return sign_in


@pytest.fixture(autouse=True)
def _no_attempt_is_remembered(settings):
    """Counts of attempts and codes used lie in the cache, which outlives a test and is shared by processes."""
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    cache.clear()
