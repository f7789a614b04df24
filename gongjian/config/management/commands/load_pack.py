from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import ngettext

from gongjian.config.packs import PackError, load_pack
from gongjian.core.audit import SYSTEM
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
        try:
            counts = load_pack(folder, by=SYSTEM)
        except PackError as error:
            number = len(error.problems)
            words = ngettext(
                "%(number)s problem; nothing was loaded.", "%(number)s problems; nothing was loaded.", number
            )
            raise CommandError(f"{words % {'number': number}}\n{error}") from None
        for name, count in counts.items():
            self.stdout.write(f"  {name}: {count}")
