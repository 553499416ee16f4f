from django.urls import path

from model_content import views

urlpatterns = [
    path("fragor/", views.all_questions, name="all_questions"),
    path("fragor/fragor.pdf", views.all_questions_pdf, name="all_questions_pdf"),
    path("kallor/", views.sources, name="sources"),
]
