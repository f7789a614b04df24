import argparse

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation
from django.utils.translation import gettext as _

from gongjian.core.audit import verify_chain
from gongjian.core.audit.findings import said
from gongjian.core.audit.verification import UnreadableExport
from gongjian.core.models import AuditRecord, AuditSeal


class Command(BaseCommand):
    help = "Find removed, altered, inserted or reordered audit records, and name them."

    def add_arguments(self, parser):
        help_text = "an export made earlier, which today's chain must contain"
        parser.add_argument("--against", type=argparse.FileType(encoding="utf-8"), default=None, help=help_text)
        languages = [code for code, _name in settings.LANGUAGES]
        parser.add_argument("--language", choices=languages, default=settings.LANGUAGE_CODE)

    def handle(self, *args, against, language, **options):
        with translation.override(language):
            found = self.tell(against or ())
            counts = {"found": found, "records": AuditRecord.objects.count(), "blocks": AuditSeal.objects.count()}
            if found:
                words = _("The chain is not whole. Findings: %(found)s; records: %(records)s, blocks: %(blocks)s.")
                raise CommandError(words % counts)
            words = _("The chain is whole. Records: %(records)s, blocks: %(blocks)s.")
            self.stdout.write(words % counts)

    def tell(self, against):
        """Every finding as it comes up; how many there were."""
        found = 0
        try:
            for found, finding in enumerate(verify_chain(against=against), 1):  # noqa: B007
                self.stdout.write(said(finding))
        except (UnreadableExport, UnicodeDecodeError) as error:
            line = getattr(error, "line", 1)
            raise CommandError(_("Line %(line)s of the file is no line of an export.") % {"line": line}) from error
        return found
