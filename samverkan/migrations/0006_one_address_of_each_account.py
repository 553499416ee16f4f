"""The address of each account also stands in django-allauth's table, which changing it goes by.

It counts as verified: nobody signs in to an account before the code mailed to it is given back.
"""

from django.db import migrations


def store_addresses(apps, schema_editor):
    addresses = apps.get_model("account", "EmailAddress").objects
    addresses.all().delete()
    users = apps.get_model("samverkan", "User").objects.values_list("pk", "email")
    addresses.bulk_create(
        [
            addresses.model(user_id=pk, email=email, primary=True, verified=True)
            for pk, email in users.iterator()
        ],
        batch_size=1000,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("samverkan", "0005_recovery_codes_as_hashes"),
        ("account", "0009_emailaddress_unique_primary_email"),
        ("assessments", "0011_one_form_of_addresses"),  # it joins accounts of one mailbox
    ]

    operations = [migrations.RunPython(store_addresses, migrations.RunPython.noop)]
