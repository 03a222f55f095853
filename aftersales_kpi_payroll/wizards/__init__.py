from . import aftersales_bonus_cancel
from . import aftersales_setup
