"""Recovery codes that django-allauth had encrypted with the program's key are stored as hashes.

Those that cannot be decrypted any more are worthless already, and are deleted.
"""

import hmac
import secrets
from base64 import urlsafe_b64encode
from hashlib import sha1

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import migrations

from samverkan.accounts.codes import hash_code


def make_cipher():
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = (hmac.digest(key.encode(), b"second factor", "sha256") for key in keys)
    return MultiFernet([Fernet(urlsafe_b64encode(digest)) for digest in digests])


def list_unused(seed, used_mask):
    """The codes as django-allauth computes them: ten, of eight digits."""
    running = hmac.new(key=seed.encode("ascii"), msg=None, digestmod=sha1)
    for number in range(10):
        running.update(f"{number:3},".encode())
        if not used_mask & (1 << number):
            yield f"{int.from_bytes(running.digest()[:4], byteorder='big') % 10**8:08}"


def hash_stored(apps, schema_editor):
    cipher = make_cipher()
    stored = apps.get_model("mfa", "Authenticator").objects.filter(type="recovery_codes")
    for row in stored.iterator():
        try:
            seed = cipher.decrypt(row.data["seed"].encode()).decode()
        except (InvalidToken, KeyError):
            row.delete()
            continue
        salt = secrets.token_hex(16)
        unused = list_unused(seed, row.data["used_mask"])
        row.data = {"salt": salt, "hashes": [hash_code(code, salt) for code in unused]}
        row.save(update_fields=["data"])


class Migration(migrations.Migration):
    dependencies = [
        ("samverkan", "0004_sessions_generation"),
        ("mfa", "0003_authenticator_type_uniq"),
    ]

    operations = [migrations.RunPython(hash_stored, migrations.RunPython.noop)]
