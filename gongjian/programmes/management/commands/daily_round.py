import logging
import time

from django.core.management.base import BaseCommand
from django.db import DatabaseError, close_old_connections
from django.utils.translation import gettext as _

from gongjian.core import clock
from gongjian.core.audit import SYSTEM
from gongjian.programmes.actions.rounds import daily_round

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Do what happens by itself on the city's day: open the month, remind, propose letters. Safe to repeat."

    def add_arguments(self, parser):
        parser.add_argument("--every", type=float, help="seconds between two rounds; once when absent")

    def handle(self, *args, every, **options):
        if not every:
            self.say(daily_round(by=SYSTEM))
            return
        while True:
            try:
                daily_round(by=SYSTEM)
            except DatabaseError:
                logger.exception("the daily round failed; trying again")
            time.sleep(every)
            close_old_connections()

    def say(self, outcome):
        words = _("%(day)s: %(number)s errands done.") % {"day": clock.today(), "number": len(outcome.done)}
        self.stdout.write(words)
        for name, why in outcome.refused.items():
            self.stdout.write(f"{name}: {why}")
        for name in outcome.failed:
            self.stderr.write(_("%(name)s failed; the log says why.") % {"name": name})
