import argparse

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from gongjian.core.audit import verify_chain
from gongjian.core.models import AuditRecord, AuditSeal


class Command(BaseCommand):
    help = "Find removed, altered, inserted or reordered audit records, and name them."

    def add_arguments(self, parser):
        help_text = "an export made earlier, which today's chain must contain"
        parser.add_argument("--against", type=argparse.FileType(encoding="utf-8"), default=None, help=help_text)

    def handle(self, *args, against, **options):
        findings = list(verify_chain(against=against or ()))
        for finding in findings:
            record = f" record {finding.record_id}" if finding.record_id else ""
            self.stdout.write(f"{finding.kind}: block {finding.block}{record} {finding.detail}".rstrip())
        records, blocks = AuditRecord.objects.count(), AuditSeal.objects.count()
        if findings:
            words = _("%(findings)s findings in %(records)s records, %(blocks)s blocks.")
            raise CommandError(words % {"findings": len(findings), "records": records, "blocks": blocks})
        words = _("The chain is whole: %(records)s records, %(blocks)s blocks.")
        self.stdout.write(words % {"records": records, "blocks": blocks})
