"""Addresses of a collaboration's plan: under `samverkan/<uuid:public_id>/plan/`."""

from django.urls import path

from assessments.views import plan

urlpatterns = [
    path("", plan.show, name="plan"),
    path("ny/", plan.add, name="add_to_plan"),
    path("<int:action_id>/", plan.change, name="change_planned"),
    path("<int:action_id>/lage/", plan.change_status, name="planned_status"),
    path("<int:action_id>/ta-bort/", plan.remove, name="remove_planned"),
    path("<int:action_id>/bedom/", plan.reassess, name="reassess"),
    path("<str:name>", plan.download, name="plan_file"),
]
