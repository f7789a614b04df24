import time

from django.core.management.base import BaseCommand
from django.db import close_old_connections

from gongjian.core.audit import seal_records


class Command(BaseCommand):
    help = "Seal the audit records committed since the last seal; with --every N, go on doing so."

    def add_arguments(self, parser):
        parser.add_argument("--every", type=float, help="seconds between two rounds; once when absent")

    def handle(self, *args, every, **options):
        while True:
            while (seal := seal_records()) is not None:
                if not every:
                    self.stdout.write(f"block {seal.number}: {seal.count} records, seal {seal.seal}")
            if not every:
                return
            time.sleep(every)
            close_old_connections()
