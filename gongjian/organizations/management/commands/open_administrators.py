from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import override

from gongjian.core.audit import SYSTEM
from gongjian.organizations.actions import open_administrators
from gongjian.organizations.models import Duty


class Command(BaseCommand):
    help = "Open the first three administrators' accounts, each with a one-time password. Refuses when one exists."

    def add_arguments(self, parser):
        parser.add_argument("--system", default="", help="name of the system administrator")
        parser.add_argument("--security", default="", help="name of the security administrator")
        parser.add_argument("--audit", default="", help="name of the audit administrator")

    def handle(self, *args, system, security, audit, **options):
        names = {Duty.SYSTEM_ADMIN: system, Duty.SECURITY_ADMIN: security, Duty.AUDIT_ADMIN: audit}
        with override("zh-hans"):
            try:
                opened = open_administrators(names, by=SYSTEM)
            except ValidationError as error:
                raise CommandError(" ".join(error.messages)) from None
            for account, password in opened.items():
                self.stdout.write(f"  {account.username:<10} {password}   {account} {account.post_name}")
        self.stdout.write(_("Each password works once; it is stored nowhere. Hand the three to three people."))
