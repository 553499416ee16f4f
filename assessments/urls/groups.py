"""Addresses of a collaboration, its plan and its rounds for members, and of the steering group."""

from django.urls import path

from assessments.groups.views import collaborations, members
from assessments.keeping import views as keeping
from assessments.plan import views as plan
from assessments.rounds.views import drafts, invitations, rounds
from assessments.steering import views as steering

# Under `samverkan/`.
collaboration_patterns = [
    path("ny/", collaborations.new, name="new_collaboration"),
    path("<uuid:public_id>/", collaborations.overview, name="collaboration"),
    path("<uuid:public_id>/omgangar/ny/", drafts.new, name="new_round"),
    path("<uuid:public_id>/lagring/", keeping.keeping, name="keeping"),
    path("<uuid:public_id>/radera/", keeping.delete, name="delete_collaboration"),
    path("<uuid:public_id>/allt.json", keeping.export, name="export_collaboration"),
    path("<uuid:public_id>/uppgifter/", collaborations.profile, name="profile"),
    path("<uuid:public_id>/delar/", collaborations.parts, name="parts"),
    path("<uuid:public_id>/medlemmar/", members.members, name="members"),
    path("<uuid:public_id>/lamna/", members.leave, name="leave"),
]

# Under `samverkan/<uuid:public_id>/plan/`.
plan_patterns = [
    path("", plan.show, name="plan"),
    path("ny/", plan.add, name="add_to_plan"),
    path("<int:action_id>/", plan.change, name="change_planned"),
    path("<int:action_id>/lage/", plan.change_status, name="planned_status"),
    path("<int:action_id>/ta-bort/", plan.remove, name="remove_planned"),
    path("<int:action_id>/bedom/", plan.reassess, name="reassess"),
    path("<str:name>", plan.download, name="plan_file"),
]

# Under `omgang/<uuid:public_id>/`.
round_patterns = [
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
    path("resultat/", rounds.result, name="round_result"),
    path("resultat/<int:number>/", rounds.result, name="round_result_number"),
    path("resultat/<int:number>/<str:name>", rounds.result_file, name="round_file"),
]

# Under `s/<str:signed>/`.
steering_patterns = [
    path("", steering.page, name="steering_report"),
    path("rapport/", steering.full_report, name="steering_full"),
    path("rapport/<int:number>/<str:name>", steering.file, name="steering_file"),
    path("kommentar/", steering.comment, name="steering_comment"),
    path("beslut/", steering.decide, name="steering_decision"),
]
