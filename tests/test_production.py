"""Production as its operator meets it: a process started with environment variables, and what it refuses."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SECRETS = {
    "SECRET_KEY": "Zq8vN3xK5tR7wY2bD4fG6hJ9mP1sU0aC-a-key-of-this-test-alone",
    "AUDIT_KEY": "another-key-of-this-test",
    "ALLOWED_HOSTS": "reform.example.gov.cn",
    "CSRF_TRUSTED_ORIGINS": "https://reform.example.gov.cn",
}
NOWHERE = "postgres://gongjian@127.0.0.1:1/never-connected"


def manage(tmp_path, *arguments, **env):
    """Run manage.py in an environment that holds nothing of the tests' own."""
    clean = {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "LANG": "C.UTF-8",
        "GONGJIAN_VAR": str(tmp_path / "var"),
    }
    command = [sys.executable, str(ROOT / "manage.py"), *arguments]
    return subprocess.run(command, cwd=tmp_path, env=clean | env, capture_output=True, text=True, timeout=120)


def production(**changes):
    wanted = {"GONGJIAN_MODE": "production", "DATABASE_URL": NOWHERE} | SECRETS | changes
    return {name: value for name, value in wanted.items() if value is not None}


def test_the_settings_of_production_are_clean(tmp_path):
    done = manage(tmp_path, "check", "--deploy", "--fail-level", "WARNING", **production())
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"DEBUG": "1"}, "DEBUG=1 is refused"),
        ({"SECRET_KEY": None}, "SECRET_KEY"),
        ({"DATABASE_URL": None}, "DATABASE_URL"),
        ({"DATABASE_URL": "sqlite:///x.sqlite3"}, "Production runs on PostgreSQL"),
        ({"GONGJIAN_MODE": "prod"}, "GONGJIAN_MODE"),
    ],
)
def test_production_does_not_start_without_what_it_needs(tmp_path, changes, said):
    done = manage(tmp_path, "check", **production(**changes))
    assert done.returncode != 0
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_trial_says_that_it_is_not_production(tmp_path):
    done = manage(tmp_path, "check", "--deploy")
    assert "gongjian.E001" in done.stderr


def test_a_database_address_keeps_what_it_asks_for(tmp_path):
    env = production(DATABASE_URL=NOWHERE + "?sslmode=require")
    question = "from django.conf import settings; print(settings.DATABASES['default']['OPTIONS'])"
    done = manage(tmp_path, "shell", "--no-imports", "-c", question, **env)
    assert "'sslmode': 'require'" in done.stdout, done.stderr
    assert "'pool'" in done.stdout


def test_static_files_are_collected_under_names_of_their_content(tmp_path):
    done = manage(tmp_path, "collectstatic", "--no-input", "-v", "0", **production())
    assert done.returncode == 0, done.stderr
    collected = tmp_path / "var" / "static"
    assert (collected / "staticfiles.json").exists()
    assert list((collected / "core").glob("core.*.css"))


@pytest.fixture
def sample_database(tmp_path):
    """A trial's database with one sample account that can sign in."""
    assert manage(tmp_path, "migrate", "--no-input", "-v", "0").returncode == 0
    add = (
        "from gongjian.organizations.models import *;"
        "person = Person.objects.create(code='li', name='李明', is_sample=True);"
        "Account.objects.create(username='li', person=person, is_sample=True)"
    )
    done = manage(tmp_path, "shell", "--no-imports", "-c", add)
    assert done.returncode == 0, done.stderr
    return f"sqlite:///{tmp_path / 'var' / 'gongjian.sqlite3'}"


def test_production_serves_no_sample_accounts(tmp_path, sample_database):
    env = production(DATABASE_URL=sample_database, GONGJIAN_ALLOW_SQLITE="1")
    served = manage(tmp_path, "shell", "--no-imports", "-c", "import gongjian.config.wsgi", **env)
    assert served.returncode != 0
    assert "sample accounts can sign in" in served.stderr
    checked = manage(tmp_path, "check", "--deploy", "--database", "default", **env)
    assert "gongjian.E002" in checked.stderr


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_serve_says_plainly_that_the_port_is_taken(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = manage(tmp_path, "serve", PORT=str(port))
    assert done.returncode == 1
    assert f"127.0.0.1 的 {port} 端口已被其他程序占用" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("signal_name", [signal.SIGINT, signal.SIGTERM])
def test_serve_answers_and_ends_with_all_its_parts(tmp_path, sample_database, signal_name):
    port = free_port()
    env = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "GONGJIAN_VAR": str(tmp_path / "var"), "PORT": str(port)}
    command = [sys.executable, str(ROOT / "manage.py"), "serve"]
    with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as server:
        try:
            assert wait_for(f"http://127.0.0.1:{port}/healthz") == 200
            parts = parts_with(server.pid, 4)
            server.send_signal(signal_name)
            said, _nothing = server.communicate(timeout=60)
        finally:
            server.kill()  # does nothing to one that has ended; nobody waits for one that would not
    assert server.returncode == 0, said
    assert "Traceback" not in said
    assert "WARNING" not in said
    assert not [part for part in parts if Path(f"/proc/{part}/exe").exists()]


def parts_with(pid, count, seconds=60):
    """The parts, once there are `count`: the worker, the sealer and the daily round start when the web server answers."""
    end = time.monotonic() + seconds
    while len(found := parts_of(pid)) < count and time.monotonic() < end:
        time.sleep(0.2)
    assert len(found) >= count
    return found


def wait_for(address, seconds=120):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(address, timeout=2) as answer:
                return answer.status
        except OSError:
            time.sleep(0.2)
    return None


def parts_of(pid):
    """The processes a process started, and theirs."""
    found = [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return found + [grandchild for child in found for grandchild in parts_of(child)]
