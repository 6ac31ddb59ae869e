from competency.batch.cohorts import (
    summarise as summarise,
)
from competency.batch.figures import (
    DEFAULT as DEFAULT,
)
from competency.batch.figures import (
    FIGURES as FIGURES,
)
from competency.batch.frames import (
    score_frame as score_frame,
)
from competency.batch.options import (
    Options as Options,
)
from competency.batch.options import (
    scorer_of as scorer_of,
)
from competency.batch.runs import (
    Counts as Counts,
)
from competency.batch.runs import (
    Progress as Progress,
)
from competency.batch.runs import (
    score_file as score_file,
)

__all__ = [
    "DEFAULT",
    "FIGURES",
    "Counts",
    "Options",
    "Progress",
    "score_file",
    "score_frame",
    "scorer_of",
    "summarise",
]
