import pytest

from gongjian.core.audit import SYSTEM
from gongjian.programmes.actions.findings import accept_rectification, apply_for_extension, report_rectified
from gongjian.programmes.actions.inspections import declare, end_visits
from gongjian.programmes.figures import inspections as figures
from gongjian.programmes.models import Extension
from gongjian.programmes.queries.findings import WORK as FINDING_WORK
from gongjian.programmes.queries.findings import findings_visible_to
from gongjian.programmes.queries.inspections import WORK as INSPECTION_WORK
from gongjian.programmes.queries.inspections import inspections_visible_to, scores_visible_to, visits_visible_to
from gongjian.programmes.tests.factories import make_account
from gongjian.programmes.tests.factories_inspections import Round, on

KINDS = {kind.key: kind for kind in (*INSPECTION_WORK, *FINDING_WORK)}


@pytest.fixture
def round_(db):
    return Round()


def waits(key, user):
    return KINDS[key].waiting(user).exists()


def seeing(round_):
    people = {
        name: getattr(round_.city, name)
        for name in ("reform", "reader", "head", "handler", "other", "system", "nobody")
    }
    people |= {"leader": round_.leader, "member": round_.member, "stranger": round_.stranger}
    return {name for name, who in people.items() if inspections_visible_to(who).exists()}


def test_a_unit_does_not_learn_of_an_inspection_before_it_has_been_visited(round_):
    assert seeing(round_) == {"reform", "reader", "leader", "member"}
    round_.visit()
    assert seeing(round_) == {"reform", "reader", "leader", "member", "head", "handler"}
    round_.visit(round_.second)
    assert "other" in seeing(round_)


def test_a_unit_sees_its_own_visits_findings_and_scores_only(round_):
    city = round_.city
    finding = round_.finding()
    round_.visit(round_.second)
    assert visits_visible_to(city.handler).count() == 1 and visits_visible_to(city.reader).count() == 2
    assert visits_visible_to(round_.stranger).count() == 0
    assert list(findings_visible_to(city.head)) == [finding] and not findings_visible_to(city.other).exists()
    assert not findings_visible_to(round_.stranger).exists() and findings_visible_to(round_.member).exists()
    assert not scores_visible_to(city.nobody).exists() and visits_visible_to(SYSTEM).count() == 2


def test_who_inspects_no_more_sees_nothing_more(round_):
    round_.visit()
    assert visits_visible_to(round_.leader).exists()
    round_.leader.person.appointments.all().delete()
    gone = type(round_.leader).objects.get(pk=round_.leader.pk)
    assert not visits_visible_to(gone).exists() and not inspections_visible_to(gone).exists()


def test_a_county_office_sees_what_it_watches_over(round_):
    narrow = make_account("reform_office", scope=round_.city.water, unit=round_.city.office)
    round_.visit(round_.second)
    assert not inspections_visible_to(narrow).exists()
    round_.finding()
    assert inspections_visible_to(narrow).exists() and visits_visible_to(narrow).count() == 1


def test_a_declaration_waits_for_whoever_of_the_team_has_not_given_it(db):
    round_ = Round("planned")
    assert waits("inspection_declaration", round_.leader) and not waits("inspection_declaration", round_.stranger)
    declare(round_.inspection, [], by=round_.leader)
    assert not waits("inspection_declaration", round_.leader) and waits("inspection_declaration", round_.member)


def test_the_desk_says_whose_turn_it_is_at_every_step(round_):
    city = round_.city
    assert waits("inspection_visit", round_.leader) and waits("inspection_visit", round_.member)
    finding = round_.finding()
    assert waits("inspection_visit", round_.leader)
    assert not waits("inspection_visit", round_.member)  # what is left is of the unit the member keeps away from
    round_.visit(round_.second)
    assert not waits("inspection_visit", round_.leader)
    end_visits(round_.inspection, by=round_.leader)

    assert waits("finding_rectify", city.handler) and not waits("finding_rectify", city.other)
    with on(9, 18):
        extension = apply_for_extension(finding, by=city.handler, new_due=finding.due.replace(day=30), reason="x")
    assert waits("finding_extension", city.reform) and not waits("finding_extension", city.handler)
    assert KINDS["finding_extension"].under_way(city.handler).exists()
    Extension.objects.filter(pk=extension.pk).delete()

    with on(9, 20):
        report_rectified(finding, by=city.handler, rectification="x")
    assert not waits("finding_rectify", city.handler) and KINDS["finding_rectify"].under_way(city.handler).exists()
    assert waits("finding_accept", round_.leader) and waits("finding_accept", city.reform)
    assert not waits("finding_accept", city.handler) and not waits("finding_accept", round_.stranger)
    accept_rectification(finding, by=city.reform)
    assert waits("finding_accept", round_.leader)
    assert not waits("finding_accept", city.reform) and not waits("finding_accept", city.deputy)  # none of the team yet
    accept_rectification(finding, by=round_.leader)
    assert not waits("finding_accept", round_.member)


def test_every_kind_of_work_names_fields_and_an_address_that_exist(round_):
    for kind in KINDS.values():
        model = kind.waiting(SYSTEM if kind.key == "finding_rectify" else round_.leader).model
        for name in filter(None, (kind.due, kind.since)):
            assert model._meta.get_field(name)
        assert hasattr(model, "get_absolute_url")


# --- figures --------------------------------------------------------------------------------
def test_a_year_without_inspections_is_not_known_and_not_zero(round_):
    for figure in (figures.inspections_held, figures.findings, figures.findings_rectified):
        assert figure(year=2019).value is None
        assert figure(year=2020).value == 0


def test_the_figures_count_what_they_say(round_):
    finding = round_.finding()
    round_.finding(title="二")
    assert (figures.findings(year=2020).value, figures.inspections_held(year=2020).value) == (2, 0)
    end_visits(round_.inspection, by=round_.leader, reason="其余不看")
    with on(9, 20):
        report_rectified(finding, by=round_.city.handler, rectification="x")
        accept_rectification(finding, by=round_.leader)
        assert figures.findings_rectified(year=2020).value == 0
        accept_rectification(finding, by=round_.member)
    assert (figures.findings_rectified(year=2020).value, figures.inspections_held(year=2020).value) == (1, 1)
