from . import aftersales_exclude
