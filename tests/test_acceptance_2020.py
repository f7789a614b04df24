"""The acceptance case: the sample city's overview of 2020 states what the real one states, figure by figure.

The article and its list of facts are not part of the repository; the tests that need them are skipped without them.
"""

import csv
import json
import re
from decimal import Decimal, InvalidOperation
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from gongjian.algorithms.overview_text import Words, figure_uses, label_uses, loose_digits, parse, pieces_of
from gongjian.config.packs import load_pack
from gongjian.core.audit import SYSTEM
from gongjian.indicators.actions import correct_observation
from gongjian.indicators.models import Observation
from gongjian.programmes.actions.measures import remove_measure
from gongjian.programmes.models import Measure
from gongjian.reports import actions
from gongjian.reports.models import Overview
from gongjian.reports.queries import render_overview, render_snapshot

ROOT = Path(__file__).resolve().parents[1]
PACK = ROOT / "packs" / "weifang2020"
SHARED = ROOT.parent / "shared" / "data"
CHINESE, ENGLISH = "zh-hans", "en"
MOST_LABELS = 25
LONGEST_RUN = 12  # characters of the article in a row: more would be its sentences, not its names

needs_article = pytest.mark.skipif(
    not SHARED.exists(), reason="the article and its facts are not here (../shared/data)"
)


@pytest.fixture(scope="module")
def _city(django_db_setup, django_db_blocker):
    """The sample city, loaded once; every test's changes are rolled back to it."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_pack(PACK, by=SYSTEM)
        yield
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def overview(_city, db):
    return Overview.objects.get(year=2020)


@pytest.fixture
def facts() -> list[dict[str, str]]:
    with (SHARED / "facts.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def listing(capsys, *arguments: str) -> dict[str, list[dict]]:
    call_command("overview", "2020", "--format", "json", *arguments)
    return json.loads(capsys.readouterr().out)


def same(stated: object, expected: str) -> bool:
    try:
        return Decimal(str(stated)) == Decimal(expected)
    except InvalidOperation:
        return str(stated) == expected


# --- what the article states ----------------------------------------------------------------
@needs_article
@pytest.mark.parametrize("language", [CHINESE, ENGLISH])
def test_every_fact_is_a_figure_of_the_same_value_or_a_declared_label(facts, capsys, language):
    told = listing(capsys, "--language", language)
    figures = {figure["fact"]: figure for figure in told["figures"] if figure["fact"]}
    labels = {label["fact"] for label in told["labels"]}
    wrong = [
        (fact["id"], figures.get(fact["id"], {}).get("value"), fact["value"])
        for fact in facts
        if fact["id"] not in labels and not same(figures.get(fact["id"], {}).get("value"), fact["value"])
    ]
    assert wrong == []
    assert not labels & figures.keys()
    assert len(facts) == 109


@needs_article
def test_labels_are_few_and_each_says_why(facts, capsys):
    labels = listing(capsys)["labels"]
    assert 0 < len(labels) <= MOST_LABELS
    assert all(label["reason"] for label in labels)
    assert {label["fact"] for label in labels} <= {fact["id"] for fact in facts}


@needs_article
def test_periods_are_those_of_the_article(facts, capsys):
    """January to October and January to November are never mixed."""
    ends = {"2020-01..11": "2020-11-30", "2020-01..10": "2020-10-31", "2020-11-08": "2020-11-08"}
    figures = {figure["fact"]: figure for figure in listing(capsys)["figures"]}
    for fact in facts:
        if period := re.search(r"as of (2020-01\.\.\d\d|2020-11-08)$", fact["meaning_en"]):
            if fact["id"] == "F090":  # the sixteen zones themselves: a count, used again beside figures of ten months
                continue
            assert figures[fact["id"]]["as_of"] == ends[period.group(1)], fact["id"]


@needs_article
def test_no_sentence_of_the_article_is_copied(overview):
    article = characters((SHARED / "article_zh.txt").read_text(encoding="utf-8"))
    ours = characters(render_overview(overview, CHINESE).text)
    runs = (ours[start : start + LONGEST_RUN + 1] for start in range(len(ours) - LONGEST_RUN))
    assert [run for run in runs if run in article] == []


def characters(text: str) -> str:
    """Chinese characters alone: neither punctuation nor numbers hide a copied sentence."""
    return "".join(re.findall(r"[\u4e00-\u9fff]", text))


# --- how our text states it -----------------------------------------------------------------
@pytest.mark.parametrize(
    ("fact", "words", "words_en"),
    [
        ("F001", "2020年12月24日", "24 December 2020"),
        ("F002", "2020年", "2020"),
        ("F004", "20多项", "more than 20 innovations"),
        ("F007", "九大", "nine"),
        ("F010", "两次", "two meetings"),
        ("F021", "第11位", "11th"),
        ("F031", "2万台", "20,000 engines"),
        ("F035", "114万户", "1,140,000 businesses"),
        ("F041", "3000人以上", "at least 3,000 people"),
        ("F050", "260多亿元", "more than 26 billion yuan"),
        ("F072", "1/4", "one quarter"),
        ("F079", "1730亿元", "173 billion yuan"),
        ("F081", "9.44亿美元", "944 million US dollars"),
        ("F097", "80%以上", "at least 80%"),
        ("F101", "12.8万份", "128,000"),
        ("F109", "3.7万户", "37,000 households"),
    ],
)
def test_figures_stand_in_the_words_of_official_texts(capsys, fact, words, words_en):
    def text(language: str) -> str:
        found = listing(capsys, "--language", language)["figures"]
        return next(figure["text"] for figure in found if figure["fact"] == fact)

    assert (text(CHINESE), text(ENGLISH)) == (words, words_en)


@pytest.mark.parametrize("name", ["overview.zh.txt", "overview.en.txt"])
def test_no_value_is_typed_into_the_template(name):
    source = (PACK / name).read_text(encoding="utf-8")
    assert loose_digits(source) == []
    assert "value=" not in source


def test_no_quantity_is_typed_in_chinese_numerals_either():
    document = parse((PACK / "overview.zh.txt").read_text(encoding="utf-8"))
    typed = re.compile(r"[二两三四五六七八九十百千]+(?:多)?[项家个条件户台支名所处份次位届倍年大类门成]")
    words = [piece.text for piece in pieces_of(document) if isinstance(piece, Words)]
    assert [found for text in words for found in typed.findall(text)] == []


def test_both_texts_state_the_same_facts_in_the_articles_seven_parts():
    documents = [parse((PACK / f"overview.{language}.txt").read_text(encoding="utf-8")) for language in ("zh", "en")]
    stated = [sorted(use.fact for use in (*figure_uses(one), *label_uses(one)) if use.fact) for one in documents]
    assert stated[0] == stated[1]
    assert [sum(block.kind == "heading" for block in one.blocks) for one in documents] == [6, 6]  # and the lead


def test_what_the_system_keeps_is_counted_from_its_records(capsys):
    figures = {figure["fact"]: figure for figure in listing(capsys)["figures"]}
    for fact, count in {"F006": 197, "F007": 9, "F008": 10, "F061": 11, "F062": 9, "F077": 10, "F096": 34}.items():
        assert (figures[fact]["kind"], figures[fact]["evidence_count"]) == ("computed", count), fact


# --- the text lives, the snapshot stays -----------------------------------------------------
def test_one_measure_less_and_the_text_says_so(overview):
    assert "立下197" in render_overview(overview, CHINESE).text
    counted = Measure.objects.filter(campaign__year=2020, state=Measure.State.RUNNING, campaign__kind="city_campaign")
    remove_measure(counted.first(), by=SYSTEM, reason="取消")
    assert "立下196" in render_overview(overview, CHINESE).text
    assert "196 reform measures" in render_overview(overview, ENGLISH).text


def test_a_corrected_observation_changes_the_text_while_the_old_snapshot_says_both(overview):
    snapshot = actions.take_snapshot(overview, by=SYSTEM)
    kept = render_snapshot(snapshot, CHINESE).text
    assert kept == render_overview(overview, CHINESE).text
    observation = Observation.objects.get(definition__name="cases.selected", is_current=True)
    correct_observation(observation, value=Decimal(63), reason="复核后增加一项", by=SYSTEM)
    assert "63项" in render_overview(overview, CHINESE).text
    compared = render_snapshot(snapshot, CHINESE, compare=True)
    assert compared.text == kept
    (changed,) = compared.changed
    assert (changed.fact, changed.words, changed.today.words) == ("F017", "62项", "63项")


def test_the_start_page_opens_to_everybody_at_a_constant_cost():
    client = Client()

    def cost() -> int:
        with CaptureQueriesContext(connection) as caught:
            page = client.get("/")
        assert page.status_code == 200
        assert 'href="/indicators/programmes.measures/?year=2020"' in page.content.decode()
        return len(caught)

    cost()
    before = cost()
    of_a_list_that_keeps_some = Measure.objects.filter(campaign__kind="city_campaign").values("pk")[:100]
    Measure.objects.filter(pk__in=of_a_list_that_keeps_some).update(is_removed=True)
    assert cost() == before
    assert before < 30


def test_loading_the_pack_again_changes_nothing(overview):
    load_pack(PACK, by=SYSTEM)
    assert Overview.objects.get(pk=overview.pk).version == overview.version
