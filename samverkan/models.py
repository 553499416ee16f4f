"""Accounts, and the table of what all workers count together."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _


class User(PermissionsMixin, AbstractBaseUser):
    """Whoever has shown that they read the mail of an address; nothing else is known of them.

    There is no password: one signs in with a code that is mailed. `last_login` is None until the
    first code has been given back.

    Staff are staff, and have what they may do, only where they have given their second factor:
    `second_factor_given` is set by the middleware for the request of such a session.

    A session holds a hash of the address and of `sessions_generation`, as Django's holds one of the
    password: when either changes, sessions begun before it end (`recent.keep_only_this`).
    """

    password = None  # type: ignore[assignment]
    email = models.EmailField(_("E-postadress"), unique=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    staff_since = models.DateTimeField(_("personal sedan"), null=True, blank=True)
    sessions_generation = models.PositiveIntegerField(default=0, editable=False)

    second_factor_given = False

    objects = BaseUserManager["User"]()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        verbose_name = _("konto")
        verbose_name_plural = _("konton")
        constraints = [
            models.CheckConstraint(condition=~Q(email=""), name="user_has_email"),
            models.CheckConstraint(condition=Q(email=Lower(F("email"))), name="user_email_lower"),
            models.CheckConstraint(
                condition=Q(is_superuser=False) | Q(staff_since__isnull=False),
                name="user_superuser_is_staff",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_staff(self) -> bool:
        return self.staff_since is not None and self.second_factor_given

    def has_usable_password(self) -> bool:
        return False

    def get_session_auth_hash(self) -> str:
        return self._hash_for_sessions(None)

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        return map(self._hash_for_sessions, settings.SECRET_KEY_FALLBACKS)

    def _hash_for_sessions(self, secret: str | None) -> str:
        what = f"{self.sessions_generation} {self.email}"
        return salted_hmac("samverkan.session", what, secret, algorithm="sha256").hexdigest()

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        return self.is_staff and super().has_perm(perm, obj)

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_staff and super().has_module_perms(app_label)


class StaffInvitation(models.Model):
    """A link, used once, that makes whoever signs in with its address one of the staff."""

    token_sha256 = models.CharField(max_length=64, unique=True)
    email = models.EmailField(_("E-postadress"), unique=True)
    as_superuser = models.BooleanField(default=False)
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("inbjudan")
        verbose_name_plural = _("inbjudningar")

    def __str__(self) -> str:
        return str(self.pk)


class Submission(models.Model):
    """A form that has been sent, and the key of what it made, so that it makes nothing twice.

    `key` is that of `form_tokens.read_submission`. It is deleted after two days.
    """

    key = models.CharField(max_length=64, primary_key=True)
    made = models.CharField(max_length=40, blank=True)
    sent_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        verbose_name = _("skickat formulär")
        verbose_name_plural = _("skickade formulär")

    def __str__(self) -> str:
        return self.key


class Shared(models.Model):
    """The table of one of Django's DatabaseCache, made by `migrate` as any other."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.cache_key


class SharedCount(Shared):
    """The default cache: all workers on all machines count the same there.

    The key is a hash (operation/shared_cache.py).
    """

    class Meta:
        db_table = "samverkan_shared_cache"
        verbose_name = _("räknare")
        verbose_name_plural = _("räknare")


class SharedReport(Shared):
    """Finished PDF files where machines share them (`SAMVERKAN_REPORTS=database`)."""

    class Meta:
        db_table = "samverkan_shared_report"
        verbose_name = _("färdig rapport")
        verbose_name_plural = _("färdiga rapporter")
