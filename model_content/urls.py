from django.urls import path

from model_content import views

urlpatterns = [
    path("fragor/", views.all_questions, name="all_questions"),
    path("kallor/", views.sources, name="sources"),
]
