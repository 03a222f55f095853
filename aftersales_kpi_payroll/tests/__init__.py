from . import test_bonus
from . import test_bonus_plan
from . import test_bonus_portal
from . import test_correction
from . import test_pay_month
from . import test_payout_concurrency
from . import test_payslip
from . import test_payslip_concurrency
