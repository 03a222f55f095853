from . import aftersales_exclude
from . import aftersales_hand_over
from . import aftersales_points_wizard
from . import aftersales_reason
from . import aftersales_trial
from . import aftersales_verification
from . import aftersales_void
from . import aftersales_weights
