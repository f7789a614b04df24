import re
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from gongjian.config.packs import new_pack


class Command(BaseCommand):
    help = "Write an empty pack with commented templates for another city: packs/NAME."

    def add_arguments(self, parser):
        parser.add_argument("name")
        parser.add_argument("--in", dest="parent", type=Path, default=settings.BASE_DIR / "packs")

    def handle(self, *args, name, parent, **options):
        if not re.fullmatch(r"[a-z][a-z0-9_]{1,40}", name):
            raise CommandError(_("NAME is 2–41 lower-case letters, digits and underscores, e.g. linyi2021."))
        try:
            written = new_pack(parent / name, name=name)
        except FileExistsError:
            raise CommandError(
                _("%(folder)s exists already; nothing was changed.") % {"folder": parent / name}
            ) from None
        self.stdout.write("\n".join(str(path) for path in written))
