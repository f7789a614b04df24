from io import StringIO

import pytest
from django.core.management import call_command

from gongjian.config.packs import APPS, Pack, PackError, load_pack, new_pack
from gongjian.core.audit import SYSTEM
from gongjian.core.models import AuditRecord
from gongjian.organizations.models import Unit


def write(folder, **files):
    settings = 'name="tiny"\ntitle="小市"\ntitle_en="Tiny"\ncity="990100"\nyear=2021\nsample=true\n'
    (folder / "pack.toml").write_text(files.pop("settings", settings), encoding="utf-8")
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


def test_a_folder_without_settings_is_not_a_pack(tmp_path):
    with pytest.raises(PackError, match=r"pack\.toml"):
        load_pack(tmp_path, by=SYSTEM)


def test_a_missing_setting_is_named(tmp_path, db):
    write(tmp_path, settings='name="x"\n')
    with pytest.raises(PackError) as error:
        load_pack(tmp_path, by=SYSTEM)
    assert {problem.column for problem in error.value.problems} == {"title", "title_en", "city", "year"}


def test_a_pack_that_is_not_a_sample_may_not_carry_a_password(tmp_path, db):
    settings = 'name="x"\ntitle="x"\ntitle_en="x"\ncity="990100"\nyear=2021\n[accounts]\npassword="open sesame"\n'
    write(tmp_path, settings=settings)
    with pytest.raises(PackError, match="password"):
        load_pack(tmp_path, by=SYSTEM)


def test_a_sample_pack_is_refused_in_production_at_once(tmp_path, db, settings):
    settings.PRODUCTION = True
    with pytest.raises(PackError) as error:
        load_pack(write(tmp_path, units="broken"), by=SYSTEM)
    assert [problem.column for problem in error.value.problems] == ["sample"]
    assert not AuditRecord.objects.exists()


def test_comment_lines_are_skipped_and_line_numbers_stay_those_of_the_file(tmp_path):
    write(tmp_path, units="# what a unit is\ncode,name\n# more\n\na, 甲 \n")
    (row,) = Pack(tmp_path).rows("units.csv")
    assert (row, row.line) == ({"code": "a", "name": "甲"}, 5)


def test_a_line_with_too_few_cells_is_reported_with_its_number(tmp_path):
    pack = Pack(write(tmp_path, units="code,name\na\n"))
    assert pack.rows("units.csv") == []
    assert str(pack.problems[0]).startswith("units.csv:2")


def test_a_file_in_another_encoding_is_reported_not_guessed(tmp_path):
    pack = Pack(write(tmp_path))
    (tmp_path / "units.csv").write_bytes("code,name\na,潍坊\n".encode("gb18030"))
    assert pack.rows("units.csv") == []
    assert "UTF-8" in pack.problems[0].message


def test_a_text_in_another_encoding_is_reported_not_guessed(tmp_path):
    pack = Pack(write(tmp_path))
    (tmp_path / "overview.zh.txt").write_bytes("= 综述\n".encode("gb18030"))
    assert pack.text("overview.zh.txt") == ""
    assert (pack.problems[0].file, "UTF-8" in pack.problems[0].message) == ("overview.zh.txt", True)


def test_a_cell_that_never_ends_is_reported(tmp_path):
    pack = Pack(write(tmp_path, units='code,name\na,"' + "甲" * 200_000 + "\n"))
    assert pack.rows("units.csv") == []
    assert pack.problems[0].file == "units.csv"


def test_a_year_that_is_no_number_is_named(tmp_path, db):
    write(tmp_path, settings='name="x"\ntitle="x"\ntitle_en="x"\ncity="990100"\nyear="二〇二一"\n')
    with pytest.raises(PackError, match="year"):
        load_pack(tmp_path, by=SYSTEM)


def test_an_absent_file_is_an_empty_one(tmp_path):
    assert Pack(write(tmp_path)).rows("units.csv") == []


def test_a_new_pack_is_full_of_comments_and_loads_nothing(tmp_path, db):
    written = new_pack(tmp_path / "linyi2021", name="linyi2021")
    assert {path.name for path in written} >= {
        "pack.toml",
        "units.csv",
        "measures.csv",
        "definitions.csv",
        "labels.csv",
    }
    assert (tmp_path / "linyi2021" / "units.csv").read_text(encoding="utf-8").startswith("#")
    settings = tmp_path / "linyi2021" / "pack.toml"
    with pytest.raises(PackError) as error:
        load_pack(tmp_path / "linyi2021", by=SYSTEM)
    assert {problem.column for problem in error.value.problems} == {"title", "title_en", "city"}
    filled = settings.read_text(encoding="utf-8")
    for key, value in (("title", "临沂市"), ("title_en", "Linyi City"), ("city", "371300")):
        filled = filled.replace(f'{key} = ""', f'{key} = "{value}"')
    settings.write_text(filled, encoding="utf-8")
    load_pack(tmp_path / "linyi2021", by=SYSTEM)
    assert not Unit.objects.exists()


def test_a_new_pack_never_touches_a_folder_that_exists(tmp_path):
    with pytest.raises(FileExistsError):
        new_pack(tmp_path, name="tmp")


def test_one_bad_line_and_nothing_is_loaded(tmp_path, db):
    write(
        tmp_path,
        divisions="code,name,name_en,level,parent,is_sample\n990100,小市,Tiny,city,,yes\n",
        units="code,name,name_en,short_name,kind,parent,division,credit_code,is_sample\n"
        "tiny,小市,Tiny,,city,,990100,,yes\nlost,无主,Lost,,department,nowhere,,,yes\n",
    )
    with pytest.raises(PackError) as error:
        load_pack(tmp_path, by=SYSTEM)
    assert [(problem.file, problem.line) for problem in error.value.problems] == [("units.csv", 3)]
    assert not Unit.objects.exists() and not AuditRecord.objects.exists()


def test_every_app_of_a_pack_names_its_files():
    from gongjian.config.packs import _loader

    for app in APPS:
        assert _loader(app).FILES


def test_a_city_that_is_already_there_is_left_alone_when_asked_to(tmp_path, db):
    units = "code,name,name_en,short_name,kind,parent,division,credit_code,is_sample\ntiny,{name},Tiny,,city,,,,yes\n"
    call_command("load_pack", write(tmp_path, units=units.format(name="小市")), "--if-empty", stdout=StringIO())
    said = StringIO()
    call_command("load_pack", write(tmp_path, units=units.format(name="大市")), "--if-empty", stdout=said)
    assert Unit.objects.get().name == "小市"
    assert "小市" in said.getvalue()
