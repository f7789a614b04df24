from datetime import UTC, date, datetime
from html.parser import HTMLParser

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from gongjian.core.language import day, minute
from gongjian.core.templatetags.core_tags import badge, bar, masked_phone, sample_mark


def render(code, query="", **context):
    request = RequestFactory().get(f"/x/?{query}")
    return Template("{% load core_tags %}" + code).render(Context({"request": request, **context}))


@pytest.mark.parametrize(("language", "said"), [("zh-hans", "2020年12月24日"), ("en", "24 December 2020")])
def test_a_day_is_written_as_the_reader_writes_it(language, said):
    with translation.override(language):
        assert day(date(2020, 12, 24)) == said
        assert minute(datetime(2020, 12, 23, 16, 5, tzinfo=UTC)) == f"{said} 00:05"
        assert day(None) == minute(None) == "—"
        assert render("{{ when|day }} {{ when|minute }}", when=None) == "— —"


@pytest.mark.parametrize(
    ("phone", "shown"),
    [("13812345678", "138****5678"), ("8612345", "*******"), ("", ""), ("+8613812345678", "+86****5678")],
)
def test_a_phone_is_never_shown_whole(phone, shown):
    assert masked_phone(phone) == shown


def test_what_is_invented_is_marked():
    thing = type("Thing", (), {"is_sample": True})()
    assert "示例" in sample_mark(thing)
    assert sample_mark(object()) == ""
    assert sample_mark(None) == ""


def test_a_link_changes_one_parameter_and_keeps_the_others():
    assert render("{% query_with page=2 %}", "q=a+b&page=1") == "?q=a+b&amp;page=2"
    assert render("{% query_with page=None %}", "q=a&page=1") == "?q=a"
    assert render("{% query_without 'q' %}", "q=a&sort=x&page=3") == "?sort=x"
    assert "<" not in render("{% query_with page=2 %}", "q=%22%3E%3Cscript%3E")


@pytest.mark.parametrize(("percent", "filled"), [(-5, 0), (0, 0), (37.5, 37.5), (250, 100)])
def test_a_bar_is_filled_no_further_than_it_is_long(percent, filled):
    svg = bar(percent)
    assert f'width="{filled}"' in svg
    assert 'role="img"' in svg
    assert "style=" not in svg


def test_a_bar_says_in_words_what_it_shows():
    with translation.override("en"):
        assert 'aria-label="40 % of 60 % planned"' in bar(40, 60)
    assert "40%" in bar(40)


def test_marked_up_words_are_escaped():
    assert "&lt;x&gt;" in badge("ok", "<x>")
    assert render("{% in_language words '' %}", words="<x>") == "&lt;x&gt;"


@pytest.mark.parametrize(("language", "mark"), [("zh-hans", "："), ("en", ": ")])
def test_the_colon_is_the_languages_own(language, mark):
    with translation.override(language):
        assert render("{% colon %}") == mark


@pytest.mark.parametrize("value", [None, "", "a", "2020", "<x>", ["a", "2020"]])
@pytest.mark.parametrize("widget", [forms.Select, forms.SelectMultiple, forms.NullBooleanSelect])
def test_a_select_offers_what_djangos_own_offers(widget, value):
    choices = [("", "—"), ("a", "甲 & 乙"), (2020, 2020), ("<x>", "<script>"), ("组 <1>", [("b", "丙"), ("c", "丁")])]
    field = widget(attrs={"class": "wide", "required": True, "title": '"', "hidden": False})
    if widget is not forms.NullBooleanSelect:
        field.choices = choices
    if widget is not forms.SelectMultiple and isinstance(value, list):
        value = value[0]
    ours, theirs = field.render("field", value), field.render("field", value, renderer=DjangoTemplates())
    assert parts_of(ours) == parts_of(theirs)
    assert "<script>" not in ours


def parts_of(text):
    """Its tags, each with its attributes, and its words, in order."""
    found = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag, attrs):
            found.append((tag, sorted(attrs, key=str)))

        def handle_endtag(self, tag):
            found.append(f"/{tag}")

        def handle_data(self, text):
            found.extend(text.split())

    Reader().feed(text)
    return found
