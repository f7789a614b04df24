import socket

import pytest
from django.core.management.base import CommandError
from django.utils.translation import override

from gongjian.config.management.commands.serve import PARTS, check_port, commands, sample_password


@pytest.mark.parametrize(("host", "port"), [("127.0.0.1", "eighty"), ("127.0.0.1", "70000"), ("no such host", "8000")])
def test_what_is_no_address_is_said_so(host, port):
    with pytest.raises(CommandError, match="不是可用的服务地址"):
        check_port(host, port)


def test_a_taken_port_is_said_so_before_anything_starts():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        with pytest.raises(CommandError, match=f"127.0.0.1 的 {port} 端口已被其他程序占用"):
            check_port("127.0.0.1", port)
    check_port("127.0.0.1", port)


def test_the_refusal_is_said_in_the_language_set():
    with override("en"), pytest.raises(CommandError, match="is no address to serve at"):
        check_port("127.0.0.1", "eighty")


def test_four_parts_are_served_at_the_address_wanted(monkeypatch):
    monkeypatch.setenv("WEB_WORKERS", "3")
    parts = commands("10.0.0.1", "8080")
    assert list(parts) == ["web server", "worker", "sealer", "round"] == list(PARTS)
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
