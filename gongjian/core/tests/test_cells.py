import django_tables2 as tables
import pytest
from django.utils.html import format_html
from django.utils.translation import override

from gongjian.core import cells
from gongjian.core.cells import Cells, drawn_rows, plain_rows
from gongjian.core.models import Job
from gongjian.core.tables import CellColumn, DayColumn, NumberColumn, Table
from gongjian.organizations.models import Account


class Everything(Table):
    """One column of each sort a list may have."""

    title = tables.Column(attrs={"td": {"class": "main"}})
    state = tables.Column()
    done = NumberColumn()
    owner = tables.Column()
    name = tables.Column(accessor="owner__username")
    method = tables.Column(accessor="get_absolute_url")
    nowhere = tables.Column(accessor="no__such__thing")
    empty = tables.Column(accessor="message", default="–")
    always = tables.Column(accessor="no_such_thing", empty_values=())
    opened = DayColumn("opened_at")
    small = CellColumn("<b>{{ record.title }}</b> {{ value }}", accessor="state")
    linked = tables.Column(accessor="title", linkify=True)
    own = tables.Column(accessor="pk")
    everything = tables.Column(accessor="title")
    impossible = tables.Column(accessor="title")

    def render_always(self, record):
        return format_html("<i>{}</i>", record.title)

    def render_own(self, value, record, bound_column, table):
        return f"{value} {record.state} {bound_column.name} {table.export_name}"

    def render_everything(self, **given):
        return " ".join(sorted(given))

    def render_impossible(self, value, nothing_like_it):
        return value

    def value_always(self, record):
        return record.title


def job(**changed):
    given = {"pk": 7, "title": "<b>甲</b>", "owner": Account(username="张三"), "state": Job.State.RUNNING, "done": 3}
    return Job(**given | changed)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("column", Everything.base_columns)
@pytest.mark.parametrize("changed", [{}, {"state": "unheard-of", "owner": None, "message": "乙", "pk": None}])
def test_a_cell_says_what_django_tables2_says(column, changed, language):
    table = Everything([job(**changed)])
    (row,) = table.rows
    with override(language):
        ours, theirs = Cells(table.columns[column]), row
        try:
            expected = theirs.get_cell(column)
        except Exception as error:  # a link that leads nowhere
            with pytest.raises(type(error)):
                ours.drawn(row)
        else:
            assert ours.drawn(row) == expected
        assert ours.value(row) == theirs.get_cell_value(column)


def test_choices_are_said_in_the_readers_words():
    (row,) = (table := Everything([job()])).rows
    with override("zh-hans"):
        chinese = Cells(table.columns["state"]).drawn(row)
    with override("en"):
        assert Cells(table.columns["state"]).drawn(row) == "In progress" != chinese


def test_rows_of_dictionaries_are_read_by_their_keys():
    class Plain(Table):
        name = tables.Column()
        deep = tables.Column(accessor="more__name")

    table = Plain([{"name": "甲", "more": {"name": "乙"}}, {"name": "丙", "more": None}])
    assert list(plain_rows(table, table.data.data, table.columns)) == [["甲", "乙"], ["丙", None]]


def test_what_a_column_asks_for_is_found_out_once_and_not_for_every_row(monkeypatch):
    asked = []
    monkeypatch.setattr(cells, "signature", lambda function: asked.append(function) or (("value",), None))

    class One(Table):
        name = tables.Column()

    def times(rows):
        asked.clear()
        table = One([{"name": str(n)} for n in range(rows)])
        assert "".join(drawn_rows(table, table.rows)).count("<tr>") == rows
        return len(asked)

    assert times(1) == times(30) > 0


def test_what_changes_a_record_is_never_called(monkeypatch):
    class Dangerous(Table):
        delete = tables.Column()

    called = []

    def delete(record):
        called.append(record)

    delete.alters_data = True
    monkeypatch.setattr(Job, "delete", delete)
    table = Dangerous([job()])
    assert "".join(drawn_rows(table, table.rows)) == '<tr><td  data-label="Delete">—</td></tr>'
    assert not called


def test_cells_heads_and_attributes_are_escaped():
    class Hostile(Table):
        name = tables.Column(verbose_name='"><script>', attrs={"td": {"class": '"><script>'}})

    table = Hostile([{"name": "<script>alert(1)</script>"}])
    text = "".join(drawn_rows(table, table.rows))
    assert "<script>" not in text
    assert "&lt;script&gt;alert(1)" in text


def test_attributes_that_depend_on_the_record_are_asked_of_each():
    class Coloured(Table):
        name = tables.Column(attrs={"td": {"class": lambda record: f"of-{record['name']}"}})

    table = Coloured([{"name": "a"}, {"name": "b"}])
    assert [part for part in drawn_rows(table, table.rows) if part.startswith("<td")] == [
        '<td class="of-a" data-label="Name">',
        '<td class="of-b" data-label="Name">',
    ]
