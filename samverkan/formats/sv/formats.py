"""Swedish: hours and minutes with a full stop between them, as the language council advises."""

TIME_FORMAT = "H.i"
DATETIME_FORMAT = "j F Y H.i"
SHORT_DATETIME_FORMAT = "j F H.i"
