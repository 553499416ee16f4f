"""What the pages of an account and of the staff read."""

from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import decrypt
from cryptography.fernet import InvalidToken
from django.db.models import QuerySet

from samverkan.accounts.actions import hash_token
from samverkan.models import StaffInvitation, User
from samverkan.texts import sort_key


@dataclass(frozen=True)
class SecondFactors:
    """What an account asks for when somebody signs in, besides the code by mail."""

    app: Authenticator | None
    passkeys: tuple[Authenticator, ...]
    code_hashes: tuple[str, ...]

    @property
    def has_any(self) -> bool:
        return self.app is not None or bool(self.passkeys)

    @property
    def codes_left(self) -> int:
        return len(self.code_hashes)

    @property
    def is_app_lost(self) -> bool:
        """Whether the app's codes can no longer be checked: the program's key is another now."""
        try:
            if self.app is not None:
                decrypt(self.app.data["secret"])
        except InvalidToken:
            return True
        return False


def fetch_second_factors(user: User) -> SecondFactors:
    """All that an account has set up, in the order it was done; one query."""
    kinds = Authenticator.Type
    rows = list(Authenticator.objects.filter(user=user).order_by("created_at", "pk"))
    codes = [row for row in rows if row.type == kinds.RECOVERY_CODES]
    return SecondFactors(
        app=next((row for row in rows if row.type == kinds.TOTP), None),
        passkeys=tuple(row for row in rows if row.type == kinds.WEBAUTHN),
        code_hashes=tuple(codes[0].data.get("hashes", ())) if codes else (),
    )


def list_factors(user: User) -> QuerySet[Authenticator]:
    """The app and the passkeys of an account, each of which signing in asks for."""
    every: QuerySet[Authenticator] = Authenticator.objects.filter(user=user)
    return every.exclude(type=Authenticator.Type.RECOVERY_CODES)


def fetch_invitation(token: str, *, now: datetime) -> StaffInvitation | None:
    """The invitation that a link opens, if it has neither been used nor grown too old."""
    found = StaffInvitation.objects.filter(token_sha256=hash_token(token), expires_at__gt=now)
    return found.first()


def fetch_group_names(user: User) -> list[str]:
    return sorted(user.groups.values_list("name", flat=True), key=sort_key)


def list_staff(users: QuerySet[User]) -> QuerySet[User]:
    return users.filter(staff_since__isnull=False).prefetch_related("groups")
