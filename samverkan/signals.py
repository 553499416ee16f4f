"""What happens to accounts that apps with things of their own on them have to know."""

from django.dispatch import Signal

account_replaced = Signal()
"""`former`, an account that nobody has signed in to, is about to be deleted for the sake of `user`.

Sent in the transaction that deletes it. What hangs on `former` is to be moved to `user`.
"""
