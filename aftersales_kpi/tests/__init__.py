from . import test_ledger
from . import test_ticket_source
from . import test_history
from . import test_indicator
from . import test_scheme
from . import test_cycle
from . import test_scorecard
