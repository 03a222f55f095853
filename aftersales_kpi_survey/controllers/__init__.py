from . import invitation
from . import survey
from . import test
from . import visit
