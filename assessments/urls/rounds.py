"""Addresses of a group's round for its leaders: under `omgang/<uuid:public_id>/`."""

from django.urls import path

from assessments.views import (
    drafts,
    invitations,
    keeping,
    round_result,
    rounds,
    steering,
)

urlpatterns = [
    path("", rounds.overview, name="round"),
    path("installningar/", drafts.edit, name="edit_round"),
    path("radera/", drafts.delete, name="delete_round"),
    path("oppna/", drafts.open_, name="open_round"),
    path("forlang/", rounds.extend, name="extend_round"),
    path("antal/", rounds.asked, name="asked"),
    path("stang/", rounds.close, name="close_round"),
    path("oppna-igen/", rounds.reopen, name="reopen_round"),
    path("ta-bort-svarande/", rounds.remove_respondent, name="remove_respondent"),
    path("inbjudan/", invitations.show, name="invitations"),
    path("inbjudan/qr.svg", invitations.draw_group_qr, name="group_qr"),
    path("inbjudan/ny-lank/", invitations.renew_group_link, name="renew_group_link"),
    path("inbjudan/stang-lank/", invitations.turn_off_link, name="turn_off_group_link"),
    path("inbjudan/skicka-igen/", invitations.send_again, name="resend_invitations"),
    path("inbjudan/paminn/", invitations.remind_all, name="remind"),
    path("inbjudan/ta-bort/", invitations.take_back, name="withdraw_invitation"),
    path("arkiv.zip", keeping.archive, name="archive"),
    path("styrgrupp/", steering.link, name="steering_link"),
    path("styrgrupp/ta-bort/", steering.revoke, name="revoke_steering_link"),
    path("resultat/", round_result.show, name="round_result"),
    path("resultat/<int:number>/", round_result.show, name="round_result_number"),
    path("resultat/<int:number>/<str:name>", round_result.download, name="round_file"),
]
