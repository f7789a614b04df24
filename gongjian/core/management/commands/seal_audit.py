import logging
import time

from django.core.management.base import BaseCommand
from django.db import DatabaseError, close_old_connections
from django.utils.translation import gettext as _

from gongjian.core.audit import seal_records
from gongjian.core.jobs import fail_silent_jobs

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Seal the audit records committed since the last seal; with --every N, go on doing so, and end jobs whose worker died."

    def add_arguments(self, parser):
        parser.add_argument("--every", type=float, help="seconds between two rounds; once when absent")

    def handle(self, *args, every, **options):
        if not every:
            while (seal := seal_records()) is not None:
                words = _("Block %(number)s: %(count)s records, seal %(seal)s")
                self.stdout.write(words % {"number": seal.number, "count": seal.count, "seal": seal.seal})
            return
        while True:
            self.seal_quietly()
            self.end_silent_jobs()
            time.sleep(every)
            close_old_connections()

    def seal_quietly(self):
        """A database that is away for a moment must not end the sealer; /healthz says when it is late."""
        try:
            while seal_records() is not None:
                pass
        except DatabaseError:
            logger.exception("sealing failed; trying again")

    def end_silent_jobs(self):
        try:
            fail_silent_jobs()
        except DatabaseError:
            logger.exception("looking for silent jobs failed; trying again")
