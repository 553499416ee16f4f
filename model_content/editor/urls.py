"""Addresses of the pages where content is edited; all stand under the staff's prefix."""

from django.urls import path

import samverkan.site.numbers  # noqa: F401  registers <number:…>
from model_content.editor import editions, history, outline, parts, ready, translate

urlpatterns = [
    path("las-in/", editions.read_in, name="edition_import"),
    path("<number:pk>/", outline.outline, name="edition"),
    path("<number:pk>/klart/", ready.ready, name="edition_ready"),
    path("<number:pk>/publicera/", ready.publish, name="edition_publish"),
    path("<number:pk>/historik/", history.history, name="edition_history"),
    path("<number:pk>/historik/<number:change_id>/", history.restore, name="edition_restore"),
    path("<number:pk>/rattelse/<path:key>/", history.settle, name="edition_settle"),
    path("<number:pk>/oversatt/<slug:language>/", translate.translate, name="edition_translate"),
    path("<number:pk>/nytt-utkast/", editions.copy, name="edition_copy"),
    path("<number:pk>/ta-i-bruk/", editions.take_up, name="edition_take_up"),
    path("<number:pk>/ta-bort/", editions.delete, name="edition_delete"),
    path("<number:pk>/hamta/<slug:name>/", editions.export, name="edition_export"),
    path("<number:pk>/lagg-till/<slug:slot>/", parts.add, name="part_add"),
    path("<number:pk>/text/<path:key>/", parts.change, name="part"),
    path("<number:pk>/flytta/<path:key>/", parts.move, name="part_move"),
    path("<number:pk>/ta-bort/<path:key>/", parts.delete, name="part_delete"),
    path("<number:pk>/textens-historik/<path:key>/", history.history, name="part_history"),
]
