"""The one settings file. Every variable it reads from the environment stands in the table of the README."""

from pathlib import Path

import environ

from cx311 import embedded
from cx311.tiles import tile_hosts

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

DATA = Path(env("CX311_DATA", default=str(BASE_DIR / ".data"))).resolve()
DEBUG = env.bool("CX311_DEBUG", default=False)
DEMO = env.bool("CX311_DEMO", default=False)
TESTING = env.bool("CX311_TESTING", default=False)

# --- the city ---------------------------------------------------------------------------------------------------------
CITY_NAME = env("CX311_CITY_NAME", default="Our City")
CITY_PHONE = env("CX311_CITY_PHONE", default="311")
CITY_TTY = env("CX311_CITY_TTY", default="711")
CITY_EMAIL = env("CX311_CITY_EMAIL", default="311@localhost")
PHONE_REGION = env("CX311_PHONE_REGION", default="US")
CITY_COLOR = env("CX311_CITY_COLOR", default="#0b5d66")
CITY_ACCENT = env("CX311_CITY_ACCENT", default="#b5500c")
CITY_CENTER = [float(n) for n in env.list("CX311_CITY_CENTER", default=["37.00", "-121.90"])]
TILES = env("CX311_TILES", default="")
TILES_ATTRIBUTION = env("CX311_TILES_ATTRIBUTION", default="")
GEOCODER = env("CX311_GEOCODER", default="routing.queries.search_addresses")
REVERSE_GEOCODER = env("CX311_REVERSE_GEOCODER", default="routing.queries.near_address")
REFERENCE_PREFIX = env("CX311_REFERENCE_PREFIX", default="CX")
PUBLIC_URL = env("CX311_URL", default="http://127.0.0.1:8311").rstrip("/")
TIME_ZONE = env("CX311_TIME_ZONE", default="America/Los_Angeles")
JURISDICTION_ID = env("CX311_JURISDICTION", default="")

# --- languages: every one the project can hold, and those the city has switched on ----------------------------------------
ALL_LANGUAGES = {
    "en": "English",
    "es": "Español",
    "vi": "Tiếng Việt",
    "zh-hant": "繁體中文",
    "ar": "العربية",
    "zh-hans": "简体中文",
    "fil": "Filipino",
    "ko": "한국어",
    "ja": "日本語",
    "ru": "Русский",
    "fa": "فارسی",
    "hi": "हिन्दी",
    "pa": "ਪੰਜਾਬੀ",
    "pt": "Português",
    "fr": "Français",
    "ht": "Kreyòl ayisyen",
    "km": "ខ្មែរ",
    "so": "Soomaali",
    "am": "አማርኛ",
    "ur": "اردو",
}
PSEUDO_LANGUAGES = {"en-xa": "⟦Ëñĝļïšĥ⟧", "ar-xb": "⟦Ëñĝļïšĥ⟧ ←"}  # nobody speaks them: catalog.pseudo
LANGUAGE_CODE = "en"
LANGUAGES = [(code, ALL_LANGUAGES[code]) for code in env.list("CX311_LANGUAGES", default=["en", "es", "vi", "zh-hant", "ar"])]
MODELTRANSLATION_LANGUAGES = tuple(ALL_LANGUAGES)
MODELTRANSLATION_DEFAULT_LANGUAGE = "en"
MODELTRANSLATION_ENABLE_FALLBACKS = False  # a missing text is shown marked (catalog.texts), never silently in English
LOCALE_PATHS = [BASE_DIR / "locale"]
PSEUDO_LOCALE = BASE_DIR / ".cache" / "locale"  # written by the command make_pseudo
if env.bool("CX311_PSEUDO", default=False):  # two languages nobody speaks, to find words that were never given to a translator
    LANGUAGES += list(PSEUDO_LANGUAGES.items())
    ALL_LANGUAGES |= PSEUDO_LANGUAGES
    LOCALE_PATHS.insert(0, PSEUDO_LOCALE)  # before ours: ar-XB would fall back to Arabic
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
USE_I18N = True
USE_TZ = True

# --- doors --------------------------------------------------------------------------------------------------------------
SECRET_KEY = env("CX311_SECRET_KEY", default="") or embedded.secret_key(DATA)
ALLOWED_HOSTS = env.list("CX311_HOSTS", default=["127.0.0.1", "localhost"])
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
HTTPS = PUBLIC_URL.startswith("https://")
PROXY_HOPS = env.int("CX311_PROXY_HOPS", default=0)
ROOT_URLCONF = "cx311.urls"
WSGI_APPLICATION = "cx311.wsgi.application"
APPEND_SLASH = True

INSTALLED_APPS = [
    "modeltranslation",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "whitenoise.runserver_nostatic",
    "pgtrigger",
    "rest_framework",
    "django_htmx",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "cx311",
    "portal",
    "console",
    "api",
    "surveys",
    "contact_center",
    "requests_app",
    "routing",
    "notifications",
    "contacts",
    "catalog",
    "accounts",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "cx311.compression.CompressText",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "portal.middleware.remember_language",
    "portal.middleware.count_fallbacks",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "console.access.ConsoleGate",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.context.city",
            ],
        },
    }
]

# --- Postgres and Valkey ---------------------------------------------------------------------------------------------------
DATABASES = {"default": env.db_url_config(env("DATABASE_URL", default="") or embedded.database_url(DATA))}
DATABASES["default"]["OPTIONS"] = {
    **DATABASES["default"].get("OPTIONS", {}),
    "pool": not TESTING and {"min_size": 1, "max_size": env.int("CX311_DATABASE_POOL", default=6), "timeout": 10},
    "application_name": "cx311",
}
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True  # a restarted Postgres costs nobody an error page
DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"] = env.bool("CX311_DATABASE_PGBOUNCER", default=False)  # its transactions share connections
REDIS_URL = env("REDIS_URL", default="") or embedded.redis_url(DATA)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "portal.views.errors.csrf"
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PROXY_HOPS else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://", 1).replace("?db=", "?virtual_host=")
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_SERIALIZER = "json"
CELERY_TIMEZONE = TIME_ZONE
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # a broker that went away is waited for, for ever
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_SEND_TASK_EVENTS = False
# Sweeps find what no nudge announced. Each expires before the next, so that a stopped worker comes back to no backlog of them.
CELERY_BEAT_SCHEDULER = "celery.beat:Scheduler"  # keeps nothing on disk: after a start everything is due
CELERY_BEAT_SCHEDULE = {
    "timers": {"task": "contact_center.tasks.run_timers", "schedule": 1.0, "options": {"expires": 2}},
    "outbox": {"task": "notifications.tasks.drain", "schedule": 5.0, "options": {"expires": 5}},
    "alerts": {"task": "requests_app.tasks.send_alerts", "schedule": 15 * 60.0, "options": {"expires": 15 * 60}},
    "drafts": {"task": "requests_app.tasks.forget_drafts", "schedule": 60 * 60.0, "options": {"expires": 60 * 60}},
    "surveys": {"task": "surveys.tasks.invite_closed", "schedule": 5.0 if DEMO else 60.0, "options": {"expires": 60}},
}

# --- mail and text messages ------------------------------------------------------------------------------------------------
vars().update(env.email_url_config(env("EMAIL_URL", default="smtp://127.0.0.1:1025")))
EMAIL_TIMEOUT = 10  # seconds; one worker waits no longer than this for a mail server that hangs
DEFAULT_FROM_EMAIL = env("CX311_MAIL_FROM", default="311@localhost")
SMS_BACKEND = env("CX311_SMS_BACKEND", default="notifications.channels.sms.log")
SMS_QUIET_HOURS = (21, 8)  # no text message from 21:00 to 08:00 city time, except the receipt for what she just sent

# --- files -----------------------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [("build", BASE_DIR / "static" / "build")]
MEDIA_ROOT = Path(env("CX311_MEDIA", default=str(DATA / "media")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

# --- staff sign-in ---------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.rules.RoleBackend", "allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "accounts.adapter.StaffAccounts"
ACCOUNT_SESSION_REMEMBER = True  # the console ends sessions itself (CONSOLE_IDLE_MINUTES, CONSOLE_SESSION_HOURS)
MFA_ADAPTER = "accounts.adapter.StaffSecondFactor"
MFA_ALLOW_UNVERIFIED_EMAIL = True  # an administrator typed the address
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "console:home"
ACCOUNT_LOGOUT_REDIRECT_URL = LOGIN_URL
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
DEMO_SKIPS_MFA = env.bool("CX311_DEMO_SKIPS_MFA", default=False)
CONSOLE_IDLE_MINUTES = env.int("CX311_CONSOLE_IDLE_MINUTES", default=30)
CONSOLE_SESSION_HOURS = env.int("CX311_CONSOLE_SESSION_HOURS", default=12)

# --- what a page may load: only our own ---------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:", "blob:", *tile_hosts(TILES)],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}
PERMISSIONS_POLICY = {"geolocation": "self", "camera": [], "microphone": [], "payment": [], "usb": []}

API_KEYS = env.list("CX311_API_KEYS", default=[]) + (["demo-key"] if DEMO else [])
API_POSTS_PER_MINUTE = env.int("CX311_API_POSTS_PER_MINUTE", default=200)
REST_FRAMEWORK = {"DEFAULT_AUTHENTICATION_CLASSES": [], "DEFAULT_PERMISSION_CLASSES": [], "UNAUTHENTICATED_USER": None}

CATALOGUE_CHECK_SECONDS = env.float("CX311_CATALOGUE_CHECK_SECONDS", default=1.0)
FALLBACK_SECONDS = None if TESTING else 10  # how often a process writes down what it showed in another language; None: never
SURVEY_DAYS = env.int("CX311_SURVEY_DAYS", default=30)  # answers are accepted this long
SURVEY_REST_DAYS = env.int("CX311_SURVEY_REST_DAYS", default=0 if DEMO else 14)  # nobody is asked again sooner; in the demo one plays many
OFFER_SECONDS = env.int("CX311_OFFER_SECONDS", default=120)
PRESENCE_SECONDS = 60  # a heartbeat every 15 s, gone after 60

# --- logs: to stderr, without personal data ----------------------------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"private": {"()": "cx311.logs.PrivateFormatter", "format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "private"}},
    "root": {"handlers": ["stderr"], "level": env("CX311_LOG_LEVEL", default="INFO")},
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "django.request": {"level": "ERROR"},  # a page not found is no news, and its address may be somebody's secret link
        "django.server": {"handlers": [], "level": "ERROR", "propagate": True},
        "celery.beat": {"level": "WARNING"},  # the sweeps run every second: only their failures are news
        "celery.worker.strategy": {"level": "WARNING"},
        "celery.app.trace": {"level": "WARNING"},
        "mail.log": {"level": "WARNING"},
    },
}
