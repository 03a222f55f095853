from . import aftersales_bonus_cancel
