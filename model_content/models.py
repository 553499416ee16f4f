"""What we ask and teach: editions of the model, each a document (domain/content.py).

Stages, aspects and questions have a `code` that is stable across editions; answers and comparisons
over time refer to it. Publishing an edition stores its document as an immutable `Revision`, and
everything a visitor sees is read from revisions (`selectors.editions.fetch_edition`).
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class EditionStatus(models.TextChoices):
    DRAFT = "draft", _("Utkast")
    PUBLISHED = "published", _("Publicerad")
    RETIRED = "retired", _("Utgången")
    PREVIEW = "preview", _("Förhandsgranskning")


class ModelEditions(models.Manager["Edition"]):
    """The editions of the model."""

    def get_queryset(self) -> models.QuerySet[Edition]:
        return super().get_queryset().filter(tool="")


class Edition(models.Model):
    """One edition of the model, for example 2026.1, or of a tool: `objects` are the model's only.

    Of the published ones, the last that was taken into use is what new rounds answer and what the
    public pages show. What a draft says is its `document` (domain/document.py); whatever has been
    published says what its newest revision does. A preview is a copy of a draft, with a revision,
    that somebody looks at; it is deleted with what was answered.
    """

    # The key of the tool, or `PAGE` and that of the page; empty of an edition of the model.
    tool = models.CharField(max_length=60, blank=True, default="", editable=False)
    code = models.SlugField(_("kod"), max_length=20, validators=[])
    status = models.CharField(
        _("status"), max_length=10, choices=EditionStatus, default=EditionStatus.DRAFT
    )
    published_at = models.DateField(_("publicerad"), null=True, blank=True)
    # When it was last taken into use; of a preview when it was made, and of a draft nothing.
    in_use_since = models.DateTimeField(default=timezone.now, editable=False)
    # Translations that readers are not given, as they are older than the published text.
    outdated = models.JSONField(default=dict, editable=False)
    based_on = models.CharField(_("gjord av"), max_length=20, blank=True, editable=False)
    # Which revision of that edition a draft was made from, 0 if that was none of ours.
    based_on_revision = models.PositiveIntegerField(default=0, editable=False)
    document = models.JSONField(null=True, editable=False)

    every = models.Manager()
    objects = ModelEditions()

    class Meta:
        verbose_name = _("utgåva")
        verbose_name_plural = _("utgåvor")
        permissions = [
            ("edit_content", "Kan ändra modellens innehåll"),
            ("publish_content", "Kan publicera och rätta utgåvor"),
            ("view_question_statistics", "Kan se hur frågorna fungerar"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["tool", "code"], name="edition_code_unique"),
            models.CheckConstraint(
                condition=Q(status__in=EditionStatus.values), name="edition_status_known"
            ),
            models.CheckConstraint(
                condition=Q(status__in=[EditionStatus.DRAFT, EditionStatus.PREVIEW])
                | Q(published_at__isnull=False),
                name="edition_published_has_date",
            ),
            models.CheckConstraint(
                condition=~Q(status=EditionStatus.DRAFT) | Q(document__isnull=False),
                name="edition_draft_has_document",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def is_page(self) -> bool:
        return self.tool.startswith(PAGE)

    @property
    def published(self) -> models.QuerySet[Any]:
        """What it has said since it was published, as documents."""
        if not self.tool:
            return self.revisions.all()
        return find_revisions(self.tool).filter(code=self.code)


class Revision(models.Model):
    """A published edition as one `samverkan-content/1` document. Never changed, never deleted."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    document = models.JSONField()
    sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("revision")
        verbose_name_plural = _("revisioner")
        constraints = [
            models.UniqueConstraint(fields=["edition", "number"], name="revision_number_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.edition_id}/{self.number}"


class KeyedRevision(models.Model):
    """A published edition of a document that is named by its key. Never changed.

    The newest of a key is the one that is read now.
    """

    key = models.CharField(max_length=60)
    code = models.CharField(max_length=20)
    number = models.PositiveIntegerField()
    document = models.JSONField()
    sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.key}/{self.code}/{self.number}"


class ToolRevision(KeyedRevision):
    """A tool as a `samverkan-instrument/1` document; a sheet keeps to the one it was begun on."""

    class Meta:
        verbose_name = _("verktyg")
        verbose_name_plural = _("verktyg")
        constraints = [
            models.UniqueConstraint(
                fields=["key", "code", "number"], name="tool_revision_number_unique"
            ),
        ]


class PageRevision(KeyedRevision):
    """A page to read as a `samverkan-page/1` document (domain/pages)."""

    class Meta:
        verbose_name = _("sida")
        verbose_name_plural = _("sidor")
        constraints = [
            models.UniqueConstraint(
                fields=["key", "code", "number"], name="page_revision_number_unique"
            ),
        ]


PAGE = "page/"
"""What the `tool` of an edition of a page begins with; the key of the page follows."""


def find_revisions(tool: str) -> models.QuerySet[Any]:
    """The published editions of a tool or a page."""
    if tool.startswith(PAGE):
        return PageRevision.objects.filter(key=tool.removeprefix(PAGE))
    return ToolRevision.objects.filter(key=tool)


class ContentChange(models.Model):
    """What somebody did with an edition: the history of its texts. Never changed.

    `key` is that of the part (domain/document.py), empty of what was done with the whole edition.
    `before` and `after` hold what was changed of it, by field; all of it where it was added. Of
    what was deleted `before` is the part itself (`node`), with all that stood in it, and where it
    stood. Who did it is kept as an address too, which outlives the account.
    """

    class Kind(models.TextChoices):
        CREATED = "created", _("Utkast skapat")
        ADDED = "added", _("Tillagt")
        CHANGED = "changed", _("Ändrat")
        MOVED = "moved", _("Flyttat")
        DELETED = "deleted", _("Borttaget")
        RESTORED = "restored", _("Återställt")
        CORRECTED = "corrected", _("Rättat i publicerad utgåva")
        PUBLISHED = "published", _("Publicerad")
        RETIRED = "retired", _("Tagen ur bruk")
        TAKEN_UP = "taken_up", _("Tagen i bruk igen")

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="changes")
    kind = models.CharField(_("vad"), max_length=10, choices=Kind)
    key = models.CharField(_("var"), max_length=150, blank=True)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    reason = models.CharField(_("varför"), max_length=300, blank=True)
    at = models.DateTimeField(_("när"), auto_now_add=True)
    by = models.CharField(_("vem"), max_length=254)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True, blank=True
    )

    class Meta:
        verbose_name = _("ändring")
        verbose_name_plural = _("ändringar")
        ordering = ("-pk",)
        indexes = [models.Index(fields=["key"], name="change_of_key")]
        constraints = [models.CheckConstraint(condition=~Q(by=""), name="change_by_somebody")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class KnownWord(models.Model):
    """A word that the dictionary lacks and an editor has accepted, in every edition."""

    word = models.CharField(_("ord"), max_length=60, unique=True)
    by = models.CharField(_("vem"), max_length=254)
    at = models.DateTimeField(_("när"), auto_now_add=True)

    class Meta:
        verbose_name = _("känt ord")
        verbose_name_plural = _("kända ord")
        ordering = ("word",)
        constraints = [
            models.CheckConstraint(condition=~Q(word=""), name="known_word_not_empty"),
        ]

    def __str__(self) -> str:
        return self.word
