"""The method: how a collaboration is diagnosed, in pure Python.

Start in `diagnose`; each module begins with its rule in prose and one worked example. Nothing here
knows of Django, a database, a clock or a file, and nothing outside may compute a result.
"""

from assessments.methods.stages.answers import (
    Answers,
    AnswersError,
    Respondent,
    dump_answers,
    load_json,
    parse_answers,
)
from assessments.methods.stages.diagnose import (
    Diagnosis,
    compute_diagnosis,
    compute_direction,
    compute_preliminary_stage,
    dump_diagnosis,
)
from assessments.methods.stages.placement import Placement

__all__ = [
    "Answers",
    "AnswersError",
    "Diagnosis",
    "Placement",
    "Respondent",
    "compute_diagnosis",
    "compute_direction",
    "compute_preliminary_stage",
    "dump_answers",
    "dump_diagnosis",
    "load_json",
    "parse_answers",
]
