"""What we ask and teach: editions of the model, as rows for editing and documents for reading.

Stages, aspects and questions have a `code` that is stable across editions; answers and comparisons
over time refer to it. Publishing an edition stores its export as an immutable `Revision`, and
everything a visitor sees is read from revisions (`selectors.fetch_edition`), never from the rows.
"""

from __future__ import annotations

from typing import ClassVar, Final

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class NaturalKeyManager(models.Manager):  # type: ignore[type-arg]
    """Finds a row by the fields named in the model's `natural_key_fields`."""

    def get_by_natural_key(self, *values: object) -> models.Model:
        row: models.Model = self.get(
            **dict(zip(self.model.natural_key_fields, values, strict=True))
        )
        return row


class NaturalKeyModel(models.Model):
    """A row that fixtures refer to by meaning instead of by number."""

    natural_key_fields: ClassVar[tuple[str, ...]] = ()
    objects = NaturalKeyManager()

    class Meta:
        abstract = True

    def natural_key(self) -> tuple[object, ...]:
        values = []
        for path in self.natural_key_fields:
            value: object = self
            for name in path.split("__"):
                value = getattr(value, name)
            values.append(value)
        return tuple(values)


class EditionStatus(models.TextChoices):
    DRAFT = "draft", _("Utkast")
    PUBLISHED = "published", _("Publicerad")
    RETIRED = "retired", _("Utgången")
    PREVIEW = "preview", _("Förhandsgranskning")


class Edition(NaturalKeyModel):
    """One edition of the model, for example 2026.1.

    Of the published ones, the last that was taken into use is what new rounds answer and what the
    public pages show. A preview is a copy of a draft, with a revision and no rows, that somebody
    walks through; it is deleted with what was answered.
    """

    natural_key_fields = ("code",)

    code = models.SlugField(_("kod"), max_length=20, unique=True, validators=[])
    status = models.CharField(
        _("status"), max_length=10, choices=EditionStatus, default=EditionStatus.DRAFT
    )
    published_at = models.DateField(_("publicerad"), null=True, blank=True)
    # When it was last taken into use; of a preview when it was made, and of a draft nothing.
    in_use_since = models.DateTimeField(default=timezone.now, editable=False)
    based_on = models.CharField(_("gjord av"), max_length=20, blank=True, editable=False)

    class Meta:
        verbose_name = _("utgåva")
        verbose_name_plural = _("utgåvor")
        permissions = [
            ("edit_content", "Kan ändra modellens innehåll"),
            ("publish_content", "Kan publicera och rätta utgåvor"),
            ("view_question_statistics", "Kan se hur frågorna fungerar"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=EditionStatus.values), name="edition_status_known"
            ),
            models.CheckConstraint(
                condition=Q(status__in=[EditionStatus.DRAFT, EditionStatus.PREVIEW])
                | Q(published_at__isnull=False),
                name="edition_published_has_date",
            ),
        ]

    def __str__(self) -> str:
        return self.code


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


class Ordered(NaturalKeyModel):
    """A row with a place among its siblings, 1 and up.

    `version` counts its changes, so that whoever edits an older text can be told so.
    """

    order = models.PositiveSmallIntegerField(_("ordning"))
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True
        ordering = ("order",)


class Translated(Ordered):
    """A row whose texts may also exist in other languages: language → field → text."""

    translations = models.JSONField(_("översättningar"), default=dict, blank=True)

    class Meta(Ordered.Meta):
        abstract = True


class Source(Ordered):
    """A document that the content rests on."""

    natural_key_fields = ("edition__code", "key")

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="sources")
    key = models.SlugField(_("nyckel"), max_length=30)
    title = models.CharField(_("titel"), max_length=300)
    publisher = models.CharField(_("utgivare"), max_length=200)
    year = models.PositiveSmallIntegerField(_("år"), null=True, blank=True)

    class Meta(Ordered.Meta):
        verbose_name = _("källa")
        verbose_name_plural = _("källor")
        constraints = [
            models.UniqueConstraint(fields=["edition", "key"], name="source_key_unique"),
        ]

    def __str__(self) -> str:
        return self.title


class Stage(Translated):
    """One of the stages that a collaboration goes through."""

    natural_key_fields = ("edition__code", "code")

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="stages")
    code = models.SlugField(_("kod"), max_length=60)
    title = models.CharField(_("namn"), max_length=100)
    lasting = models.BooleanField(
        _("bestående"), default=False, help_text=_("Ett stadium som en samverkan kan stanna i.")
    )
    closing = models.BooleanField(
        _("avslutande"), default=False, help_text=_("Kan nås från vilket stadium som helst.")
    )
    summary = models.TextField(_("sammanfattning"))
    description = models.TextField(_("beskrivning"))

    class Meta(Ordered.Meta):
        verbose_name = _("stadium")
        verbose_name_plural = _("stadier")
        constraints = [
            models.UniqueConstraint(fields=["edition", "code"], name="stage_code_unique"),
            models.UniqueConstraint(fields=["edition", "order"], name="stage_order_unique"),
        ]

    def __str__(self) -> str:
        return self.title


class Aspect(Translated):
    """Something that a collaboration must handle, listed under the stage where it first matters."""

    natural_key_fields = ("edition__code", "code")

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="aspects")
    stage = models.ForeignKey(Stage, models.CASCADE, related_name="aspects")
    code = models.SlugField(_("kod"), max_length=60)
    title = models.CharField(_("namn"), max_length=100)
    cross_cutting = models.BooleanField(
        _("genomgående"), default=False, help_text=_("Påverkar samverkan i alla stadier.")
    )
    description = models.TextField(_("varför det spelar roll"))

    class Meta(Ordered.Meta):
        verbose_name = _("aspekt")
        verbose_name_plural = _("aspekter")
        constraints = [
            models.UniqueConstraint(fields=["edition", "code"], name="aspect_code_unique"),
            models.UniqueConstraint(fields=["stage", "order"], name="aspect_order_unique"),
        ]

    def __str__(self) -> str:
        return self.title


class QuestionKind(models.TextChoices):
    MARKER = "marker", _("Markör")
    STATEMENT = "statement", _("Påstående")


class Question(Translated):
    """A marker (places the collaboration, belongs to a stage) or a statement (rates an aspect)."""

    natural_key_fields = ("edition__code", "code")

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="questions")
    kind = models.CharField(_("slag"), max_length=10, choices=QuestionKind)
    stage = models.ForeignKey(Stage, models.CASCADE, related_name="markers", null=True, blank=True)
    aspect = models.ForeignKey(
        Aspect, models.CASCADE, related_name="statements", null=True, blank=True
    )
    code = models.CharField(_("kod"), max_length=80)
    text = models.CharField(_("text"), max_length=300)

    class Meta(Ordered.Meta):
        verbose_name = _("fråga")
        verbose_name_plural = _("frågor")
        constraints = [
            models.UniqueConstraint(fields=["edition", "code"], name="question_code_unique"),
            models.UniqueConstraint(fields=["stage", "order"], name="marker_order_unique"),
            models.UniqueConstraint(fields=["aspect", "order"], name="statement_order_unique"),
            models.CheckConstraint(
                condition=Q(kind=QuestionKind.MARKER, stage__isnull=False, aspect__isnull=True)
                | Q(kind=QuestionKind.STATEMENT, stage__isnull=True, aspect__isnull=False),
                name="question_belongs_to_its_kind",
            ),
        ]

    def __str__(self) -> str:
        return self.text


class AspectText(Translated):
    """A text that belongs to an aspect, in its order."""

    natural_key_fields = ("aspect__edition__code", "aspect__code", "order")

    aspect = models.ForeignKey(Aspect, models.CASCADE, related_name="%(class)s_set")
    text = models.TextField(_("text"))

    class Meta(Ordered.Meta):
        abstract = True
        constraints = [
            models.UniqueConstraint(fields=["aspect", "order"], name="%(class)s_order_unique"),
        ]

    def __str__(self) -> str:
        return self.text[:80]


class SourcedText(AspectText):
    """A text that says where it comes from."""

    source = models.ForeignKey(Source, models.PROTECT, related_name="+")
    locator = models.CharField(_("avsnitt"), max_length=80)

    class Meta(AspectText.Meta):
        abstract = True


class SuccessFactor(SourcedText):
    class Meta(SourcedText.Meta):
        verbose_name = _("framgångsfaktor")
        verbose_name_plural = _("framgångsfaktorer")


class Pitfall(SourcedText):
    class Meta(SourcedText.Meta):
        verbose_name = _("fallgrop")
        verbose_name_plural = _("fallgropar")


class Quote(SourcedText):
    """A verbatim excerpt, at most 600 characters, with the attribution of its source."""

    attribution = models.CharField(_("vem som säger det"), max_length=120)

    class Meta(SourcedText.Meta):
        verbose_name = _("citat")
        verbose_name_plural = pgettext_lazy("plural", "citat")
        constraints = [
            *SourcedText.Meta.constraints,
            models.CheckConstraint(condition=~Q(attribution=""), name="quote_has_attribution"),
        ]


class SuggestionOutlook(models.TextChoices):
    END = "end", _("de som avslutar")
    REDEFINE = "redefine", _("de som tar en ny inriktning")


SOURCED_TEXTS: Final = (SuccessFactor, Pitfall, Quote)
"""The texts of an aspect that rest on a source."""


class Suggestion(AspectText):
    """Something a group can do within a month; with an outlook, only for those who have it."""

    outlook = models.CharField(
        _("gäller bara"), max_length=10, choices=SuggestionOutlook, blank=True, default=""
    )

    class Meta(AspectText.Meta):
        verbose_name = _("förslag")
        verbose_name_plural = _("förslag")
        constraints = [
            *AspectText.Meta.constraints,
            models.CheckConstraint(
                condition=Q(outlook__in=["", *SuggestionOutlook.values]),
                name="suggestion_outlook_known",
            ),
        ]


class DialogueQuestion(AspectText):
    class Meta(AspectText.Meta):
        verbose_name = _("fråga att prata om")
        verbose_name_plural = _("frågor att prata om")


class Case(Translated):
    """A collaboration described on the form of eight fields in Bilaga 1 of `smarta`."""

    natural_key_fields = ("edition__code", "code")

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="cases")
    code = models.SlugField(_("kod"), max_length=60)
    name = models.CharField(_("namn"), max_length=200)
    start = models.CharField(_("start"), max_length=60, null=True, blank=True)  # noqa: DJ001
    end = models.CharField(_("slut"), max_length=60, null=True, blank=True)  # noqa: DJ001
    initiators_and_purpose = models.TextField(_("initiativtagare och syfte"))
    types = models.JSONField(_("typ av samverkan"), default=list)
    levels = models.JSONField(_("nivå"), default=list)
    geography = models.JSONField(_("geografisk utbredning"), default=list)
    priority = models.CharField(_("prioritet"), max_length=10)
    results = models.TextField(_("resultat"))
    source = models.ForeignKey(Source, models.PROTECT, related_name="+")
    locator = models.CharField(_("avsnitt"), max_length=80)

    class Meta(Ordered.Meta):
        verbose_name = _("fall")
        verbose_name_plural = pgettext_lazy("plural", "fall")
        constraints = [
            models.UniqueConstraint(fields=["edition", "code"], name="case_code_unique"),
        ]

    def __str__(self) -> str:
        return self.name


class ContentChange(models.Model):
    """What somebody did with an edition: the history of its texts. Never changed.

    `before` and `after` hold what was changed of a row, field by field; the whole row where it was
    added or deleted. Who did it is kept as an address too, which outlives the account.
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
    model = models.CharField(max_length=20, blank=True)
    row = models.BigIntegerField(null=True)
    place = models.CharField(_("var"), max_length=100, blank=True)
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
        indexes = [models.Index(fields=["model", "row"], name="change_of_row")]
        constraints = [models.CheckConstraint(condition=~Q(by=""), name="change_by_somebody")]

    def __str__(self) -> str:
        return f"{self.kind} {self.place}"


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
