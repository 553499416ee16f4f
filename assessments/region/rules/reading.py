"""Which of the model's cases have something to tell about an aspect."""

from collections.abc import Iterable

from model_content.domain.content import Aspect, Case


def find_cases(aspect: Aspect, cases: Iterable[Case]) -> tuple[Case, ...]:
    """The cases that a quote of the aspect names, where it can be one only.

    Example: “SödraDalarna 2005” names “Södra Dalarnas Hälsonätverk”; “Hedemora 2005” could be any
    of three.
    """
    listed = list(cases)
    named = {
        word.partition(" ")[0].lower()
        for quote in aspect.quotes
        for word in quote.attribution.split("; ")
    }
    found = [[c for c in listed if name in c.name.replace(" ", "").lower()] for name in named]
    only = {each[0].code for each in found if len(each) == 1}
    return tuple(case for case in listed if case.code in only)
