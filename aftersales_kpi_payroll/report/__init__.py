from . import aftersales_bonus_report
from . import aftersales_pay_month_xlsx
