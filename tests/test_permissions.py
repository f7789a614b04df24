"""Who may open what: one readable table (permissions.csv), every address × role.

Answers in the table: `page` (200), `sign-in` (sent to the sign-in page), `404`, `go` (a redirect after
doing something), `no` (405: the address only takes the other method), `refused` (400 or 422: the request
was let in and its content refused). An address missing from the table fails, and so does a line without address.
"""

import csv
from pathlib import Path

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from tests.world import ARGUMENTS, ROLES, build_world

TABLE = Path(__file__).with_name("permissions.csv")
OUTSIDE = ("account_", "mfa_", "usersessions_")  # allauth's own pages, tested in organizations


def addresses(resolver=None, namespace=""):
    for item in (resolver or get_resolver()).url_patterns:
        if isinstance(item, URLResolver):
            inner = f"{namespace}{item.namespace}:" if item.namespace else namespace
            yield from addresses(item, inner)
        elif isinstance(item, URLPattern) and item.name:
            yield namespace + item.name


def own_addresses():
    return {name for name in addresses() if not name.startswith(OUTSIDE)}


def lines():
    with TABLE.open(encoding="utf-8") as file:
        return list(csv.DictReader(line for line in file if not line.startswith("#")))


def answer_of(response):
    if response.status_code in (301, 302, 303):
        return "sign-in" if "/accounts/login" in response.url else "go"
    return {200: "page", 404: "404", 405: "no", 400: "refused", 422: "refused"}.get(
        response.status_code, str(response.status_code)
    )


def test_every_address_stands_in_the_table_and_every_line_has_an_address():
    assert {row["address"] for row in lines()} == own_addresses()


@pytest.mark.parametrize("row", lines(), ids=lambda row: f"{row['method']} {row['address']}")
def test_an_address_answers_each_role_as_the_table_says(row, db, client):
    world = build_world()
    address = reverse(row["address"], kwargs=ARGUMENTS.get(row["address"], lambda world: {})(world))
    found = {}
    for role in ROLES:
        client.logout()
        if role != "visitor":
            client.force_login(world.account(role), backend="django.contrib.auth.backends.ModelBackend")
        response = client.generic(row["method"], address)
        found[role] = answer_of(response)
    assert found == {role: row[role] for role in ROLES}
