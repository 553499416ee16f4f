"""Accounts, and the table of what all workers count together."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _


class User(AbstractBaseUser):
    """Whoever has shown that they read the mail of an address; nothing else is known of them.

    There is no password: one signs in with a code that is mailed. `last_login` is None until the
    first code has been given back.
    """

    password = None  # type: ignore[assignment]
    email = models.EmailField(_("E-postadress"), unique=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = BaseUserManager["User"]()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        verbose_name = _("konto")
        verbose_name_plural = _("konton")
        constraints = [
            models.CheckConstraint(condition=~Q(email=""), name="user_has_email"),
            models.CheckConstraint(condition=Q(email=Lower(F("email"))), name="user_email_lower"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class SharedCount(models.Model):
    """The table of the default cache (Django's DatabaseCache), made by `migrate` as any other.

    allauth counts its attempts there, so all workers on all machines count the same. The key is a
    keyed hash: see samverkan/shared_cache.py.
    """

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "samverkan_shared_cache"
        verbose_name = _("räknare")
        verbose_name_plural = _("räknare")

    def __str__(self) -> str:
        return self.cache_key
