from . import test_bonus
from . import test_bonus_plan
from . import test_payslip
from . import test_correction
