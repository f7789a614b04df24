from django.core.management.base import BaseCommand

from gongjian.core.audit import SYSTEM
from gongjian.desk.actions import catch_up, index_everything


class Command(BaseCommand):
    help = "Keep the search index: learn what was written since the last time, or with --all everything anew."

    def add_arguments(self, parser):
        parser.add_argument("--all", action="store_true", help="make the whole index anew")

    def handle(self, *args, **options):
        learnt = index_everything(by=SYSTEM) if options["all"] else catch_up(by=SYSTEM)
        self.stdout.write(f"  {learnt}")
