from . import aftersales_call
