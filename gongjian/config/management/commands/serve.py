"""One process to start: the web server, the worker of background jobs, the sealer of the audit chain, the daily round."""

import os
import signal
import socket
import subprocess
import sys
import time
import tomllib
from contextlib import suppress
from types import FrameType

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from gongjian.config.checks import refuse_sample_accounts
from gongjian.organizations.models import Account

PARTS = {
    "web server": gettext_lazy("web server"),
    "worker": gettext_lazy("worker"),
    "sealer": gettext_lazy("sealer"),
    "round": gettext_lazy("daily round"),
}
# Of the sample accounts; the pack names those first that are worth trying.
MOST_GREETED = 21
EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104  only compared with, and shown as this machine's own address


class Command(BaseCommand):
    help = "Serve gongjian: web server, worker, sealer and daily round, until interrupted. HOST and PORT are respected."
    # They look for faults of the code, which `manage.py check` finds at home, and were a third of the start.
    requires_system_checks: list[str] = []

    def handle(self, *args, **options):
        host, port = os.environ.get("HOST") or "127.0.0.1", os.environ.get("PORT") or "8000"
        check_port(host, port)
        try:
            refuse_sample_accounts()
        except ImproperlyConfigured as error:
            raise CommandError(str(error)) from None
        for number in (signal.SIGTERM, signal.SIGINT):  # SIGINT is ignored in what a script starts with `&`
            signal.signal(number, interrupt)
        parts: dict[str, subprocess.Popen] = {}
        try:
            for name, line in commands(host, port).items():
                # In sessions of their own, so that Ctrl-C reaches this process alone and it ends them in order.
                parts[name] = subprocess.Popen(line, start_new_session=True)
                if name == "web server":  # the others start when it answers, so that it has the machine to itself
                    wait_for(parts[name], host, port)
                    self.greet(host, port)
            while all(part.poll() is None for part in parts.values()):
                time.sleep(0.3)
            ended = ", ".join(str(PARTS[name]) for name, part in parts.items() if part.poll() is not None)
            words = _("The %(part)s stopped; the others are stopped with it. What it said stands above.")
            raise CommandError(words % {"part": ended})
        except KeyboardInterrupt:
            self.stdout.write("\n  " + _("stopping …"))
        finally:
            stop(list(parts.values()))

    def greet(self, host: str, port: str) -> None:
        shown = "127.0.0.1" if host in EVERYWHERE else host
        self.stdout.write(f"\n  gongjian 攻坚   http://{shown}:{port}\n")
        accounts = Account.objects.filter(is_sample=True, is_active=True).select_related("person").order_by("pk")
        if accounts:
            self.stdout.write(f"  示例账号 sample accounts · 密码 password: {sample_password()}\n")
        with override("zh-hans"):
            for account in accounts[:MOST_GREETED]:
                self.stdout.write(f"    {account.username:<22} {account}　{account.post_name}")
        if len(accounts) > MOST_GREETED:
            words = _("… and %(number)s more: the heads and liaisons of all units, see Units and people.")
            self.stdout.write("    " + words % {"number": len(accounts) - MOST_GREETED})
        self.stdout.write("\n  Ctrl-C 停止 stops.")
        self.stdout.flush()


def interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def check_port(host: str, port: str) -> None:
    """Raises CommandError where the web server could not listen: said before anything is started."""
    try:
        family = socket.getaddrinfo(host, int(port), type=socket.SOCK_STREAM)[0][0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, int(port)))
    except (ValueError, OverflowError, socket.gaierror):
        words = _("HOST=%(host)s PORT=%(port)s is no address to serve at.")
        raise CommandError(words % {"host": host, "port": port}) from None
    except OSError as error:
        words = _("Port %(port)s on %(host)s cannot be used (%(why)s). Try another: make run PORT=8001")
        if "in use" in str(error):
            words = _("Port %(port)s on %(host)s is taken by another program. Try another: make run PORT=8001")
        raise CommandError(words % {"host": host, "port": port, "why": error.strerror}) from None


def wait_for(server: subprocess.Popen, host: str, port: str) -> None:
    """Until the web server accepts connections, or has ended, or a minute has passed."""
    near = "127.0.0.1" if host == "0.0.0.0" else "::1" if host == "::" else host  # noqa: S104
    for _attempt in range(600):
        with suppress(OSError), socket.create_connection((near, int(port)), timeout=1):
            return
        if server.poll() is not None:
            return
        time.sleep(0.1)


def commands(host: str, port: str) -> dict[str, list[str]]:
    python, manage = sys.executable, str(settings.BASE_DIR / "manage.py")
    workers = os.environ.get("WEB_WORKERS", "1")
    web = ["-m", "granian", "--interface", "wsgi", "--host", host, "--port", port, "--workers", workers]
    web += ["--blocking-threads", "4", "--log-level", "warning", "--working-dir", str(settings.BASE_DIR)]
    return {
        "web server": [python, *web, "gongjian.config.wsgi:application"],
        "worker": [python, manage, "db_worker", "--queue-name", "*", "--interval", "1"],
        "sealer": [python, manage, "seal_audit", "--every", str(settings.AUDIT_SEAL_SECONDS)],
        "round": [python, manage, "daily_round", "--every", str(settings.DAILY_ROUND_SECONDS)],
    }


def sample_password() -> str:
    """The password a sample pack gives its accounts; empty when no pack here has one."""
    for path in sorted((settings.BASE_DIR / "packs").glob("*/pack.toml")):
        pack = tomllib.loads(path.read_text(encoding="utf-8"))
        if pack.get("sample") and (password := pack.get("accounts", {}).get("password")):
            return str(password)
    return ""


def stop(parts: list[subprocess.Popen]) -> None:
    """End the parts politely, then firmly."""
    for part in parts:
        if part.poll() is None:
            part.terminate()
    for part in parts:
        try:
            part.wait(timeout=8)
        except subprocess.TimeoutExpired:
            part.kill()
