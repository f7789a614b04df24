"""Settings, all from environment variables; see README for the list.

Two modes. `local` (the default) serves the sample city from `var/` on SQLite. `production` needs
SECRET_KEY, ALLOWED_HOSTS and DATABASE_URL, and refuses sample accounts (see `config.checks`).
"""

import logging
import os
import secrets
from pathlib import Path

import dj_database_url
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parents[2]
VAR_DIR = Path(os.environ.get("GONGJIAN_VAR", BASE_DIR / "var"))
VAR_DIR.mkdir(parents=True, exist_ok=True)

MODE = os.environ.get("GONGJIAN_MODE", "local")
if MODE not in {"local", "production"}:
    raise ImproperlyConfigured("GONGJIAN_MODE is 'local' or 'production'.")
PRODUCTION = MODE == "production"
# Where a trial city keeps the day it lives in (core.clock); in production the day is today.
CITY_DAY_FILE = None if PRODUCTION else VAR_DIR / "city-day"
DEBUG = os.environ.get("DEBUG") == "1"
if PRODUCTION and DEBUG:
    raise ImproperlyConfigured("DEBUG=1 is refused when GONGJIAN_MODE=production.")


def _local_secret() -> str:
    """A key of this machine's own, made once and kept in var/: the repository holds no secret."""
    path = VAR_DIR / "secret_key"
    if not path.exists():
        path.write_text(secrets.token_urlsafe(64))
        path.chmod(0o600)
    return path.read_text().strip()


def _required(name: str) -> str:
    value = os.environ.get(name, "")
    if not value:
        raise ImproperlyConfigured(f"GONGJIAN_MODE=production needs the environment variable {name}.")
    return value


def _list(name: str, default: str = "") -> list[str]:
    return [item.strip() for item in os.environ.get(name, default).split(",") if item.strip()]


SECRET_KEY = _required("SECRET_KEY") if PRODUCTION else os.environ.get("SECRET_KEY") or _local_secret()
ALLOWED_HOSTS = _list("ALLOWED_HOSTS", "" if PRODUCTION else "*")
CSRF_TRUSTED_ORIGINS = _list("CSRF_TRUSTED_ORIGINS")

INSTALLED_APPS = [
    "gongjian.config",
    "gongjian.desk",
    "gongjian.reports",
    "gongjian.programmes",
    "gongjian.indicators",
    "gongjian.organizations",
    "gongjian.core",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "axes",
    "csp",
    "django_filters",
    "django_htmx",
    "django_tables2",
    "django_tasks_db",
    "template_partials",
    "whitenoise.runserver_nostatic",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
]

MIDDLEWARE = [
    "gongjian.core.middleware.RequestIdMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "gongjian.core.middleware.LanguageMiddleware",
    "gongjian.core.middleware.SaneAddressMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "gongjian.core.middleware.IdleMiddleware",
    "gongjian.organizations.middleware.SessionListMiddleware",
    "gongjian.organizations.middleware.GateMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
    "gongjian.core.middleware.WrongMethodMiddleware",
]

ROOT_URLCONF = "gongjian.config.urls"
WSGI_APPLICATION = "gongjian.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # Ours first, so that gongjian/core/templates wins over the libraries' own pages.
        "DIRS": [BASE_DIR / "gongjian" / "core" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "gongjian.core.context.page",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static"],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

DATABASE_URL = _required("DATABASE_URL") if PRODUCTION else os.environ.get("DATABASE_URL", "")
DATABASES = {
    "default": dj_database_url.parse(
        DATABASE_URL or f"sqlite:///{VAR_DIR / 'gongjian.sqlite3'}", conn_health_checks=True
    )
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    if PRODUCTION and os.environ.get("GONGJIAN_ALLOW_SQLITE") != "1":
        raise ImproperlyConfigured("Production runs on PostgreSQL: set DATABASE_URL=postgres://…")
    # IMMEDIATE takes the write lock at BEGIN: SQLite ignores select_for_update.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
    }
    DATABASES["default"]["CONN_MAX_AGE"] = None
else:
    options = DATABASES["default"].setdefault("OPTIONS", {})  # beside what the address asks for (sslmode …)
    options["pool"] = True
    # No transaction outlives the hour after which the sealer looks for late audit records no more (core/audit/sealing).
    options.setdefault("options", "-c statement_timeout=20min -c idle_in_transaction_session_timeout=5min")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- accounts and sign-in -------------------------------------------------------------------
AUTH_USER_MODEL = "organizations.Account"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "gongjian.organizations.passwords.SimilarityValidator"},
    {
        "NAME": "gongjian.organizations.passwords.LengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "gongjian.organizations.passwords.CommonValidator"},
    {"NAME": "gongjian.organizations.passwords.VarietyValidator"},
    {"NAME": "gongjian.organizations.passwords.HistoryValidator"},
]
PASSWORD_MAX_AGE_DAYS = int(os.environ.get("PASSWORD_MAX_AGE_DAYS", "90"))
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "gongjian.organizations.adapters.AccountAdapter"
MFA_ADAPTER = "gongjian.organizations.adapters.SecondFactorAdapter"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_PREVENT_ENUMERATION = True
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "gongjian"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION  # http://localhost only
# Passwords are counted by axes, by name and address (five), before allauth's own count ends; that one slows down
# whoever guesses codes of a second factor. A whole office may sign in from one address at half past eight.
ACCOUNT_RATE_LIMITS = {"login_failed": "10/10m/key", "login": "120/m/ip"}
ACCOUNT_FORMS = {
    "login": "gongjian.organizations.forms.SignInForm",
    "change_password": "gongjian.organizations.forms.PasswordForm",
    "reauthenticate": "gongjian.organizations.forms.ConfirmPasswordForm",
}
MFA_FORMS = {
    "authenticate": "gongjian.organizations.forms.CodeForm",
    "reauthenticate": "gongjian.organizations.forms.ConfirmCodeForm",
    "activate_totp": "gongjian.organizations.forms.AppForm",
    "add_webauthn": "gongjian.organizations.forms.KeyForm",
    "edit_webauthn": "gongjian.organizations.forms.KeyNameForm",
}
# Administrators and whoever decides must use a second factor in production (等保三级).
SECOND_FACTOR_REQUIRED = PRODUCTION
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.5  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_CALLABLE = "gongjian.organizations.adapters.name_typed"
AXES_LOCKOUT_CALLABLE = "gongjian.organizations.views.locked"
AXES_CLIENT_IP_CALLABLE = "gongjian.core.middleware.client_address"
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ADMIN = False
IDLE_MINUTES = int(os.environ.get("IDLE_MINUTES", "30"))
IDLE_WARNING_MINUTES = 2

# --- security -------------------------------------------------------------------------------
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "gongjian.core.views.csrf_failure"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
BEHIND_PROXY = os.environ.get("BEHIND_PROXY") == "1"
if PRODUCTION:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = os.environ.get("SECURE_SSL_REDIRECT", "1") == "1"
    SECURE_HSTS_SECONDS = int(os.environ.get("SECURE_HSTS_SECONDS", str(365 * 24 * 3600)))
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
    if BEHIND_PROXY:
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 2**20
FILE_UPLOAD_MAX_MEMORY_SIZE = 2**20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 3000
FILE_MAX_BYTES = 20 * 2**20
MEDIA_ROOT = VAR_DIR / "files"  # never served by address; see core.files

# --- audit chain ----------------------------------------------------------------------------
AUDIT_ALGORITHM = os.environ.get("AUDIT_ALGORITHM", "sm3")
# Signs each record. Derived from SECRET_KEY unless given; give it, so that SECRET_KEY can be changed.
AUDIT_KEY = os.environ.get("AUDIT_KEY", "")
AUDIT_SEAL_SECONDS = 5
# How often it is looked whether the day's round has been made: months opened, people reminded.
DAILY_ROUND_SECONDS = 3600

# --- what is remembered for minutes: attempts, codes already used; by all processes of this host --------------
CACHES = {"default": {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": VAR_DIR / "cache"}}

# --- languages and time ---------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "gongjian" / "config" / "locale"]  # each app keeps its own beside it
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

# --- static files ---------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATIC_ROOT.mkdir(exist_ok=True)
STATICFILES_DIRS = [BASE_DIR / "gongjian" / "static"]
WHITENOISE_USE_FINDERS = not PRODUCTION
WHITENOISE_AUTOREFRESH = not PRODUCTION and DEBUG
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

# --- jobs and notifications -----------------------------------------------------------------
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
NOTIFICATION_CHANNELS = _list("NOTIFICATION_CHANNELS", "gongjian.core.channels.EmailChannel")
SMS_GATEWAY = os.environ.get("SMS_GATEWAY", "gongjian.core.channels.FileSmsGateway")
EMAIL_BACKEND = os.environ.get(
    "EMAIL_BACKEND",
    "django.core.mail.backends.smtp.EmailBackend" if PRODUCTION else "django.core.mail.backends.filebased.EmailBackend",
)
EMAIL_FILE_PATH = VAR_DIR / "mail"
EMAIL_HOST = os.environ.get("EMAIL_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("EMAIL_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", "gongjian@localhost")

# --- pages ----------------------------------------------------------------------------------
MENU = "gongjian.config.menu.ROOMS"
PLACES = "gongjian.config.menu.PLACES"
SITE_FACTS = "gongjian.config.menu.site_facts"
AUDIT_WORDS = "gongjian.config.audit_words.WORDS"
DJANGO_TABLES2_TEMPLATE = "core/table.html"


def _is_news(record: logging.LogRecord) -> bool:
    """The worker warns of being asked to end, which is how `serve` ends it every time: no fault, so not told."""
    return not str(record.msg).startswith("Received %s - shutting down gracefully")


LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "filters": {"news": {"()": "django.utils.log.CallbackFilter", "callback": _is_news}},
    "loggers": {"django_tasks_db": {"filters": ["news"]}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
SILENCED_SYSTEM_CHECKS: list[str] = []
