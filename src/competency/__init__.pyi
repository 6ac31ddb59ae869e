from competency._version import __version__ as __version__
from competency.catalogue import (
    CheckedFile as CheckedFile,
)
from competency.catalogue import (
    check_file as check_file,
)
from competency.catalogue import (
    frameworks as frameworks,
)
from competency.catalogue import (
    load_assessment as load_assessment,
)
from competency.catalogue import (
    load_framework as load_framework,
)
from competency.catalogue import (
    load_profile as load_profile,
)
from competency.catalogue import (
    load_responses as load_responses,
)
from competency.cohort import (
    Cohort as Cohort,
)
from competency.cohort import (
    CohortScore as CohortScore,
)
from competency.cohort import (
    cohort_of as cohort_of,
)
from competency.collecting import (
    Collected as Collected,
)
from competency.collecting import (
    collect as collect,
)
from competency.errors import (
    BrokenPlugin as BrokenPlugin,
)
from competency.errors import (
    Cell as Cell,
)
from competency.errors import (
    ClashingPlugins as ClashingPlugins,
)
from competency.errors import (
    CompetencyError as CompetencyError,
)
from competency.errors import (
    CompetencyWarning as CompetencyWarning,
)
from competency.errors import (
    FileExists as FileExists,
)
from competency.errors import (
    InvalidFile as InvalidFile,
)
from competency.errors import (
    InvalidValue as InvalidValue,
)
from competency.errors import (
    Mismatch as Mismatch,
)
from competency.errors import (
    MissingExtra as MissingExtra,
)
from competency.errors import (
    Place as Place,
)
from competency.errors import (
    Problem as Problem,
)
from competency.errors import (
    SheetCell as SheetCell,
)
from competency.errors import (
    UnknownId as UnknownId,
)
from competency.errors import (
    UnknownPlugin as UnknownPlugin,
)
from competency.errors import (
    UnreadableFile as UnreadableFile,
)
from competency.errors import (
    UnwritableFile as UnwritableFile,
)
from competency.explanation import (
    Explanation as Explanation,
)
from competency.explanation import (
    Term as Term,
)
from competency.explanation import (
    explain as explain,
)
from competency.exporting import (
    Exporter as Exporter,
)
from competency.exporting import (
    export as export,
)
from competency.exporting import (
    exporters as exporters,
)
from competency.exporting import (
    form as form,
)
from competency.exporting import (
    write as write,
)
from competency.gaps import (
    Gap as Gap,
)
from competency.gaps import (
    Gaps as Gaps,
)
from competency.gaps import (
    find_gaps as find_gaps,
)
from competency.loading import (
    dump_assessment as dump_assessment,
)
from competency.loading import (
    dump_form as dump_form,
)
from competency.loading import (
    dump_framework as dump_framework,
)
from competency.loading import (
    dump_profile as dump_profile,
)
from competency.loading import (
    dump_responses as dump_responses,
)
from competency.model import (
    NOT_APPLICABLE as NOT_APPLICABLE,
)
from competency.model import (
    UNKNOWN as UNKNOWN,
)
from competency.model import (
    Answer as Answer,
)
from competency.model import (
    Assessment as Assessment,
)
from competency.model import (
    Framework as Framework,
)
from competency.model import (
    Group as Group,
)
from competency.model import (
    Item as Item,
)
from competency.model import (
    Level as Level,
)
from competency.model import (
    Profile as Profile,
)
from competency.model import (
    Scale as Scale,
)
from competency.model import (
    State as State,
)
from competency.plugins import (
    Plugin as Plugin,
)
from competency.reading import (
    Limits as Limits,
)
from competency.report import (
    Report as Report,
)
from competency.report import (
    Row as Row,
)
from competency.report import (
    Summary as Summary,
)
from competency.report import (
    dump_report as dump_report,
)
from competency.report import (
    dump_rows as dump_rows,
)
from competency.report import (
    load_report as load_report,
)
from competency.report import (
    load_rows as load_rows,
)
from competency.rounding import (
    display as display,
)
from competency.rounding import (
    number_text as number_text,
)
from competency.scoring import (
    Plan as Plan,
)
from competency.scoring import (
    Score as Score,
)
from competency.scoring import (
    Scores as Scores,
)
from competency.scoring import (
    score as score,
)
