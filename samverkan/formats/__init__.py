"""How dates, times and numbers are written in each language (`FORMAT_MODULE_PATH`).

A module holds what differs from Django's own formats of that language, or what Django lacks.
"""
