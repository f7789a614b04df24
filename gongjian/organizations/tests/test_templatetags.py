import pytest

from gongjian.organizations.templatetags.organizations_tags import device


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537 Chrome/120 Safari/537 Edg/120", "Edge · Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537 Chrome/120 Safari/537", "Chrome · Linux"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17 like Mac OS X) Safari/604", "Safari · iPhone"),
        ("Mozilla/5.0 (Linux; Android 13) Chrome/120 MicroMessenger/8.0", "WeChat · Android"),
        ("curl/8.0", "curl/8.0"),
        ("<script>alert(1)</script>", "scriptalert1/script"),
    ],
)
def test_a_device_is_named_as_people_know_it(user_agent, words):
    assert device(user_agent) == words


def test_a_device_that_says_nothing_is_unknown():
    assert device("") != ""
