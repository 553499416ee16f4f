"""How a tool is asked, computed and shown: one engine for all, in pure Python.

A tool is a document (model_content/domain/tools.py) and some named rules (`rules/`). `fields.py`
makes an instrument of the document and reads what was filled in; `outcome.py` finds what lacks an
answer, where parties differ and which rules hold; `shown.py` puts it in words, which are stored.
Nothing is summed, and nothing here reaches a diagnosis.
"""
