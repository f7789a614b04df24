"""One process to start: the web server, the worker of background jobs, and the sealer of the audit chain."""

import os
import signal
import subprocess
import sys
import time

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.translation import override

from gongjian.organizations.models import Account


class Command(BaseCommand):
    help = "Serve gongjian: web server, worker and sealer, until interrupted. HOST and PORT are respected."

    def handle(self, *args, **options):
        host, port = os.environ.get("HOST", "127.0.0.1"), os.environ.get("PORT", "8000")
        children = [subprocess.Popen(command) for command in self.commands(host, port)]
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        try:
            self.greet(host, port)
            while all(child.poll() is None for child in children):
                time.sleep(0.5)
            raise SystemExit("A part of the server stopped; the others are stopped with it.")
        except KeyboardInterrupt:
            self.stdout.write("")
        finally:
            stop(children)

    def commands(self, host: str, port: str) -> list[list[str]]:
        python, manage = sys.executable, str(settings.BASE_DIR / "manage.py")
        workers = os.environ.get("WEB_WORKERS", "1")
        web = ["-m", "granian", "--interface", "wsgi", "--host", host, "--port", port, "--workers", workers]
        web += ["--blocking-threads", "4", "--log-level", "warning", "gongjian.config.wsgi:application"]
        return [
            [python, *web],
            [python, manage, "db_worker", "--queue-name", "*", "--interval", "1"],
            [python, manage, "seal_audit", "--every", str(settings.AUDIT_SEAL_SECONDS)],
        ]

    def greet(self, host: str, port: str) -> None:
        shown = "127.0.0.1" if host in ("0.0.0.0", "::") else host  # noqa: S104  only what is printed
        self.stdout.write(f"\n  gongjian 攻坚   http://{shown}:{port}\n")
        accounts = Account.objects.filter(is_sample=True, is_active=True).select_related("person")
        if accounts:
            self.stdout.write("  示例账号 sample accounts (password: see packs/*/pack.toml):")
        with override("zh-hans"):
            for account in accounts:
                self.stdout.write(f"    {account.username:<22} {account} {account.post_name}")
        self.stdout.flush()


def stop(children: list[subprocess.Popen]) -> None:
    """End the children politely, then firmly."""
    for child in children:
        if child.poll() is None:
            child.terminate()
    for child in children:
        try:
            child.wait(timeout=8)
        except subprocess.TimeoutExpired:
            child.kill()
