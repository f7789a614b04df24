import pytest

from gongjian.programmes.tests.factories import City


@pytest.fixture
def city(db):
    return City()


@pytest.fixture
def signed_in(client):
    """Sign somebody in: `signed_in(account)` gives the client."""

    def sign_in(account):
        client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return sign_in
