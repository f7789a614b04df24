from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction

from gongjian.config.packs import Pack
from gongjian.core.audit import SYSTEM
from gongjian.core.models import AuditRecord
from gongjian.organizations import pack as organizations_pack
from gongjian.organizations.models import Account, Appointment, Division, Person, Post, Unit, YearNotice

WEIFANG = settings.BASE_DIR / "packs" / "weifang2020"
FILES = {
    "divisions": "code,name,name_en,level,parent,is_sample\n990100,小市,Tiny,city,,yes\n990102,甲县,A,county,990100,yes\n",
    "units": "code,name,name_en,short_name,kind,parent,division,credit_code,is_sample\n"
    "tiny,小市,Tiny,,city,,990100,,yes\nbureau,市局,Bureau,局,department,tiny,990100,,yes\n",
    "posts": "code,unit,title,title_en,duties,scope\nhead,bureau,局长,Head,unit_head;reader,\n"
    "keeper,bureau,管理员,Keeper,system_admin,tiny\n",
    "people": "code,name,name_en,is_sample\nli,李明,Li Ming,yes\nwang,王五,Wang Wu,yes\n",
    "appointments": "post,person,since,until\nhead,li,2020-01-01,\nkeeper,wang,2020-01-01,2020-12-31\n",
    "accounts": "username,person\nli,li\n",
    "years": "year,holidays,workdays,source\n2020,,,通知\n2021,2021-01-01;2021-10-01,2021-10-09,另一通知\n",
}


@pytest.fixture
def folder(tmp_path):
    return write(tmp_path)


def write(folder, sample=True, **changes):
    text = f'name="tiny"\ntitle="小市"\ntitle_en="Tiny"\ncity="990100"\nyear=2020\nsample={str(sample).lower()}\n'
    (folder / "pack.toml").write_text(text + ('[accounts]\npassword="Tiny-city-2020"\n' if sample else ""))
    for name, content in (FILES | changes).items():
        (folder / f"{name}.csv").write_text(content, encoding="utf-8")
    return folder


def load(folder):
    pack = Pack(Path(folder))
    with transaction.atomic():
        counts = organizations_pack.load(pack, by=SYSTEM)
        if pack.problems:
            transaction.set_rollback(True)
    return counts, [(problem.file, problem.line, problem.column) for problem in pack.problems]


def changed(name, old, new):
    return {name: FILES[name].replace(old, new)}


def test_a_pack_is_loaded_with_all_its_files(folder, db):
    counts, problems = load(folder)
    assert problems == []
    assert counts == {
        "divisions": 2, "units": 2, "posts": 2, "people": 2, "appointments": 2, "accounts": 1, "years": 2,
    }  # fmt: skip
    head = Post.objects.get(code="head")
    assert (head.duties, head.scope.code) == (["unit_head", "reader"], "bureau")
    assert Appointment.objects.get(post__code="keeper").until.isoformat() == "2020-12-31"
    assert Account.objects.get().check_password("Tiny-city-2020")
    assert YearNotice.objects.get(year=2021).workdays == ["2021-10-09"]
    assert "2020-10-01" in YearNotice.objects.get(year=2020).holidays


def test_loading_again_writes_nothing_at_all(folder, db):
    load(folder)
    before = AuditRecord.objects.count()
    assert load(folder)[1] == []
    assert AuditRecord.objects.count() == before


@pytest.mark.parametrize(
    ("name", "old", "new", "action"),
    [
        ("divisions", "甲县", "乙县", "division.changed"),
        ("units", "市局,", "市政局,", "unit.changed"),
        ("posts", "局长,", "局领导,", "post.changed"),
        ("posts", "unit_head;reader", "unit_head", "post.duties_set"),
        ("posts", "unit_head;reader,", "unit_head;reader,tiny", "post.duties_set"),
        ("people", "李明", "李鸣", "person.changed"),
        ("appointments", "2020-01-01,\n", "2020-01-01,2020-06-30\n", "appointment.ended"),
        ("years", "2021-10-09,", ",", "year_notice.changed"),
        ("years", "2020,,,通知", "2020,,,新通知", "year_notice.changed"),
    ],
)
def test_a_changed_row_updates_that_record_and_no_other(folder, db, name, old, new, action):
    load(folder)
    before = AuditRecord.objects.count()
    write(folder, **changed(name, old, new))
    assert load(folder)[1] == []
    assert [row.action for row in AuditRecord.objects.order_by("id")[before:]] == [action]


def test_a_unit_put_under_another_one_moves(folder, db):
    load(folder)
    more = FILES["units"] + "county,甲县,A,,county,tiny,990102,,yes\n"
    lines = more.splitlines()
    write(folder, units="\n".join([lines[0], lines[1], lines[3], lines[2].replace(",tiny,", ",county,")]) + "\n")
    assert load(folder)[1] == []
    bureau = Unit.objects.get(code="bureau")
    assert bureau.parent.code == "county"
    assert bureau.path.startswith(bureau.parent.path)


def test_a_password_chosen_since_is_not_touched(folder, db):
    load(folder)
    account = Account.objects.get()
    account.set_password("Another-city-2021")
    account.save()
    load(folder)
    account.refresh_from_db()
    assert account.check_password("Another-city-2021")


def test_accounts_of_a_real_city_have_no_password_yet(tmp_path, db):
    load(write(tmp_path, sample=False))
    account = Account.objects.get()
    assert not account.has_usable_password()
    assert not account.is_sample


@pytest.mark.parametrize(
    ("name", "old", "new", "place"),
    [
        ("divisions", "990102", "9901O2", ("divisions.csv", 3, "code")),
        ("divisions", "county,990100", "county,990200", ("divisions.csv", 3, "parent")),
        ("divisions", ",yes\n990102", ",maybe\n990102", ("divisions.csv", 2, "is_sample")),
        ("units", "department,tiny", "department,nowhere", ("units.csv", 3, "parent")),
        ("units", "department,tiny", "palace,tiny", ("units.csv", 3, "kind")),
        ("units", "tiny,990100,,yes", "tiny,990100,123,yes", ("units.csv", 3, "credit_code")),
        ("units", "tiny,990100,,yes", "tiny,110000,,yes", ("units.csv", 3, "division")),
        ("posts", "head,bureau", "head,nowhere", ("posts.csv", 2, "unit")),
        ("posts", "head,bureau", "head,", ("posts.csv", 2, "unit")),
        ("posts", "unit_head;reader", "unit_head;emperor", ("posts.csv", 2, "duties")),
        ("posts", "unit_head;reader", "unit_head;audit_admin", ("posts.csv", 2, "duties")),
        ("people", "李明,", ",", ("people.csv", 2, "name")),
        ("appointments", "head,li,2020-01-01", "head,li,1 May", ("appointments.csv", 2, "since")),
        ("appointments", "head,li,2020-01-01", "head,li,", ("appointments.csv", 2, "since")),
        ("appointments", "keeper,wang", "keeper,li", ("appointments.csv", 3, "person")),
        ("appointments", "2020-12-31", "2019-12-31", ("appointments.csv", 3, "until")),
        ("accounts", "li,li", "li ming,li", ("accounts.csv", 2, "username")),
        ("accounts", "li,li", "li,nobody", ("accounts.csv", 2, "person")),
        ("years", "2020,,,通知", "MMXX,,,通知", ("years.csv", 2, "year")),
        ("years", "2020,,,通知", "2087,,,通知", ("years.csv", 2, "year")),
        ("years", "2021-10-09", "2021-10-08", ("years.csv", 3, "workdays")),
    ],
)
def test_what_is_wrong_is_named_by_file_line_and_column(tmp_path, db, name, old, new, place):
    assert old in FILES[name]
    _counts, problems = load(write(tmp_path, **changed(name, old, new)))
    assert place in problems
    assert problems[0] == place


@pytest.mark.parametrize("name", sorted(FILES))
def test_a_missing_column_and_an_unknown_one_are_named(tmp_path, db, name):
    header = FILES[name].splitlines()[0]
    last = header.split(",")[-1]
    _counts, problems = load(write(tmp_path, **changed(name, last + "\n", "nonsense\n")))
    assert {(f"{name}.csv", 0, last), (f"{name}.csv", 0, "nonsense")} <= set(problems)


def test_one_bad_line_does_not_hide_the_next(tmp_path, db):
    text = FILES["people"].replace("李明,", ",").replace("王五,", ",")
    _counts, problems = load(write(tmp_path, people=text, appointments="", accounts=""))
    assert [line for _file, line, _column in problems] == [2, 3]


def test_an_account_does_not_change_hands(folder, db):
    load(folder)
    write(folder, accounts="username,person\nli,wang\n")
    assert load(folder)[1] == [("accounts.csv", 2, "person")]


def test_every_column_of_every_file_is_explained_in_both_languages():
    for columns in organizations_pack.FILES.values():
        assert all(" · " in meaning for meaning in columns.values())


def test_the_sample_city_loads_quickly_and_only_once(db, django_assert_max_num_queries):
    counts, problems = load(WEIFANG)
    assert problems == []
    assert counts["units"] == Unit.objects.count()
    assert Division.objects.filter(level="zone").count() == 4
    assert len({account.password for account in Account.objects.all()}) == 1  # digested once for all
    assert all(account.is_sample and not account.must_change_password for account in Account.objects.all())
    records = AuditRecord.objects.count()
    with django_assert_max_num_queries(40):
        load(WEIFANG)
    assert AuditRecord.objects.count() == records
    assert Person.objects.filter(is_sample=False).count() == 0
