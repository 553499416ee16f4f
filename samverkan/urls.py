"""All addresses. Those under /d/ and /l/ hold a secret: see assessments/links.py."""

from django.urls import include, path

from samverkan import views

handler400 = "samverkan.views.bad_request"
handler403 = "samverkan.views.permission_denied"
handler404 = "samverkan.views.page_not_found"
handler500 = "samverkan.views.server_error"

urlpatterns = [
    path("", include("assessments.urls")),
    path("", include("model_content.urls")),
    path("halsa/", views.health, name="health"),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", views.sitemap, name="sitemap"),
    path("favicon.ico", views.icon, name="icon"),
]
