"""Write a year's overview: manage.py overview 2020 --format text|json|docx [-o FILE] [--snapshot N]."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import override

from gongjian.algorithms.overview_text import TemplateError
from gongjian.core.documents import write_docx
from gongjian.reports.models import Overview
from gongjian.reports.queries import (
    LANGUAGES,
    Rendering,
    document_of,
    listing_of,
    render_overview,
    render_snapshot,
)


class Command(BaseCommand):
    help = "Write the overview of a year as text, JSON or .docx, with every figure read now or from a snapshot."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("year")
        parser.add_argument("--format", choices=["text", "json", "docx"], default="text")
        parser.add_argument("-o", "--output", metavar="FILE", help="file to write; standard output when absent")
        parser.add_argument(
            "--snapshot", metavar="N", help="number of the snapshot to write instead of the living text"
        )
        parser.add_argument("--language", choices=LANGUAGES, default=LANGUAGES[0])

    def handle(self, *args: Any, **options: Any) -> None:
        with override(options["language"]):
            overview = _overview(options["year"])
            try:
                rendering = _rendering(overview, options["snapshot"], options["language"])
            except TemplateError as error:
                raise CommandError(_("The text cannot be read: %(problems)s") % {"problems": error}) from error
            self._put(_CONTENT[options["format"]](rendering), options)

    def _put(self, content: bytes, options: dict[str, Any]) -> None:
        if options["output"]:
            try:
                Path(options["output"]).write_bytes(content)
            except OSError as error:
                raise CommandError(_("Cannot write: %(error)s") % {"error": error}) from error
        elif options["format"] != "docx":
            self.stdout.write(content.decode(), ending="")
        elif sys.stdout.isatty():
            raise CommandError(_("A .docx is not for the screen: say where with -o FILE."))
        else:
            sys.stdout.buffer.write(content)


def _overview(year: str) -> Overview:
    found = Overview.objects.filter(year=int(year)).first() if year.isascii() and year.isdigit() else None
    if found is None:
        kept = ", ".join(str(one) for one in Overview.objects.values_list("year", flat=True)) or _("no other")
        raise CommandError(_("There is no overview of %(year)s; kept are: %(kept)s.") % {"year": year, "kept": kept})
    return found


def _rendering(overview: Overview, number: str | None, language: str) -> Rendering:
    if number is None:
        return render_overview(overview, language)
    snapshots = overview.snapshots.select_related("overview")
    found = snapshots.filter(number=int(number)).first() if number.isascii() and number.isdigit() else None
    if found is None:
        said = {"year": overview.year, "number": number}
        raise CommandError(_("The overview of %(year)s has no snapshot %(number)s.") % said)
    return render_snapshot(found, language)


_CONTENT = {
    "text": lambda rendering: rendering.text.encode(),
    "json": lambda rendering: (json.dumps(listing_of(rendering), ensure_ascii=False, indent=2) + "\n").encode(),
    "docx": lambda rendering: write_docx(document_of(rendering)),
}
