from . import aftersales_exclude
from . import aftersales_points_wizard
