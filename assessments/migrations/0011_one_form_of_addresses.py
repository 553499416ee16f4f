"""Writes every stored address in the one form that all doors now give it (samverkan/texts.py).

Two accounts that turn out to be of one mailbox become one, as when somebody changes to an address
that has an account: what the one that goes leads and is let in to is moved to the one that stays.
That is the one that may do most and is protected most: a superuser before staff, then one with a
second factor, one that somebody has signed in to, the one in the right form already, the oldest.
Second factors and the staff's rights of the one that goes go with it.

An invitation to a round whose right form is invited too keeps its form, and its link: both work as
they did. What has no one form (a quoted local part) stays as it is and can no longer be signed in to.
"""

from contextlib import suppress

from django.db import migrations

from samverkan.texts import normalise_address


def find_form(email):
    """The form of an address that mail has been sent to: by the older rules for domains."""
    local, _, domain = email.rpartition("@")
    with suppress(UnicodeError):
        domain = domain.encode("idna").decode()
    return normalise_address(f"{local}@{domain}")


def rewrite(apps, schema_editor):
    _rewrite_accounts(apps)
    invitations = apps.get_model("samverkan", "StaffInvitation").objects
    for pk, _email, form in _list_other_forms(invitations):
        if invitations.filter(email=form).exists():
            invitations.filter(pk=pk).delete()  # the link for the right form is the one to use
        else:
            invitations.filter(pk=pk).update(email=form)
    invited = apps.get_model("assessments", "Invitation").objects
    for pk, _email, form in _list_other_forms(invited):
        assessment = invited.get(pk=pk).assessment_id
        if not invited.filter(assessment=assessment, email=form).exists():
            invited.filter(pk=pk).update(email=form)
    feedback = apps.get_model("assessments", "Feedback").objects
    for pk, _email, form in _list_other_forms(feedback.exclude(email="")):
        feedback.filter(pk=pk).update(email=form)


def _list_other_forms(rows):
    found = [(pk, email, find_form(email)) for pk, email in rows.values_list("pk", "email")]
    return [(pk, email, form) for pk, email, form in found if form and form != email]


def _rewrite_accounts(apps):
    users = apps.get_model("samverkan", "User").objects
    by_form = {}
    for pk, email in users.order_by("pk").values_list("pk", "email"):
        by_form.setdefault(find_form(email) or email, []).append(pk)
    for form, keys in by_form.items():
        stays, *others = sorted(users.filter(pk__in=keys), key=lambda user: _rank(apps, user, form))
        for goes in others:
            _move(apps, goes, stays)
            users.filter(pk=goes.pk).delete()
        if stays.email != form:
            users.filter(pk=stays.pk).update(email=form)


def _rank(apps, user, form):
    factors = apps.get_model("mfa", "Authenticator").objects
    return (
        not user.is_superuser,
        user.staff_since is None,
        not factors.filter(user_id=user.pk).exists(),
        user.last_login is None,
        user.email != form,
        user.pk,
    )


def _move(apps, goes, stays):
    apps.get_model("assessments", "Collaboration").objects.filter(owner_id=goes.pk).update(
        owner_id=stays.pk
    )
    members = apps.get_model("assessments", "Member").objects
    theirs, own = members.filter(user_id=goes.pk), members.filter(user_id=stays.pk)
    co_led = list(theirs.filter(role="co_leader").values_list("collaboration_id", flat=True))
    own.filter(collaboration_id__in=co_led).update(role="co_leader")
    known = list(own.values_list("collaboration_id", flat=True))
    theirs.exclude(collaboration_id__in=known).update(user_id=stays.pk)
    own.filter(collaboration__owner_id=stays.pk).delete()
    apps.get_model("assessments", "RoundEvent").objects.filter(user_id=goes.pk).update(
        user_id=stays.pk
    )


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0010_who_saved"),
        ("samverkan", "0002_staff"),
        ("mfa", "0003_authenticator_type_uniq"),
    ]

    operations = [migrations.RunPython(rewrite, migrations.RunPython.noop)]
