import pytest
from django.core.management import CommandError, call_command

from gongjian.organizations.models import Account, YearNotice
from gongjian.organizations.tests.factories import make_unit


def test_open_administrators_prints_three_passwords_that_work(db, capsys):
    make_unit("tiny")
    call_command("open_administrators", system="赵一", security="钱二", audit="孙三")
    printed = {line.split()[0]: line.split()[1] for line in capsys.readouterr().out.splitlines()[:3]}
    assert set(printed) == {"system", "security", "audit"}
    for username, password in printed.items():
        account = Account.objects.get(username=username)
        assert account.check_password(password)
        assert account.must_change_password


def test_open_administrators_refuses_the_second_time(db):
    make_unit("tiny")
    call_command("open_administrators")
    with pytest.raises(CommandError):
        call_command("open_administrators")
    assert Account.objects.count() == 3


def test_open_administrators_refuses_an_empty_city(db):
    with pytest.raises(CommandError):
        call_command("open_administrators")


def test_a_notice_is_entered_from_the_built_in_calendar(db):
    call_command("calendar_notice", 2020, seed=True)
    assert "2020-09-27" in YearNotice.objects.get(year=2020).workdays


def test_a_notice_is_entered_from_a_file(db, tmp_path):
    file = tmp_path / "notice.txt"
    file.write_text("国庆节：10月1日至8日放假调休，共8天。9月27日（星期日）上班。", encoding="utf-8")
    call_command("calendar_notice", 2020, file=file)
    notice = YearNotice.objects.get(year=2020)
    assert (len(notice.holidays), notice.workdays, notice.source) == (8, ["2020-09-27"], "notice.txt")


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", "10月32日放假。".encode()])
def test_a_file_that_cannot_be_read_enters_nothing(db, tmp_path, content):
    file = tmp_path / "notice.txt"
    file.write_bytes(content)
    with pytest.raises(CommandError):
        call_command("calendar_notice", 2020, file=file)
    assert not YearNotice.objects.exists()


def test_an_absent_file_and_an_unknown_year_are_said(db, tmp_path):
    with pytest.raises(CommandError):
        call_command("calendar_notice", 2020, file=tmp_path / "nothing.txt")
    with pytest.raises(CommandError):
        call_command("calendar_notice", 2087, seed=True)
