import re

import pytest
from django.utils import timezone

from gongjian.core.audit import SYSTEM
from gongjian.core.models import AuditRecord
from gongjian.organizations.actions import import_notice
from gongjian.organizations.models import YearNotice
from gongjian.organizations.tests.test_views_units import queries_for, text, url


@pytest.fixture
def published(city):
    for year in (2019, 2020):
        import_notice(year, by=SYSTEM)
    return city


def test_a_year_shows_twelve_months_with_days_off_and_days_worked(published, signed_in):
    page = text(signed_in(published.handler).get(url("calendar") + "?year=2020"))
    assert page.count('class="month"') == 12
    assert '<td class="worked">27</td>' in page
    assert page.count('class="off') == 30
    assert page.count('class="worked') == 6
    assert "<b>249</b>" in page


def test_every_day_of_the_year_stands_there_once(published, signed_in):
    page = text(signed_in(published.handler).get(url("calendar") + "?year=2020"))
    assert len(re.findall(r"<td[^>]*>\d+</td>", page)) == 366


@pytest.mark.parametrize(
    ("start", "days", "answer"),
    [
        ("2020-09-24", 5, ("2020年9月30日", "30 September 2020")),
        ("2020-09-30", 1, ("2020年10月9日", "9 October 2020")),
        ("2019-12-31", 1, ("2020年1月2日", "2 January 2020")),
        ("2020-09-24", 0, ("2020年9月24日", "24 September 2020")),
    ],
)
@pytest.mark.parametrize("language", [0, 1])
def test_working_days_are_counted_from_a_day(published, signed_in, start, days, answer, language):
    client = signed_in(published.handler)
    client.cookies["django_language"] = ("zh-hans", "en")[language]
    page = text(client.get(f"{url('calendar')}?year=2020&start={start}&days={days}"))
    assert f"<strong>{answer[language]}</strong>" in page


def test_a_span_into_a_year_without_notice_names_the_year(published, signed_in):
    response = signed_in(published.handler).get(url("calendar") + "?start=2020-12-30&days=5")
    assert "2021" in response.context["missing"]
    assert "due" not in response.context


@pytest.mark.parametrize(
    "query",
    ["?start=soon&days=5", "?start=2020-09-24&days=-1", "?start=2020-09-24&days=1e9", "?days=5", "?start=&days="],
)
def test_a_span_that_cannot_be_read_is_refused_in_words(published, signed_in, query):
    response = signed_in(published.handler).get(url("calendar") + query)
    assert response.status_code == 200
    assert response.context["span"].errors
    assert 'class="errors"' in text(response)


@pytest.mark.parametrize("year", ["", "abc", "-1", "99999999999", "²", "2020.5", "1999", "%00"])
def test_a_year_that_makes_no_sense_is_this_year(published, signed_in, year):
    assert signed_in(published.handler).get(url("calendar") + f"?year={year}").status_code == 200


def test_a_year_without_notice_says_so_and_how_to_enter_it(published, signed_in):
    page = text(signed_in(published.reform).get(url("calendar") + "?year=2087"))
    assert url("notice_edit", 2087) in page
    page = text(signed_in(published.handler).get(url("calendar") + "?year=2087"))
    assert url("notice_edit", 2087) not in page
    assert "2087" in page


def test_a_notice_is_changed_in_the_words_it_is_shown_in(published, signed_in):
    client = signed_in(published.reform)
    form = client.get(url("notice_edit", 2020)).context["form"]
    values = {name: form[name].value() for name in ("holidays", "workdays", "source")}
    before = AuditRecord.objects.count()
    client.post(url("notice_edit", 2020), values)
    assert AuditRecord.objects.count() == before
    client.post(url("notice_edit", 2020), values | {"workdays": values["workdays"] + "\n12月26日"})
    assert "2020-12-26" in YearNotice.objects.get(year=2020).workdays


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"holidays": ""}, "holidays"),
        ({"holidays": "10月1日\nsoon"}, "holidays"),
        ({"holidays": "2026-10-01"}, "holidays"),
        ({"workdays": "10月8日"}, "workdays"),
        ({"source": ""}, "source"),
        ({"holidays": "x" * 20_001}, "holidays"),
        ({"holidays": "<script>"}, "holidays"),
    ],
)
def test_a_notice_that_cannot_be_is_refused_beside_its_field(city, signed_in, change, field):
    values = {"holidays": "10月1日至7日", "workdays": "10月9日", "source": "通知"}
    response = signed_in(city.reform).post(url("notice_edit", 2027), values | change)
    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert "<script>\n" not in text(response)
    assert not YearNotice.objects.exists()


def test_a_pasted_notice_is_shown_before_anything_is_saved(city, signed_in):
    client = signed_in(city.reform)
    words = "元旦：2026年12月31日至2027年1月2日放假。\n国庆节：10月1日至7日放假调休。9月26日（星期日）上班。"
    response = client.post(url("notice_import"), {"year": 2027, "text": words, "source": "通知"})
    assert response.status_code == 200
    assert not YearNotice.objects.exists()
    form = response.context["form"]
    client.post(url("notice_edit", 2027), {name: form[name].value() for name in ("holidays", "workdays", "source")})
    notice = YearNotice.objects.get(year=2027)
    assert len(notice.holidays) == 9
    assert notice.workdays == ["2027-09-26"]
    assert response.context["elsewhere"][0].isoformat() == "2026-12-31"


def test_a_pasted_text_without_dates_is_refused_beside_the_field(city, signed_in):
    response = signed_in(city.reform).post(url("notice_import"), {"year": 2027, "text": "各单位："})
    assert response.status_code == 422
    assert "text" in response.context["form"].errors


def test_a_built_in_year_is_entered_at_a_click(city, signed_in):
    client = signed_in(city.reform)
    assert 2020 in client.get(url("notice_import")).context["built_in"]
    assert client.post(url("notice_import"), {"built_in": "2020"}).url == url("calendar") + "?year=2020"
    assert YearNotice.objects.get().source == "chinesecalendar"
    assert 2020 not in client.get(url("notice_import")).context["built_in"]


@pytest.mark.parametrize("year", ["2087", "x", "", "1e3"])
def test_a_year_that_is_not_built_in_is_not_found(city, signed_in, year):
    assert signed_in(city.reform).post(url("notice_import"), {"built_in": year}).status_code == 404


@pytest.mark.parametrize("officer", ["security", "audit", "handler", "county_system", "nobody"])
def test_the_pages_where_notices_are_entered_exist_for_no_one_else(city, signed_in, officer):
    client = signed_in(getattr(city, officer))
    for address in (url("notice_edit", 2020), url("notice_import")):
        assert client.get(address).status_code == 404
        assert client.post(address, {}).status_code == 404


def test_a_year_far_away_has_no_page(city, signed_in):
    assert signed_in(city.reform).get(url("notice_edit", 2999)).status_code == 404


def test_the_calendar_costs_the_same_for_one_year_and_for_many(city, signed_in):
    client = signed_in(city.handler)
    import_notice(2020, by=SYSTEM)
    address = url("calendar") + "?year=2020&start=2020-09-24&days=5"
    before = queries_for(client, address)
    for year in range(2010, 2020):
        import_notice(year, by=SYSTEM)
    assert queries_for(client, address) == before


@pytest.mark.parametrize("year", ["abc", "1999", "0020209999", "9" * 5000])
def test_a_year_that_is_none_shows_this_one(published, signed_in, year):
    answer = signed_in(published.handler).get(url("calendar"), {"year": year})
    assert answer.status_code == 200 and answer.context["year"] == timezone.localdate().year
