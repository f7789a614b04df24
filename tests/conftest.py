"""One small city for the tests that look at every address."""

import pytest
from django.db import transaction
from django.test import Client

from tests.world import BACKEND, ROLES, build_world


@pytest.fixture(scope="module")
def city(django_db_setup, django_db_blocker):
    """One world for the whole table, and a signed-in client a role; every request in it is taken back."""
    with django_db_blocker.unblock(), transaction.atomic():
        world = build_world()
        yield world, signed_in(world)
        transaction.set_rollback(True)


def signed_in(world):
    clients = {role: Client() for role in ROLES}
    for role in ROLES[1:]:
        clients[role].force_login(world.account(role), backend=BACKEND)
    return clients
