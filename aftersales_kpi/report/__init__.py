from . import aftersales_cycle_xlsx
from . import aftersales_outcome_report
from . import aftersales_scorecard_report
