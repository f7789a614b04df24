from django.urls import reverse
from django.utils import translation

from gongjian.config.menu import PLACES, ROOMS, site_facts
from gongjian.organizations.models import Duty, Unit

PAGES = [page.title for room in ROOMS for page in room.pages]


def test_every_room_has_an_address_and_a_key_of_its_own():
    assert all(reverse(room.url_name).startswith("/") for room in ROOMS)
    assert all(reverse(page.url_name).startswith("/") for room in ROOMS for page in room.pages)
    assert len({room.key for room in ROOMS}) == len(ROOMS)


def test_nobody_is_shown_more_than_nine_rooms():
    business = set(Duty.values) - {"system_admin", "security_admin", "audit_admin"}  # these never meet in one person
    shown = [room for room in ROOMS if not room.duties or business & set(room.duties)]
    assert len(shown) <= 9


def test_a_room_is_closed_by_duties_that_exist():
    entries = [*ROOMS, *(page for room in ROOMS for page in room.pages)]
    assert {duty for entry in entries for duty in entry.duties} <= set(Duty.values)


def test_every_place_of_the_page_head_has_an_address():
    assert all(reverse(name) for name in (PLACES.desk, PLACES.account, PLACES.search))


def test_every_text_of_the_menu_is_said_in_chinese():
    with translation.override("en"):
        english = [
            str(text) for text in (*(room.title for room in ROOMS), *PAGES, PLACES.search_label, PLACES.search_hint)
        ]
    with translation.override("zh-hans"):
        chinese = [
            str(text) for text in (*(room.title for room in ROOMS), *PAGES, PLACES.search_label, PLACES.search_hint)
        ]
    assert all(ours != theirs for ours, theirs in zip(chinese, english, strict=True))


def test_an_empty_house_has_no_city_and_no_year(db):
    facts = site_facts()
    assert (facts.city, facts.year) == ("", None)


def test_the_page_head_names_the_city_in_the_readers_language(db):
    Unit.objects.create(code="city", name="小市", name_en="Tiny", kind="city", path="/1/")
    with translation.override("zh-hans"):
        assert site_facts().city == "小市"
    with translation.override("en"):
        assert site_facts().city == "Tiny"
