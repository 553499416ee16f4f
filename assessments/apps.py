"""Ties the assessments to what happens to accounts, of which samverkan/ knows nothing more."""

from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    """The app."""

    name = "assessments"

    def ready(self) -> None:
        from assessments.actions.accounts import take_over
        from samverkan.signals import account_replaced

        account_replaced.connect(take_over, dispatch_uid="assessments.take_over")
