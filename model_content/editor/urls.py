"""Addresses of the pages where content is edited; all stand under the staff's prefix."""

from django.urls import path

from model_content.editor import editions, history, outline, parts, ready, translate

urlpatterns = [
    path("las-in/", editions.read_in, name="edition_import"),
    path("<int:pk>/", outline.outline, name="edition"),
    path("<int:pk>/klart/", ready.ready, name="edition_ready"),
    path("<int:pk>/publicera/", ready.publish, name="edition_publish"),
    path("<int:pk>/historik/", history.history, name="edition_history"),
    path("<int:pk>/historik/<int:change_id>/", history.restore, name="edition_restore"),
    path("<int:pk>/rattelse/<path:key>/", history.settle, name="edition_settle"),
    path("<int:pk>/oversatt/<slug:language>/", translate.translate, name="edition_translate"),
    path("<int:pk>/nytt-utkast/", editions.copy, name="edition_copy"),
    path("<int:pk>/ta-i-bruk/", editions.take_up, name="edition_take_up"),
    path("<int:pk>/ta-bort/", editions.delete, name="edition_delete"),
    path("<int:pk>/hamta/<slug:name>/", editions.export, name="edition_export"),
    path("<int:pk>/lagg-till/<slug:slot>/", parts.add, name="part_add"),
    path("<int:pk>/text/<path:key>/", parts.change, name="part"),
    path("<int:pk>/flytta/<path:key>/", parts.move, name="part_move"),
    path("<int:pk>/ta-bort/<path:key>/", parts.delete, name="part_delete"),
    path("<int:pk>/textens-historik/<path:key>/", history.history, name="part_history"),
]
