"""Numbers in addresses: `<number:pk>` instead of Django's `<int:pk>`, which takes any length."""

from typing import Final

from django.urls import register_converter
from django.urls.converters import IntConverter

MOST: Final = 2**63 - 1
"""The largest number that a database can look up; the page of a larger one does not exist."""


class NumberConverter(IntConverter):
    regex = "[0-9]{1,19}"

    def to_python(self, value: str) -> int:
        if int(value) > MOST:
            raise ValueError(value)
        return int(value)


register_converter(NumberConverter, "number")
