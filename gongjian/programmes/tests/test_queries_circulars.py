"""What a circular says of the lights is what the board shows, and what the figures say."""

from django.utils.translation import override

from gongjian.programmes.figures.lights import lights
from gongjian.programmes.models import Campaign
from gongjian.programmes.queries.circulars import content_of, first_words, light_counts, lights_in_words
from gongjian.programmes.tests.factories import make_campaign, make_measure
from gongjian.programmes.tests.reviewing import MEETING, Light, city, light_of
from gongjian.programmes.views.boards import board_of

__all__ = ["city"]


def test_it_counts_the_ledger_as_the_board_and_the_figures_do(city, rf):
    commitments = make_campaign(city.office, kind=Campaign.Kind.LIVELIHOOD_COMMITMENTS, code="promises")
    light_of(city.september, make_measure(commitments, city.water), Light.YELLOW)
    review = city.prepare()
    request = rf.get("/")
    request.user = city.reform
    assert light_counts(review) == {"green": 1, "yellow": 0, "red": 1, "blue": 0}
    assert board_of(request, city.september)["total"] == 2 and lights(year=2020).value == 2
    content = content_of(review, number="通报〔2020〕1号", issued_on=MEETING, is_public=True)
    with override("zh-hans"):
        said = lights_in_words(content["zh-hans"])
    for words in (said, first_words(review)[0]):
        assert "2项" in words
