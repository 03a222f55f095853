from . import invitation
from . import survey
from . import test
