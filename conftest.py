"""What every test stands on: a data folder of its own, and a password hasher that costs nothing."""

import os
import tempfile

os.environ.setdefault("GONGJIAN_VAR", tempfile.mkdtemp(prefix="gongjian-test-"))

import pytest


@pytest.fixture(autouse=True)
def _quick_passwords(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
