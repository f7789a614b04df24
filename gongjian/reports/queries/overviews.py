"""Which overviews there are, and who sees which."""

import re
from collections.abc import Iterable
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from gongjian.indicators.computed import REGISTRY
from gongjian.indicators.queries import definitions_visible_to, sees_all_figures
from gongjian.reports.models import Overview, Snapshot


def sees_drafts(user: Any) -> bool:
    """Who reads overviews before they are public: whoever may see every figure in them."""
    return sees_all_figures(user)


def overviews_visible_to(user: Any) -> QuerySet[Overview]:
    """All of them for whoever holds a business post; for everybody else those with a public face."""
    if sees_drafts(user):
        return Overview.objects.all()
    published = Q(public_face=Overview.PublicFace.SNAPSHOT, snapshots__published_at__isnull=False)
    return Overview.objects.filter(Q(public_face=Overview.PublicFace.LIVING) | published).distinct()


def snapshots_visible_to(user: Any) -> QuerySet[Snapshot]:
    """All for whoever holds a business post; for everybody else the published ones of overviews shown in public."""
    snapshots = Snapshot.objects.select_related("overview", "taken_by__person")
    if sees_drafts(user):
        return snapshots
    shown = snapshots.exclude(overview__public_face=Overview.PublicFace.NOTHING)
    return shown.filter(published_at__isnull=False)


def overview_to_begin_with(user: Any) -> Overview | None:
    """What the start page shows: the latest year this reader may see."""
    return overviews_visible_to(user).order_by("-year").first()


def first_texts(year: int, source: Overview | None) -> tuple[str, str]:
    """What a new overview begins with: another year's texts asking for the new year's figures, or a bare title."""
    if source is None:
        figure = f'{{{{ figure "programmes.year" year={year} style="year" }}}}'
        return f"= 全面深化改革综述\n\n~ {figure}\n", ""
    old = re.compile(rf"(?<=\byear=){source.year}\b")
    return old.sub(str(year), source.text), old.sub(str(year), source.text_en)


def published_snapshot(overview: Overview) -> Snapshot | None:
    """The latest published one."""
    shown = overview.snapshots.filter(published_at__isnull=False).select_related("overview", "taken_by__person")
    return shown.order_by("-number").first()


def snapshots_with_counts(snapshots: QuerySet[Snapshot]) -> QuerySet[Snapshot]:
    """Each with the figures of its Chinese text: how many, computed, reported, without a value."""
    own = Q(figures__language="zh-hans")
    empty = Q(figures__reading__number__isnull=True, figures__reading__date__isnull=True)
    return snapshots.annotate(
        figure_count=Count("figures", filter=own),
        computed_count=Count("figures", filter=own & Q(figures__reading__kind="computed")),
        reported_count=Count("figures", filter=own & Q(figures__reading__kind="reported")),
        gap_count=Count("figures", filter=own & empty),
    )


def overviews_with_latest(user: Any) -> QuerySet[Overview]:
    """Those this reader may see, each with how many snapshots it has and the counts of the latest."""
    numbers = Snapshot.objects.filter(overview=OuterRef("pk")).order_by("-number")
    latest = snapshots_with_counts(numbers)
    counts = ("figure_count", "computed_count", "reported_count", "gap_count")
    return overviews_visible_to(user).annotate(
        snapshot_count=Subquery(numbers.values("number")[:1]),
        **{name: Subquery(latest.values(name)[:1]) for name in counts},
    )


def names_open_to(user: Any, names: Iterable[str]) -> set[str]:
    """Which of these figures the user may open; a visitor reads the others in a public text but finds no door."""
    wanted = set(names)
    if sees_all_figures(user):
        return wanted
    public = {name for name in wanted & REGISTRY.keys() if REGISTRY[name].public}
    return public | set(definitions_visible_to(user).filter(name__in=wanted).values_list("name", flat=True))
