from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import ngettext

from gongjian.config.packs import Pack, PackError, load_pack
from gongjian.core import clock
from gongjian.core.audit import SYSTEM
from gongjian.desk.actions import index_later
from gongjian.organizations.models import Unit


class Command(BaseCommand):
    help = "Load a city's pack: all of it or nothing. Loading again writes only what changed."

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path)
        parser.add_argument("--if-empty", action="store_true", help="only into a database that holds no unit yet")

    def handle(self, *args, folder, if_empty=False, **options):
        if if_empty and Unit.objects.exists():
            self.stdout.write(f"  {Unit.objects.filter(parent=None).first()}: already here, nothing was loaded.")
            return
        lived_on = clock.city_day()
        try:
            self._keep_day(folder)
            counts = load_pack(folder, by=SYSTEM)
        except PackError as error:
            if settings.CITY_DAY_FILE:
                clock.keep_city_day(lived_on)
            number = len(error.problems)
            words = ngettext(
                "%(number)s problem; nothing was loaded.", "%(number)s problems; nothing was loaded.", number
            )
            raise CommandError(f"{words % {'number': number}}\n{error}") from None
        index_later.enqueue()  # the worker makes the search ready while the city is already served
        for name, count in counts.items():
            self.stdout.write(f"  {name}: {count}")

    def _keep_day(self, folder):
        """A trial city whose records end on a day goes on living from that day (`today` in pack.toml)."""
        day = Pack(Path(folder)).settings.get("today")
        if day and settings.CITY_DAY_FILE and clock.city_day() is None:
            clock.keep_city_day(day)
