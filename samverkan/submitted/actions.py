"""Remembers forms that have been sent, so that one that is sent twice makes nothing twice."""

from datetime import timedelta

from samverkan.models import Submission

SUBMISSIONS_KEPT = timedelta(days=2)  # how long a form that has been sent is known again


def take_submission(key: str) -> Submission:
    """The form that is being sent: it has made nothing yet, unless it has been sent before.

    To be asked, with the key of `form_tokens.read_submission`, in the transaction that makes
    something: of two at once the second waits until the first has noted what it made (`note_made`).
    """
    return Submission.objects.get_or_create(key=key)[0] if key else Submission()


def note_made(sent: Submission, made: object) -> None:
    if sent.key:
        Submission.objects.filter(key=sent.key).update(made=str(made))


def forget_submission(key: str) -> None:
    """Let the same form be sent once more: what it was to lead to has failed."""
    Submission.objects.filter(key=key).delete()
