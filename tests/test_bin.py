"""The programs that set the house up and look after it: what they promise when something is not as it should be."""

import importlib
import re
from pathlib import Path

import dj_database_url
import polib
import pytest

BIN = Path(__file__).resolve().parents[1] / "bin"


@pytest.fixture
def program(monkeypatch):
    """A program of bin/ as a module."""
    monkeypatch.syspath_prepend(str(BIN))
    return importlib.import_module


# --- setting up -----------------------------------------------------------------------------
def test_a_missing_or_broken_stamp_means_make_it_again(program, tmp_path):
    stamps = program("setup").Stamps(tmp_path / "var" / "stamps.json")
    assert not stamps.holds("tables", "abc")
    stamps.write(tables="abc")
    assert stamps.holds("tables", "abc")
    (tmp_path / "var" / "stamps.json").write_text('{"tables": "ab')
    assert not stamps.holds("tables", "abc")


def test_a_stamp_keeps_what_the_others_wrote(program, tmp_path):
    stamps = program("setup").Stamps(tmp_path / "stamps.json")
    stamps.write(tables="abc")
    stamps.write(city="def")
    assert stamps.read() == {"tables": "abc", "city": "def"}


def test_a_digest_sees_a_changed_name_and_a_changed_content(program, tmp_path):
    digest = program("steps").digest
    one, other = tmp_path / "one", tmp_path / "other"
    one.write_text("x")
    other.write_text("x")
    assert digest([one]) != digest([other])
    before = digest([one])
    one.write_text("y")
    assert digest([one]) != before


@pytest.mark.parametrize("pointer", ["/*# sourceMappingURL=x.css.map */", "//# sourceMappingURL=x.js.map"])
def test_what_is_vendored_points_at_no_source_map(program, tmp_path, pointer):
    (tmp_path / "a").write_text(f"body{{}}\n{pointer}\n")
    program("setup").copy_without_map(tmp_path / "a", tmp_path / "b")
    assert (tmp_path / "b").read_text().strip() == "body{}"


def test_a_failed_step_is_a_plain_message_and_a_failed_program(program, capsys):
    steps = program("steps")

    def work():
        steps.run(["false"], because="The sample city could not be loaded")

    with pytest.raises(SystemExit) as ended:
        steps.main_of(work)
    assert ended.value.code == 1
    assert "The sample city could not be loaded: false (exit status 1)" in capsys.readouterr().out


def test_an_old_python_is_told_what_is_needed(program, monkeypatch):
    setup = program("setup")
    monkeypatch.setattr(setup, "OLDEST", (99, 0))
    with pytest.raises(setup.StepError, match=r"needs Python 3\.11 or newer"):
        setup.set_up(for_tests=False)


# --- the private PostgreSQL -----------------------------------------------------------------
def test_a_private_cluster_answers_on_its_socket_and_leaves_nothing_behind(program):
    postgres = program("private_postgres")
    try:
        postgres.programs()
    except postgres.NoPostgreSQL as missing:
        pytest.skip(str(missing))
    with postgres.private_postgres() as url:
        folder = Path(dj_database_url.parse(url)["HOST"])
        assert (folder / ".s.PGSQL.5432").is_socket()
        assert "0700" in oct((folder / "cluster").stat().st_mode).replace("0o4", "0")
        server = int((folder / "cluster" / "postmaster.pid").read_text().splitlines()[0])
        assert Path(f"/proc/{server}/root").lstat().st_uid != 0 or postgres.unprivileged() == {}
    assert not folder.exists()
    assert not Path(f"/proc/{server}/exe").is_file()


def test_where_postgresql_is_not_installed_it_is_said(program, monkeypatch):
    postgres = program("private_postgres")
    monkeypatch.setattr(postgres.shutil, "which", lambda name: None)
    monkeypatch.setattr(postgres.Path, "glob", lambda path, pattern: [])
    with pytest.raises(postgres.NoPostgreSQL, match="apt install postgresql"):
        postgres.programs()


# --- the checks -----------------------------------------------------------------------------
WORK = "/work" + "/"  # in two pieces, so that this file itself names no path of a machine


@pytest.mark.parametrize("line", ["see /root/x", f"cd {WORK}main", "/home/li/gongjian", "open('/opt/wheels/a')"])
def test_a_path_of_one_machine_is_found(program, line):
    assert program("check").MACHINE.search(line)


@pytest.mark.parametrize("line", [f"/programmes{WORK}", "https://example.org/home/li/x", f".{WORK}x", "networks"])
def test_an_address_of_the_product_is_no_path_of_a_machine(program, line):
    assert not program("check").MACHINE.search(line)


@pytest.mark.parametrize("page", ['<p style="x">', "<script>alert(1)</script>", '<a onclick="x">', "<style>"])
def test_inline_script_and_style_are_found(program, page):
    assert program("check").INLINE.search(page)


def test_scripts_and_styles_by_address_are_allowed(program):
    assert not program("check").INLINE.search('<script src="/static/core/desk.js" defer></script><table class="on">')


# --- the translations -----------------------------------------------------------------------
@pytest.fixture
def catalogues(program, monkeypatch, tmp_path):
    """Two apps' catalogues, and a code whose texts are `wanted`."""
    messages = program("messages")

    def lay(first, second, *, wanted=(), fuzzy=()):
        for app, texts in (("one", first), ("two", second)):
            path = tmp_path / app / messages.CATALOGUE
            path.parent.mkdir(parents=True)
            book = polib.POFile()
            for text, translation in texts.items():
                flags = ["fuzzy"] if text in fuzzy else []
                book.append(polib.POEntry(msgid=text, msgstr=translation, flags=flags))
            book.save(str(path))
        monkeypatch.setattr(messages, "APPS", tmp_path)
        monkeypatch.setattr(messages, "texts_of_code", lambda: {("one", (None, text)) for text in wanted})
        return messages.problems()

    return lay


def test_a_text_translated_in_another_app_is_translated(catalogues):
    assert catalogues({}, {"Measure": "举措"}, wanted=["Measure"]) == []


def test_an_untranslated_text_is_named(catalogues):
    assert catalogues({"Measure": ""}, {}, wanted=["Measure"]) == ["one: untranslated: 'Measure'"]


def test_a_fuzzy_translation_is_none(catalogues):
    found = catalogues({"Measure": "举措"}, {}, wanted=["Measure"], fuzzy=["Measure"])
    assert found == ["one: fuzzy: 'Measure'", "one: untranslated: 'Measure'"]


def test_two_translations_of_one_text_are_named_with_their_apps(catalogues):
    (found,) = catalogues({"Due": "时限"}, {"Due": "截止"}, wanted=["Due"])
    assert re.search("one says '时限' · two says '截止'", found)


def test_a_pack_that_changed_is_announced_and_never_loaded_over_what_people_did(program, monkeypatch, tmp_path, capsys):
    setup, ran = program("setup"), []
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("GONGJIAN_MODE", raising=False)
    monkeypatch.setattr(setup, "VAR", tmp_path)
    monkeypatch.setattr(setup, "run", lambda command, **_rest: ran.append(command[2]))
    (tmp_path / "gongjian.sqlite3").touch()
    setup.prepare_database()
    assert ran == ["migrate", "load_pack"]
    setup.Stamps(tmp_path / "setup.json").write(city="what the pack was last year")
    setup.prepare_database()
    assert ran == ["migrate", "load_pack"]
    assert "has changed since it was loaded" in capsys.readouterr().out
