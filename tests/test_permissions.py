"""Who may open what: one readable table (permissions.csv), every address × role.

Answers in the table: `page` (200), `file` (200, as an attachment), `sign-in` (sent to the sign-in page), `404`,
`go` (a redirect after doing something), `no` (405: the address only takes the other method), `refused` (400 or
422: let in, the content refused). A GET line is needed for every address; one without a POST line does nothing
by POST, for nobody. `#` after an address names a further case of it (see world.py). An address missing from the table fails, and so does a line without an address.
"""

import csv
from pathlib import Path

import pytest
from django.db import transaction
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.world import ARGUMENTS, ROLES

TABLE = Path(__file__).with_name("permissions.csv")
OUTSIDE = ("account_", "mfa_", "usersessions_")  # the door itself, tested in organizations
NOTHING_DONE = {"no", "404", "sign-in"}

pytestmark = pytest.mark.django_db  # without it there would be no database of the tests' own


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
        kept = (line for line in file if line.strip() and not line.startswith("#"))
        return [{name.strip(): cell.strip() for name, cell in row.items()} for row in csv.DictReader(kept)]


def address_of(name):
    return name.split("#")[0]


def only_looked_at():
    written = {address_of(row["address"]) for row in lines() if row["method"] == "POST"}
    return sorted(own_addresses() - written)


def answers(city, method, name):
    """Each role's answer, everybody finding the world as it was built."""
    world, clients = city
    address = reverse(address_of(name), kwargs=ARGUMENTS.get(name, lambda world: {})(world))
    found = {}
    for role, client in clients.items():
        with transaction.atomic():
            response = client.generic(method, address)
            found[role] = answer_of(response)
            if response.streaming:  # a file that cannot be made fails here, not at the reader's
                assert sum(map(len, response.streaming_content)) > 0
            transaction.set_rollback(True)
    return found


def answer_of(response):
    if response.status_code in (301, 302, 303):
        return "sign-in" if "/accounts/login" in response.url else "go"
    if response.status_code == 200:
        return "file" if response.get("Content-Disposition", "").startswith("attachment") else "page"
    return {204: "go", 404: "404", 405: "no", 400: "refused", 422: "refused"}.get(
        response.status_code, str(response.status_code)
    )


def test_every_address_stands_in_the_table_and_every_line_has_an_address():
    assert {address_of(row["address"]) for row in lines()} == own_addresses()
    assert {row["address"] for row in lines() if row["method"] == "GET"} >= own_addresses()
    assert {row["address"] for row in lines() if "#" in row["address"]} == {name for name in ARGUMENTS if "#" in name}


def test_no_line_stands_twice():
    keys = [(row["address"], row["method"]) for row in lines()]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("row", lines(), ids=lambda row: f"{row['method']} {row['address']}")
def test_an_address_answers_each_role_as_the_table_says(row, city):
    assert answers(city, row["method"], row["address"]) == {role: row[role] for role in ROLES}


@pytest.mark.parametrize("name", only_looked_at())
def test_an_address_without_a_post_line_does_nothing_by_post(name, city):
    found = answers(city, "POST", name)
    assert set(found.values()) <= NOTHING_DONE, found
