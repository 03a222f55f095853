from . import aftersales_pay_month_xlsx
