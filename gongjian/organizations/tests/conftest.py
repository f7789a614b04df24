import pytest

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
