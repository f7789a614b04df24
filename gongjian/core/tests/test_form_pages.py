"""A page that is one form: what it answers, where it leads, and that nothing typed is lost."""

import pytest
from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse

from gongjian.core.files import FileRefused
from gongjian.core.form_pages import complete, form_page, or_404, posted, put_errors, sent
from gongjian.core.tests.factories import account


class ThingForm(forms.Form):
    name = forms.CharField(max_length=20)
    paper = forms.FileField(required=False)


class Said(list):
    """What is said to the reader, in place of the session's messages."""

    def add(self, level, message, extra_tags=""):
        if message:
            self.append((level, str(message)))


@pytest.fixture
def ask(rf, db):
    """A page of one form, asked by somebody: `ask(act)` looks at it, `ask(act, {...})` sends it."""

    def asked(act=lambda **_cleaned: None, sends=None, **options):
        request = rf.get("/page/") if sends is None else rf.post("/page/", sends)
        request.user, request._messages = account(), Said()
        options = {"heading": "标题", "button": "保存", "back": "/back/", "to": "/to/"} | options
        form = ThingForm(*sent(request))
        return form_page(request, form, act, **options), request._messages

    return asked


def test_looking_at_a_form_does_nothing(ask):
    response, said = ask(lambda **_cleaned: pytest.fail("nothing was sent"))
    text = response.content.decode()
    assert response.status_code == 200 and said == []
    assert 'href="/back/"' in text and "error-summary" not in text


def test_what_was_cleaned_reaches_the_action_and_the_reader_goes_on(ask):
    given = []
    response, said = ask(lambda **cleaned: given.append(cleaned), {"name": " 甲 "}, done="已保存")
    assert given == [{"name": "甲", "paper": None}]
    assert (response.status_code, response.url, said) == (302, "/to/", [(messages.SUCCESS, "已保存")])


def test_where_it_leads_and_what_is_said_may_depend_on_what_was_made(ask):
    options = {"to": lambda made: f"/things/{made}/", "done": lambda made: f"第{made}号"}
    response, said = ask(lambda **_cleaned: 7, {"name": "甲"}, **options)
    assert (response.url, said) == ("/things/7/", [(messages.SUCCESS, "第7号")])


def test_an_action_that_answers_itself_is_left_to_it(ask):
    own = HttpResponse("口令只显示一次")
    response, said = ask(lambda **_cleaned: own, {"name": "甲"}, done="已保存")
    assert response is own and said == []


@pytest.mark.parametrize("sends", [{}, {"name": ""}, {"name": "长" * 21}])
def test_a_form_that_is_not_right_is_shown_again_and_the_action_not_asked(ask, sends):
    response, said = ask(lambda **_cleaned: pytest.fail("the form was not right"), sends)
    assert response.status_code == 422 and said == [] and "error-summary" in response.content.decode()


@pytest.mark.parametrize(
    ("error", "field"),
    [
        (ValidationError("不行"), "__all__"),
        (ValidationError({"name": "不行"}), "name"),
        (ValidationError({"unknown": "不行"}), "__all__"),
        (ValidationError({"__all__": "不行"}), "__all__"),
        (FileRefused("不行"), "paper"),
    ],
)
def test_what_the_action_objects_to_stands_beside_its_field_and_what_was_typed_stays(ask, error, field):
    def act(**_cleaned):
        raise error

    response, _said = ask(act, {"name": "打进来的"})
    text = response.content.decode()
    assert response.status_code == 422 and "不行" in text and "打进来的" in text
    form = ThingForm({"name": "甲"})
    form.is_valid()
    put_errors(form, error)
    assert list(form.errors) == [field]


def test_an_action_that_answers_nothing_has_done_its_work_all_the_same():
    form = ThingForm({"name": "甲"})
    assert complete(form, lambda **_cleaned: None) is True
    assert complete(form, lambda **_cleaned: 0) == 0


def test_an_empty_form_that_was_sent_is_bound_and_one_looked_at_is_not(rf):
    assert posted(rf.get("/")) is None and sent(rf.get("/")) == (None, None)
    assert ThingForm(posted(rf.post("/"))).is_bound and ThingForm(*sent(rf.post("/"))).is_bound


def test_what_one_may_not_do_is_not_there():
    or_404(True)
    with pytest.raises(Http404):
        or_404(False)
