"""Addresses. `d/` answers and changes, `l/` only reads, `g/` and `i/` join a group's round, `s/` is
for its steering group, `r/` for a vote at its meeting; `samverkan/` and `omgang/` are for members.
"""

from django.urls import include, path

import samverkan.site.numbers  # noqa: F401  registers <number:…>
from assessments.filling.views import manage, mine, preview, respond, walk
from assessments.groups.views import collaborations, members
from assessments.iceberg.views import screen as iceberg
from assessments.keeping import views as keeping
from assessments.meeting.views import meeting, votes
from assessments.plan import views as plan
from assessments.region.views import overview as region
from assessments.region.views import questions as statistics
from assessments.results import views as result
from assessments.rounds.views import drafts, invitations, rounds
from assessments.sharing.views import leading as sharing
from assessments.sharing.views import public as learning
from assessments.sharing.views import staff as approvals
from assessments.site.views import site
from assessments.steering.views import leading
from assessments.steering.views import page as steering
from assessments.tools import views as tools

# Both for who has the link to answer and for the owner.
diagnosis_patterns = [
    path("", manage.overview, name="overview"),
    path("uppgifter/", manage.change_details, name="change_details"),
    path("radera/", manage.delete, name="delete"),
    path("steg/preliminart/", walk.preliminary, name="preliminary"),
    path("steg/klart/", walk.check, name="check"),
    path("steg/<slug:slug>/", walk.page, name="page"),
    path("svar/", walk.answers, name="answers"),
    path("visa/", result.conclude, name="conclude"),
    path("parter/", tools.parties, name="parties"),
    path("egen/", tools.own_sheet, name="own_sheet"),
    path("ingangsvarde/", tools.own_page, name="own_page"),
    path("ingangsvarde.pdf", tools.own_page, {"as_file": True}, name="own_page_file"),
    path("resultat/", result.answering, name="result"),
    path("resultat/<number:number>/", result.answering, name="result_number"),
    path("resultat/<number:number>/<str:name>", result.answering_file, name="result_file"),
]

answer_patterns = [
    *diagnosis_patterns,
    path("mejla/", manage.mail_link, name="mail_link"),
    path("lagg-till/", mine.remember, name="remember"),
    path("avsluta/", preview.end, name="end_preview"),
]

owner_patterns = [
    *diagnosis_patterns,
    path("ny-lank/", mine.renew, name="renew"),
]

read_patterns = [
    path("", result.reading, name="read"),
    path("<number:number>/", result.reading, name="read_number"),
    path("<number:number>/<str:name>", result.reading_file, name="read_file"),
]

# Under `samverkan/`.
collaboration_patterns = [
    path("ny/", collaborations.new, name="new_collaboration"),
    path("<uuid:public_id>/", collaborations.overview, name="collaboration"),
    path("<uuid:public_id>/omgangar/ny/", drafts.new, name="new_round"),
    path("<uuid:public_id>/lagring/", keeping.keeping, name="keeping"),
    path("<uuid:public_id>/synas/", sharing.sharing, name="sharing"),
    path("<uuid:public_id>/radera/", keeping.delete, name="delete_collaboration"),
    path("<uuid:public_id>/allt.json", keeping.export, name="export_collaboration"),
    path("<uuid:public_id>/uppgifter/", collaborations.profile, name="profile"),
    path("<uuid:public_id>/delar/", collaborations.parts, name="parts"),
    path("<uuid:public_id>/verktyg/", tools.of_collaboration, name="collaboration_tools"),
    path("<uuid:public_id>/verktyg/<uuid:sheet>/styrgrupp/", tools.link, name="sheet_link"),
    path("<uuid:public_id>/isberget/", iceberg.show, name="iceberg"),
    path("<uuid:public_id>/isberget/qr.svg", iceberg.draw_qr, name="iceberg_qr"),
    path("<uuid:public_id>/isberget/isberget.pdf", iceberg.download, name="iceberg_pdf"),
    path("<uuid:public_id>/isberget/<number:number>/", iceberg.question, name="iceberg_question"),
    path("<uuid:public_id>/medlemmar/", members.members, name="members"),
    path("<uuid:public_id>/lamna/", members.leave, name="leave"),
]

# Under `samverkan/<uuid:public_id>/plan/`.
plan_patterns = [
    path("", plan.show, name="plan"),
    path("ny/", plan.add, name="add_to_plan"),
    path("<number:action_id>/", plan.change, name="change_planned"),
    path("<number:action_id>/lage/", plan.change_status, name="planned_status"),
    path("<number:action_id>/ta-bort/", plan.remove, name="remove_planned"),
    path("<number:action_id>/bedom/", plan.reassess, name="reassess"),
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
    path("visa-resultatet/", rounds.show_result, name="show_result"),
    path("ta-bort-svarande/", rounds.remove_respondent, name="remove_respondent"),
    path("inbjudan/", invitations.show, name="invitations"),
    path("inbjudan/lank/", invitations.show_link, name="group_link"),
    path("inbjudan/skarm/", invitations.show_screen, name="group_screen"),
    path("inbjudan/qr.svg", invitations.draw_group_qr, name="group_qr"),
    path("inbjudan/ny-lank/", invitations.renew_group_link, name="renew_group_link"),
    path("inbjudan/stang-lank/", invitations.turn_off_link, name="turn_off_group_link"),
    path("inbjudan/skicka-igen/", invitations.send_again, name="resend_invitations"),
    path("inbjudan/paminn/", invitations.remind_all, name="remind"),
    path("inbjudan/paminnelse/", invitations.set_reminder, name="set_reminder"),
    path("inbjudan/ta-bort/", invitations.take_back, name="withdraw_invitation"),
    path("arkiv.zip", keeping.archive, name="archive"),
    path("styrgrupp/", leading.link, name="steering_link"),
    path("styrgrupp/mejla/", leading.mail, name="mail_steering_link"),
    path("styrgrupp/svara/", leading.answer, name="answer_steering"),
    path("styrgrupp/beslut/<number:decision_id>/", leading.correct, name="correct_decision"),
    path("styrgrupp/ta-bort/", leading.revoke, name="revoke_steering_link"),
    path("styrgrupp/utdrag/<str:day>.pdf", leading.round_extract, name="round_extract"),
    path("resultat/", rounds.result, name="round_result"),
    path("resultat/<number:number>/", rounds.result, name="round_result_number"),
    path("resultat/<number:number>/<str:name>", rounds.result_file, name="round_file"),
]

# Under `omgang/<uuid:public_id>/mote/`.
meeting_patterns = [
    path("", meeting.meeting, name="meeting"),
    path("atgard/<number:action>/", meeting.action, name="meeting_action"),
    path("svar/", meeting.answers, name="meeting_answers"),
    path("anteckningar.<str:ending>", meeting.minutes, name="meeting_minutes"),
    path("amnen/", meeting.topics, name="meeting_topics"),
    path("<slug:slug>/", meeting.meeting, name="meeting_subject"),
    path("<slug:slug>/rosta/", votes.open_, name="open_vote"),
    path("<slug:slug>/rosta/stang/", votes.close, name="close_vote"),
    path("<slug:slug>/rosta/qr.svg", votes.draw_qr, name="vote_qr"),
]

# Under `s/<str:signed>/`.
steering_patterns = [
    path("", steering.page, name="steering_report"),
    path("rapport/", steering.full_report, name="steering_full"),
    path("rapport/<number:number>/<str:name>", steering.file, name="steering_file"),
    path("kommentar/", steering.comment, name="steering_comment"),
    path("beslut/", steering.decide, name="steering_decision"),
    path("beslut/<number:action_id>/", steering.decide_item, name="steering_item"),
    path("utdrag/<str:day>.pdf", steering.extract, name="steering_extract"),
]

urlpatterns = [
    path("", manage.home, name="home"),
    path("ny/", manage.new, name="new"),
    path("exempel/", site.example, name="example"),
    path("exempel/<str:name>", site.example_file, name="example_file"),
    path("exempel/grupp/", site.example, {"of_group": True}, name="group_example"),
    path(
        "exempel/grupp/<str:name>",
        site.example_file,
        {"of_group": True},
        name="group_example_file",
    ),
    path("sa-gor-ni/", site.guide, name="guide"),
    path("sa-gor-ni/lokala-parter/", site.local_parties, name="local_parties"),
    path("sa-gor-ni/resultatmote/", site.result_meeting, name="result_meeting"),
    path("sa-gor-ni/mote/", site.facilitator, name="facilitator"),
    path("lar-av-varandra/", learning.listed, name="learn"),
    path("lar-av-varandra/<number:number>/", learning.ask, name="ask"),
    path("verktyg/", tools.index, name="tools"),
    path("verktyg/<slug:key>/", tools.show, name="tool"),
    path("verktyg/<slug:key>/ny/", tools.start, name="start_tool"),
    path("verktyg/<slug:key>/formular.pdf", tools.form_pdf, name="tool_form"),
    path("metoden/", site.explain, name="method"),
    path("personal/statistik/", statistics.question_statistics, name="question_statistics"),
    path(
        "personal/statistik/fragor.csv",
        statistics.question_statistics_file,
        name="question_statistics_file",
    ),
    path("personal/samverkan/", approvals.listed, name="approvals"),
    path("personal/samverkan/<number:number>/", approvals.one, name="approve"),
    path("personal/regionen/", region.manage, name="manage_region"),
    path("personal/regionen/<number:year>/", region.publish, name="publish_region"),
    path("regionen/", region.newest, name="region"),
    path("regionen/<number:year>/", region.year, name="region_year"),
    path("regionen/<number:year>/<str:name>", region.file, name="region_file"),
    path("personuppgifter/", site.privacy, name="privacy"),
    path("tillganglighet/", site.accessibility, name="accessibility"),
    path("synpunkter/", site.feedback, name="feedback"),
    path("mina/", mine.mine, name="mine"),
    path("mina/lagg-till/", mine.claim, name="claim"),
    path("mina/radera-kontot/", mine.delete_own_account, name="delete_account"),
    path("personal/forhandsgranska/<number:edition_id>/", preview.start, name="preview_edition"),
    path(
        "personal/forhandsgranska/<number:edition_id>/verktyg/",
        preview.show_tool,
        name="preview_tool",
    ),
    path("d/<str:token>/", include(answer_patterns)),
    # After the one above: of a name that both have, the address made is this for a round's id.
    path("mina/<uuid:token>/", include(owner_patterns)),
    path("l/<str:token>/", include(read_patterns)),
    path("g/<str:signed>/", respond.join, name="join"),
    path("k/<str:code>/", invitations.follow_code, name="code"),
    path("i/<str:signed>/", respond.invited, name="invited"),
    path("d/<str:token>/om-dig/", respond.background, name="background"),
    path("d/<str:token>/lamna-in/", respond.hand_in, name="hand_in"),
    path("d/<str:token>/tack/", respond.handed_in, name="handed_in"),
    path("d/<str:token>/tack/mejl/", respond.result_notice, name="result_notice"),
    path("samverkan/", include(collaboration_patterns)),
    path("samverkan/<uuid:public_id>/plan/", include(plan_patterns)),
    path("omgang/<uuid:public_id>/", include(round_patterns)),
    path("omgang/<uuid:public_id>/mote/", include(meeting_patterns)),
    path("s/<str:signed>/", include(steering_patterns)),
    path("r/<str:signed>/", votes.ballot, name="ballot"),
]
