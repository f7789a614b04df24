import socket

import pytest
from django.core.management.base import CommandError

from gongjian.config.management.commands.serve import check_port, commands, sample_password


@pytest.mark.parametrize(("host", "port"), [("127.0.0.1", "eighty"), ("127.0.0.1", "70000"), ("no such host", "8000")])
def test_what_is_no_address_is_said_so(host, port):
    with pytest.raises(CommandError, match="is no address to serve at"):
        check_port(host, port)


def test_a_taken_port_is_said_so_before_anything_starts():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        with pytest.raises(CommandError, match=f"Port {port} on 127.0.0.1 is taken"):
            check_port("127.0.0.1", port)
    check_port("127.0.0.1", port)


def test_three_parts_are_served_at_the_address_wanted(monkeypatch):
    monkeypatch.setenv("WEB_WORKERS", "3")
    parts = commands("10.0.0.1", "8080")
    assert list(parts) == ["web server", "worker", "sealer"]
    web = " ".join(parts["web server"])
    assert "--host 10.0.0.1 --port 8080 --workers 3" in web


def test_the_sample_password_is_the_packs_own(settings, tmp_path):
    settings.BASE_DIR = tmp_path
    assert sample_password() == ""
    for name, sample in (("a", "false"), ("b", "true")):
        (tmp_path / "packs" / name).mkdir(parents=True)
        text = f'sample = {sample}\n[accounts]\npassword = "of-{name}"\n'
        (tmp_path / "packs" / name / "pack.toml").write_text(text)
    assert sample_password() == "of-b"
