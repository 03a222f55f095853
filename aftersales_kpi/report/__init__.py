from . import aftersales_cycle_xlsx
