"""Addresses of the pages about the model; those of its parts end with their code."""

from django.urls import path
from django.views.decorators.http import require_safe
from django.views.generic import RedirectView

from model_content import views

urlpatterns = [
    path("modellen/", views.model, name="model"),
    path("modellen/<slug:code>/", views.stage, name="stage"),
    # Their list is on the model's page; people shorten addresses.
    path("aspekter/", require_safe(RedirectView.as_view(pattern_name="model")), name="aspects"),
    path("aspekter/<slug:code>/", views.aspect, name="aspect"),
    path("erfarenheter/", views.cases, name="cases"),
    path("erfarenheter/<slug:code>/", views.case, name="case"),
    path("fragor/", views.all_questions, name="all_questions"),
    path("fragor/fragor.pdf", views.all_questions_pdf, name="all_questions_pdf"),
    # Their list is on the page of the tools.
    path("lasa/", views.readings, name="readings"),
    path("lasa/<slug:key>/", views.reading, name="reading"),
    path("kallor/", views.sources, name="sources"),
]
