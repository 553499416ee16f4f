"""Settings, all of them, read from typed environment variables (the table is in README.md).

Development is the default and needs no variable. `SAMVERKAN_ENV=production` turns on everything
that `manage.py check --deploy` asks for, and a missing or malformed variable stops the start.
"""

import logging
from ipaddress import ip_network
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.urls import reverse_lazy
from environs import Env, EnvError, validate

from samverkan.operation.logs import configure_logs
from samverkan.operation.private_sqlite import PrivateConnection
from samverkan.site import languages
from samverkan.texts import normalise_domain

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"  # everything the program makes: collected files, caches

env = Env(prefix="SAMVERKAN_")
_demanded: Any = ...  # in place of a default

try:
    ENVIRONMENT = env.str(
        "ENV", "development", validate=validate.OneOf(["development", "production"])
    )
    PRODUCTION = ENVIRONMENT == "production"
    DEBUG = env.bool("DEBUG", False)

    # Secrets and addresses: no default in production.
    _made_up = "development-only-" + "not-a-secret-" * 4
    _here = ["localhost", "127.0.0.1", "[::1]"]
    SECRET_KEY = env.str("SECRET_KEY", _demanded if PRODUCTION else _made_up)
    SECRET_KEY_FALLBACKS: list[str] = env.list("SECRET_KEY_FALLBACKS", [])
    ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS", _demanded if PRODUCTION else _here)
    CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", [])
    # Where the site is found, for canonical addresses; empty: where the visitor found it.
    _host = validate.Regexp(
        r"(https?://[a-z0-9.-]+(:\d+)?)?\Z",
        error="must be a scheme and a host, for example https://samverkan.example",
    )
    SITE_URL = env.str("SITE_URL", "", validate=_host)
    # How many proxies of our own stand before the program; the client's address is read past them.
    TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", 0)

    _where = _demanded if PRODUCTION else f"sqlite:///{BASE_DIR / 'db.sqlite3'}"
    _kept = {"conn_max_age": 60, "conn_health_checks": True}
    _database: dict[str, Any] = env.dj_db_url("DATABASE_URL", _where, **_kept)
    # Past PgBouncer, which hands a server's connection to somebody else after each transaction.
    _is_pooled = bool(env.str("DATABASE_DIRECT_URL", ""))
    _direct: dict[str, Any] = env.dj_db_url("DATABASE_DIRECT_URL") if _is_pooled else _database
    if (
        _is_pooled
        and not _direct["ENGINE"] == _database["ENGINE"] == "django.db.backends.postgresql"
    ):
        raise EnvError("SAMVERKAN_DATABASE_DIRECT_URL is for PostgreSQL, behind PgBouncer")

    _email = env.dj_email_url("EMAIL_URL", "smtp://localhost" if PRODUCTION else "console:")
    if "EMAIL_BACKEND" not in _email:
        raise EnvError("SAMVERKAN_EMAIL_URL must begin with smtp:, submission: or console:")
    if PRODUCTION and _email["EMAIL_BACKEND"].endswith("console.EmailBackend"):
        raise EnvError("SAMVERKAN_EMAIL_URL cannot be console: here: secret links would be logged")
    DEFAULT_FROM_EMAIL = env.str("FROM_EMAIL", "samverkanskollen@localhost")
    # Where feedback from visitors is mailed; empty: it is only stored.
    FEEDBACK_TO: list[str] = env.list("FEEDBACK_TO", [])

    # What has been deleted, kept apart from the database and its backups (operation/deletions.py).
    DELETION_LOG = env.str("DELETION_LOG", str(VAR_DIR / "deletions.log"))

    # Who runs the site, for the pages on personal data and accessibility.
    OPERATOR = env.str("OPERATOR", "Norrbottens Kommuner")
    _web = validate.Regexp(r"(https?://.*)?\Z", error="must begin with https:// or http://")
    _address = validate.Regexp(r"(.+@.+)?\Z", error="must be an e-mail address")
    OPERATOR_EMAIL = env.str("OPERATOR_EMAIL", "", validate=_address)
    OPERATOR_URL = env.str("OPERATOR_URL", "", validate=_web)

    # To whom faults in security are reported, and until when that holds (security.txt).
    _contact = validate.Regexp(
        r"(https://\S+|[^\s:/@]+@[^\s:/@]+)?\Z",
        error="must be an e-mail address, or an address that begins with https://",
    )
    SECURITY_CONTACT = env.str("SECURITY_CONTACT", OPERATOR_EMAIL, validate=_contact)
    SECURITY_EXPIRES = env.date("SECURITY_EXPIRES", None)

    # Whether mail to a group is sent by the process that is asked, or by a worker of its own.
    TASKS_RUN = env.str("TASKS", "immediate", validate=validate.OneOf(["immediate", "database"]))

    # Where finished PDF files are kept: on each machine, or once for all of them.
    _REPORTS = env.str("REPORTS", "files", validate=validate.OneOf(["files", "database"]))

    # Who may read the figures for Prometheus: whoever knows the token, or asks from such an address
    # without any proxy between. Neither: there are none (samverkan/operation/metrics.py).
    _token = validate.Regexp(r"(\S{32,})?\Z", error="must be at least 32 characters without spaces")
    METRICS_TOKEN = env.str("METRICS_TOKEN", "", validate=_token)
    _networks: list[str] = env.list("METRICS_FROM", [])
    try:
        METRICS_FROM = [ip_network(network.strip()) for network in _networks]
    except ValueError as error:
        raise EnvError(f"SAMVERKAN_METRICS_FROM: {error}") from error
    METRICS_FOLDER = VAR_DIR / "metrics"

    HSTS_SECONDS = env.int("HSTS_SECONDS", 365 * 24 * 3600)
    LOG_LEVEL = env.log_level("LOG_LEVEL", logging.INFO)
    LOG_FORMAT = env.str(
        "LOG_FORMAT",
        "json" if PRODUCTION else "line",
        validate=validate.OneOf(["line", "json"]),
    )

    # Limits per address and hour; set for a room full of people behind one address.
    RATE_LIMITS = {
        "create": env.int("RATE_CREATE", 120),
        "join": env.int("RATE_JOIN", 500),
        "mail": env.int("RATE_MAIL", 500),
        "feedback": env.int("RATE_FEEDBACK", 100),
        "steering": env.int("RATE_STEERING", 100),
        "invite": env.int("RATE_INVITE", 1500),  # mails to a group, of one account
    }
    RATE_INVITE_NEW = env.int("RATE_INVITE_NEW", 150)  # of an account, on its first day
    RATE_SIGN_IN = env.int("RATE_SIGN_IN", 200)

    # An organisation's own signing in (OpenID Connect); no name: there is none.
    OIDC = {
        "name": env.str("OIDC_NAME", ""),
        "server_url": env.str("OIDC_SERVER_URL", "").rstrip("/"),
        "client_id": env.str("OIDC_CLIENT_ID", ""),
        "client_secret": env.str("OIDC_CLIENT_SECRET", ""),
    }
    # Domains whose addresses the provider is believed to have checked, though it does not say so.
    _domains: list[str] = env.list("OIDC_TRUSTED_DOMAINS", [])
    OIDC_TRUSTED_DOMAINS = [normalise_domain(domain.strip()) for domain in _domains]
    if None in OIDC_TRUSTED_DOMAINS:
        raise EnvError("SAMVERKAN_OIDC_TRUSTED_DOMAINS has something that is no domain")
    if any(OIDC.values()) and not all(OIDC.values()):
        missing = ", ".join(f"SAMVERKAN_OIDC_{key.upper()}" for key in OIDC if not OIDC[key])
        raise EnvError(f"signing in through an organisation also needs {missing}")
    if OIDC["name"] and not OIDC["server_url"].startswith(
        "https://" if PRODUCTION else ("https://", "http://")
    ):
        raise EnvError("SAMVERKAN_OIDC_SERVER_URL must begin with https://")
except EnvError as error:
    raise ImproperlyConfigured(f"The environment is not right: {error}") from error

if PRODUCTION and DEBUG:
    raise ImproperlyConfigured("SAMVERKAN_DEBUG must be off in production: it shows secrets")
if PRODUCTION and (len(SECRET_KEY) < 50 or SECRET_KEY.startswith("development-only-")):
    raise ImproperlyConfigured(
        "SAMVERKAN_SECRET_KEY must be at least 50 random characters in production"
    )

INSTALLED_APPS = [
    "samverkan.admin.config.AdminConfig",
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "django_tasks",
    "samverkan",
    "model_content",
    "assessments",
]

MIDDLEWARE = [
    "samverkan.middleware.request_log",
    "samverkan.middleware.SecurityHeaders",
    "samverkan.middleware.Failures",
    "django.middleware.security.SecurityMiddleware",
    "samverkan.middleware.StaticFiles",
    "csp.middleware.CSPMiddleware",
    "samverkan.middleware.Compress",
    "samverkan.middleware.MeantLinks",
    "samverkan.site.language.ChosenLanguage",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "samverkan.accounts.staff.Authentication",
    "samverkan.submitted.unsaved.ForgetWhenSaved",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "samverkan.accounts.staff.StaffOnly",
    "model_content.editor.previewing.show_preview",
]

ROOT_URLCONF = "samverkan.urls"
WSGI_APPLICATION = "samverkan.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "builtins": ["samverkan.templatetags.samverkan"],
        },
    }
]

# Database ---------------------------------------------------------------------------------------

DATABASES = {"default": _database}
if _database["ENGINE"] == "django.db.backends.sqlite3":
    # One writer at a time, who waits for its turn instead of failing; readers are never blocked.
    _database["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "factory": PrivateConnection,
        # What is deleted is overwritten (samverkan/operation/traces.py).
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;PRAGMA secure_delete=ON;",
    }
elif _database["ENGINE"] == "django.db.backends.postgresql":
    # Seconds; a database that is away is soon said to be.
    _database.setdefault("OPTIONS", {}).setdefault("connect_timeout", 5)
    # A cursor that is read in parts would be left in a connection that others go on with.
    _database["DISABLE_SERVER_SIDE_CURSORS"] = _is_pooled
# What `manage.py backup` copies: pg_dump sets what later users of a shared connection would keep.
DIRECT_DATABASE = {"OPTIONS": {}, **_direct} if _is_pooled else None
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Language and time ------------------------------------------------------------------------------

LANGUAGE_CODE = languages.DEFAULT
LANGUAGES = languages.INTERFACE
LOCALE_PATHS = [BASE_DIR / "samverkan" / "locale"]
FORMAT_MODULE_PATH = ["samverkan.formats"]
LANGUAGE_COOKIE_NAME = "sprak"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LANGUAGE_COOKIE_SECURE = PRODUCTION
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
TIME_ZONE = "Europe/Stockholm"

# Static files -----------------------------------------------------------------------------------

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "samverkan.operation.storage.StaticStorage"},
}
WHITENOISE_ALLOW_ALL_ORIGINS = False  # the files are for our own pages

# Caches: what all workers count, in the database; PDF files; parts of pages -----------------------

REPORTS_KEPT_DAYS = 30
REPORTS_FOLDER = VAR_DIR / "reports"
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "samverkan_shared_cache",  # samverkan.models.SharedCount
        "KEY_FUNCTION": "samverkan.operation.shared_cache.make_key",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
    # What {% cache %} keeps: parts of three hundred results, up to 50 kB each.
    "template_fragments": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 1000},
    },
    "reports": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": REPORTS_FOLDER,
        "TIMEOUT": REPORTS_KEPT_DAYS * 24 * 3600,
        "OPTIONS": {"MAX_ENTRIES": 500},
    },
}

if _REPORTS == "database":
    CACHES["reports"] = {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "samverkan_shared_report",  # samverkan.models.SharedReport
        "TIMEOUT": REPORTS_KEPT_DAYS * 24 * 3600,
        "OPTIONS": {"MAX_ENTRIES": 2000},
    }

# Mail -------------------------------------------------------------------------------------------

globals().update(_email)  # EMAIL_BACKEND, EMAIL_HOST …
EMAIL_TIMEOUT = 10

# Work that takes time (assessments/tasks.py) ------------------------------------------------------

TASKS = {"default": {"BACKEND": "samverkan.operation.background.ThreadBackend"}}
if TASKS_RUN == "database":
    INSTALLED_APPS.append("django_tasks_db")  # its table of what is to be done
    TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# Accounts: a code by mail, no password. Only the pages named in urls.py exist. --------------------

AUTH_USER_MODEL = "samverkan.User"
# Moves what one account has to another (former=…, user=…), whatever apps have hung on it.
TAKE_OVER_ACCOUNT = "assessments.groups.actions.accounts.take_over"
# How much is being answered on editions of the content (model_content/selectors/lifecycle.py).
COUNT_ROUNDS_OF_EDITIONS = "assessments.rounds.selectors.rounds.count_rounds"
# What the rules of a tool name, and its editors may not take away.
CODES_THAT_RULES_NAME = "assessments.methods.sheets.rules.find_named"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "mine"
LOGOUT_REDIRECT_URL = "home"
SESSION_ENGINE = "samverkan.accounts.sessions"
SESSION_COOKIE_AGE = 14 * 24 * 3600  # after it was last used
ACCOUNT_ADAPTER = "samverkan.accounts.sign_in.Adapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
# The code is the proof: the one address of each account counts as verified (`prepare_account`).
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_CONFIRMATION_AUTHENTICATED_REDIRECT_URL = reverse_lazy("mfa_index")
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60  # seconds; mail may be slow
ACCOUNT_LOGIN_TIMEOUT = 15 * 60
ACCOUNT_FORMS = {
    "request_login_code": "samverkan.accounts.sign_in.SignInForm",
    "confirm_login_code": "samverkan.accounts.sign_in.CodeForm",
    "add_email": "samverkan.accounts.sign_in.AddressForm",
    "confirm_email_verification_code": "samverkan.accounts.sign_in.CodeForm",
}
# `key` is the address that the code is mailed to.
ACCOUNT_RATE_LIMITS = {
    "request_login_code": f"{RATE_SIGN_IN}/h/ip,3/m/key,10/h/key",
    "confirm_email": None,  # counted as codes to sign in with
    "manage_email": None,
    "login_failed": "5/5m/key,50/d/key",  # wrong second factors; `key` is the account
    "organisation": f"{RATE_SIGN_IN}/h/ip",
    "unsaved": "60/h/ip",  # forms kept for those who must sign in (samverkan/submitted/unsaved.py)
}

# The second factor: a code from an app, or a passkey, which also signs in by itself.
MFA_ADAPTER = "samverkan.accounts.second_factor.Adapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn"]  # recovery codes are our own: codes.py
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_TOTP_ISSUER = "Samverkanskollen"
MFA_TOTP_TOLERANCE = 1  # periods of 30 seconds, for whoever types slowly
MFA_ALLOW_UNVERIFIED_EMAIL = True  # the code by mail is the proof
MFA_REAUTHENTICATION_REQUIRED = False  # ours asks for both factors: recent.recent_only
MFA_FORMS = {
    "authenticate": "samverkan.accounts.second_factor.SecondFactorForm",
    "authenticate_webauthn": "samverkan.accounts.second_factor.PasskeyForm",
    "login_webauthn": "samverkan.accounts.second_factor.PasskeySignInForm",
    "activate_totp": "samverkan.accounts.second_factor.AppForm",
    "add_webauthn": "samverkan.accounts.second_factor.NewPasskeyForm",
}
# Each takes two: to ask the passkey, and to give its answer back.
MFA_RATE_LIMITS = {"webauthn_login": f"{2 * RATE_SIGN_IN}/h/ip"}

# An organisation's own signing in, of which nothing is stored, tokens neither: organisation.py.
SOCIALACCOUNT_ADAPTER = "samverkan.accounts.organisation.Adapter"

# Security: what Django does not do by itself ------------------------------------------------------

SECURE_REFERRER_POLICY = "strict-origin"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "samverkan.site.views.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_HANDLERS: list[str] = []  # no form takes files: one that is sent is thrown away

if PRODUCTION:
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^halsa/(lever/|matt/)?$"]
    SECURE_HSTS_SECONDS = HSTS_SECONDS
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_SECURE = True
    if TRUSTED_PROXIES:
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
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

# Forms ------------------------------------------------------------------------------------------

CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# Logs: to standard error, without secret links or personal data --------------------------------

LOGGING = configure_logs(style=LOG_FORMAT, level=LOG_LEVEL, show_values=DEBUG)
