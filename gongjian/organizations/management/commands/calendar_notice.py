from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from gongjian.core.audit import SYSTEM
from gongjian.organizations.actions import enter_notice, import_notice
from gongjian.organizations.forms import NoticeTextForm


class Command(BaseCommand):
    help = "Enter a year's holiday notice: --seed takes the built-in one, --file the notice's text or a CSV."

    def add_arguments(self, parser):
        parser.add_argument("year", type=int)
        given = parser.add_mutually_exclusive_group(required=True)
        given.add_argument("--seed", action="store_true")
        given.add_argument("--file", type=Path)
        parser.add_argument("--source", default="", help="title and number of the notice")

    def handle(self, *args, year, file, source, **options):
        try:
            notice = self.read(year, file, source) if file else import_notice(year, source=source, by=SYSTEM)
        except ValidationError as error:
            raise CommandError("\n".join(error.messages)) from None
        words = _("%(year)s: %(off)s days off, %(worked)s worked")
        said = {"year": notice.year, "off": len(notice.holidays), "worked": len(notice.workdays)}
        self.stdout.write(words % said)

    def read(self, year: int, file: Path, source: str):
        try:
            text = file.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{file}: {error}") from None
        form = NoticeTextForm({"year": year, "text": text, "source": source or file.name})
        if not form.is_valid():
            raise CommandError("\n".join(message for errors in form.errors.values() for message in errors))
        found = form.cleaned_data
        return enter_notice(
            year, holidays=found["holidays"], workdays=found["workdays"], source=found["source"], by=SYSTEM
        )
