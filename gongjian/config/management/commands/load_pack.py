from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from gongjian.config.packs import PackError, load_pack
from gongjian.core.audit import SYSTEM


class Command(BaseCommand):
    help = "Load a city's pack: all of it or nothing. Loading again writes only what changed."

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path)

    def handle(self, *args, folder, **options):
        try:
            counts = load_pack(folder, by=SYSTEM)
        except PackError as error:
            raise CommandError(f"{len(error.problems)} problems; nothing was loaded.\n{error}") from None
        for name, count in counts.items():
            self.stdout.write(f"  {name}: {count}")
