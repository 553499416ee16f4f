"""All addresses. Those under /d/ and /l/ hold a secret: see assessments/core/links.py."""

from django.contrib import admin
from django.urls import include, path
from django.views.decorators.http import require_safe
from django.views.generic import RedirectView

import samverkan.admin.staff
import samverkan.site.numbers  # noqa: F401  registers <number:…>
from samverkan.accounts import organisation, recent, second_factor, staff
from samverkan.accounts import sign_in as accounts
from samverkan.site import language, views
from samverkan.submitted import unsaved

handler400 = "samverkan.site.views.bad_request"
handler403 = "samverkan.site.views.permission_denied"
handler404 = "samverkan.site.views.page_not_found"
handler500 = "samverkan.site.views.server_error"

# Of django-allauth only what is named here; it knows signing in by two names.
account_patterns = [
    path("", require_safe(RedirectView.as_view(pattern_name="mfa_index")), name="account"),
    path("logga-in/", accounts.sign_in, name="account_login"),
    path("logga-in/", accounts.sign_in, name="account_request_login_code"),
    path("kod/", accounts.confirm, name="account_confirm_login_code"),
    path("logga-ut/", accounts.sign_out, name="account_logout"),
    path("andra-steget/", second_factor.second_factor, name="mfa_authenticate"),
    path("passnyckel/", second_factor.passkey_sign_in, name="mfa_login_webauthn"),
    path("igen/", recent.sign_in_again, name="sign_in_again"),
    path("sakerhet/", second_factor.security, name="mfa_index"),
    path("sakerhet/adress/", accounts.change_address, name="account_email"),
    path("sakerhet/adress/kod/", accounts.confirm_address, name="account_email_verification_sent"),
    path("sakerhet/app/", second_factor.add_app, name="mfa_activate_totp"),
    path("sakerhet/passnyckel/", second_factor.add_passkey, name="mfa_add_webauthn"),
    path("sakerhet/reservkoder/", second_factor.recovery_codes, name="mfa_view_recovery_codes"),
    path("sakerhet/ta-bort/<number:pk>/", second_factor.take_away, name="remove_factor"),
    path("inbjudan/<str:token>/", staff.invitation, name="staff_invitation"),
]
provider = {"provider_id": organisation.PROVIDER}
organisation_patterns = [
    path("", organisation.start, provider, name="openid_connect_login"),
    path("svar/", organisation.callback, provider, name="openid_connect_callback"),
]

urlpatterns = [
    path("", include("assessments.urls")),
    path("", include("model_content.urls")),
    path("konto/", include(account_patterns)),
    path("konto/organisation/", include(organisation_patterns)),
    path("personal/", staff.home, name="staff"),
    path("personal/innehall/utgavor/", include("model_content.editor.urls")),
    path("personal/innehall/", admin.site.urls),
    path("osparat/", unsaved.waiting, name="unsaved"),
    path("sprak/", language.set_language, name="set_language"),
    path("halsa/", views.health, name="health"),
    path("halsa/lever/", views.alive, name="alive"),
    path("halsa/matt/", views.metrics, name="metrics"),
    path(".well-known/security.txt", views.security, name="security"),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", views.sitemap, name="sitemap"),
    path("favicon.ico", views.icon, name="icon"),
]
