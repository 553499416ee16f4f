"""Addresses of the diagnosis. `d/` answers and changes, `l/` only reads."""

from django.urls import include, path

from assessments.views import (
    example,
    feedback,
    guide,
    manage,
    method,
    result,
    site,
    start,
    walk,
)

answer_patterns = [
    path("", manage.overview, name="overview"),
    path("uppgifter/", manage.change_details, name="change_details"),
    path("mejla/", manage.mail_link, name="mail_link"),
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

read_patterns = [
    path("", result.reading, name="read"),
    path("<int:number>/", result.reading, name="read_number"),
    path("<int:number>/<str:name>", result.reading_file, name="read_file"),
]

urlpatterns = [
    path("", start.home, name="home"),
    path("ny/", start.new, name="new"),
    path("exempel/", example.show, name="example"),
    path("exempel/<str:name>", example.download, name="example_file"),
    path("sa-gor-ni/", guide.guide, name="guide"),
    path("sa-gor-ni/mote/", guide.facilitator, name="facilitator"),
    path("metoden/", method.explain, name="method"),
    path("personuppgifter/", site.privacy, name="privacy"),
    path("tillganglighet/", site.accessibility, name="accessibility"),
    path("synpunkter/", feedback.give, name="feedback"),
    path("d/<str:token>/", include(answer_patterns)),
    path("l/<str:token>/", include(read_patterns)),
]
