import pytest
from django.utils.translation import override

from gongjian.core.language import in_language, wording, words_of_choice
from gongjian.core.models import Job


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("state", [*Job.State.values, "unheard-of", "", None])
def test_a_choice_is_said_as_django_says_it(language, state):
    said = words_of_choice(Job, "state")  # made in one language, asked in another
    job = Job(state=state)
    with override(language):
        assert said(job) == job.get_state_display()


def test_words_of_the_models_own_win(monkeypatch):
    monkeypatch.setattr(Job, "get_state_display", lambda job: f"own {job.state}")
    assert words_of_choice(Job, "state")(Job(state="x")) == "own x"


@pytest.mark.parametrize("language", ["zh-hans", "en", "en-gb"])
@pytest.mark.parametrize(("chinese", "english"), [("甲", "A"), ("甲", ""), ("", "A"), ("", "")])
def test_many_texts_are_said_as_each_would_be(language, chinese, english):
    with override(language):
        assert wording()(chinese, english) == in_language(chinese, english)
