"""Addresses. `d/` answers and changes, `l/` only reads, `g/` and `i/` join a group's round, `s/` is
for its steering group; `samverkan/` and `omgang/` are a collaboration and a round for its members.
"""

from django.urls import include, path

from assessments.filling.views import manage, mine, preview, start, walk
from assessments.region import views as statistics
from assessments.results import views as result
from assessments.site.views import method, site
from assessments.urls import groups, meeting, respond

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
    path("resultat/", result.answering, name="result"),
    path("resultat/<int:number>/", result.answering, name="result_number"),
    path("resultat/<int:number>/<str:name>", result.answering_file, name="result_file"),
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
    path("<int:number>/", result.reading, name="read_number"),
    path("<int:number>/<str:name>", result.reading_file, name="read_file"),
]

urlpatterns = [
    path("", start.home, name="home"),
    path("ny/", start.new, name="new"),
    path("exempel/", site.example, name="example"),
    path("exempel/<str:name>", site.example_file, name="example_file"),
    path("sa-gor-ni/", site.guide, name="guide"),
    path("sa-gor-ni/mote/", site.facilitator, name="facilitator"),
    path("metoden/", method.explain, name="method"),
    path("personal/statistik/", statistics.question_statistics, name="question_statistics"),
    path(
        "personal/statistik/fragor.csv",
        statistics.question_statistics_file,
        name="question_statistics_file",
    ),
    path("personuppgifter/", site.privacy, name="privacy"),
    path("tillganglighet/", site.accessibility, name="accessibility"),
    path("synpunkter/", site.feedback, name="feedback"),
    path("mina/", mine.mine, name="mine"),
    path("mina/lagg-till/", mine.claim, name="claim"),
    path("mina/radera-kontot/", mine.delete_own_account, name="delete_account"),
    path("personal/forhandsgranska/<int:edition_id>/", preview.start, name="preview_edition"),
    path("d/<str:token>/", include(answer_patterns)),
    # After the one above: of a name that both have, the address made is this for a round's id.
    path("mina/<uuid:token>/", include(owner_patterns)),
    path("l/<str:token>/", include(read_patterns)),
    path("", include(respond.urlpatterns)),
    path("samverkan/", include(groups.collaboration_patterns)),
    path("samverkan/<uuid:public_id>/plan/", include(groups.plan_patterns)),
    path("omgang/<uuid:public_id>/", include(groups.round_patterns)),
    path("omgang/<uuid:public_id>/mote/", include(meeting.urlpatterns)),
    path("s/<str:signed>/", include(groups.steering_patterns)),
]
