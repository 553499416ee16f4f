"""Addresses of a group's round for its leaders: under `omgang/<uuid:public_id>/`."""

from django.urls import path

from assessments.views import invitations, keeping, rounds, steering_link

urlpatterns = [
    path("", rounds.overview, name="round"),
    path("inbjudan/", invitations.show, name="invitations"),
    path("inbjudan/qr.svg", invitations.draw_group_qr, name="group_qr"),
    path("inbjudan/ny-lank/", invitations.renew_group_link, name="renew_group_link"),
    path("inbjudan/skicka-igen/", invitations.send_again, name="resend_invitations"),
    path("inbjudan/paminn/", invitations.remind_all, name="remind"),
    path("inbjudan/ta-bort/", invitations.take_back, name="withdraw_invitation"),
    path("arkiv.zip", keeping.archive, name="archive"),
    path("styrgrupp/", steering_link.show, name="steering_link"),
    path("styrgrupp/ta-bort/", steering_link.revoke, name="revoke_steering_link"),
]
