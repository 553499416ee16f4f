"""All addresses. Those under /d/ and /l/ hold a secret: see assessments/links.py."""

from django.urls import include, path

from samverkan import accounts, views

handler400 = "samverkan.views.bad_request"
handler403 = "samverkan.views.permission_denied"
handler404 = "samverkan.views.page_not_found"
handler500 = "samverkan.views.server_error"

# Of django-allauth only what is named here; it knows signing in by two names.
account_patterns = [
    path("logga-in/", accounts.sign_in, name="account_login"),
    path("logga-in/", accounts.sign_in, name="account_request_login_code"),
    path("kod/", accounts.confirm, name="account_confirm_login_code"),
    path("logga-ut/", accounts.sign_out, name="account_logout"),
]

urlpatterns = [
    path("", include("assessments.urls")),
    path("", include("model_content.urls")),
    path("konto/", include(account_patterns)),
    path("halsa/", views.health, name="health"),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", views.sitemap, name="sitemap"),
    path("favicon.ico", views.icon, name="icon"),
]
