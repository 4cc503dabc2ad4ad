"""Django's settings for one desk: the folder that NOMINA_DESK names.

Without that variable no desk is meant: tools may look at models and routes, but there is neither
a database nor a key, and Django refuses to do anything that needs one. No secret stands here, nor
in anything that Django's error pages would print: keys are fetched where they are used.
"""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF

from nomina.desk.boot import diary
from nomina.desk.boot.config import DATABASE, FOLDER, TLS, Config, read_config
from nomina.desk.boot.keys import database_key, django_key
from nomina.desk.db.address import postgres
from nomina.words import LANGUAGES as SPOKEN

HERE = Path(__file__).parent
DESK = Path(os.environ[FOLDER]).absolute() if os.environ.get(FOLDER) else None
CONFIG = read_config(DESK) if DESK else Config()

DEBUG = False
LOGGING = diary.LOGGING
SECRET_KEY: str = django_key(DESK) if DESK else ""
SECURE = os.environ.get(TLS) == "1"
ORIGIN = f"{'https' if SECURE else 'http'}://{CONFIG.host}:{CONFIG.port}"
ALLOWED_HOSTS = [CONFIG.host]

ROOT_URLCONF = "nomina.desk.urls"
WSGI_APPLICATION = "nomina.desk.wsgi.application"
INSTALLED_APPS = [
    "nomina.desk.look",
    "nomina.desk.people",
    "nomina.desk.books",
    "nomina.desk.files",
    "nomina.desk.api",
    "nomina.desk.leads",
    "nomina.desk.captures",
    "nomina.desk.examine",
    "nomina.desk.custody",
    "nomina.desk.transmit",
    "nomina.desk.families",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
]
MIDDLEWARE = [
    "nomina.desk.boot.headers.Headers",
    "csp.middleware.CSPMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "nomina.desk.look.language.LanguageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "nomina.desk.policy.guard.Guard",
    "nomina.desk.boot.gate.KeyGate",
    "nomina.desk.boot.faults.Faults",
]
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / "boot" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "nomina.desk.look.context.look",
            ],
        },
    }
]

FORM_RENDERER = "nomina.desk.look.forms.LookRenderer"

DATABASES: dict[str, dict[str, Any]] = {"default": {"ENGINE": "django.db.backends.dummy"}}
if os.environ.get(DATABASE):
    DATABASES["default"] = postgres(os.environ[DATABASE])
elif DESK:
    DATABASES["default"] = {
        "ENGINE": "nomina.desk.db.sqlcipher",
        "NAME": DESK / "desk.db",
        "OPTIONS": {"key": partial(database_key, DESK)},
        "CONN_MAX_AGE": None,
    }
DESK_LEDGER = "nomina.desk.books.ledger"
DESK_VAULT = DESK / "vault" if DESK else None
DESK_PUBLIC = DESK / "public" if DESK else None
FILE_UPLOAD_HANDLERS = ["nomina.desk.files.photos.uploads.InMemory"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
# In the database, so that attempts to sign in are counted over all processes.
CACHES = {"default": {"BACKEND": "nomina.desk.api.shared.Shared"}}
# Django itself sends nothing; what may leave goes by `nomina.desk.families.wire` alone.
EMAIL_BACKEND = "nomina.desk.boot.mail.NoMail"
FAMILY_MAIL = CONFIG.mail
FAMILY_SMS = CONFIG.sms

# The house has its own catalogs (nomina.words); Django's are used for its own few messages.
LANGUAGE_CODE = CONFIG.language
LANGUAGES = [(code, code) for code in SPOKEN]
TIME_ZONE = CONFIG.timezone
USE_TZ = True

STATIC_URL = "static/"
STATICFILES_DIRS = [HERE / "boot" / "static"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_ALLOW_ALL_ORIGINS = False

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "nomina.desk.boot.adapters.Accounts"
ACCOUNT_USER_MODEL_USERNAME_FIELD = "login"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "10/m/ip,5/5m/key"}
MFA_ADAPTER = "nomina.desk.boot.adapters.SecondFactors"
MFA_FORMS = {
    "login_webauthn": "nomina.desk.boot.passkeys.Login",
    "authenticate_webauthn": "nomina.desk.boot.passkeys.Second",
    "reauthenticate_webauthn": "nomina.desk.boot.passkeys.Again",
}
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SECURE and CONFIG.host == "localhost"
MFA_TOTP_ISSUER = "Nomina"
MFA_TOTP_TOLERANCE = 1
MFA_RECOVERY_CODES_SHOW_ONCE = True

# A cookie marked secure reaches http://localhost too in Chromium and Firefox.
SESSION_ENGINE = "nomina.desk.boot.sessions"
SESSION_COOKIE_NAME = "nomina"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Strict"
CSRF_TRUSTED_ORIGINS = [ORIGIN]
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if SECURE else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "frame-src": [NONE],
        "object-src": [NONE],
    }
}
