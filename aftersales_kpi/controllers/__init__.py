from . import grading
from . import ticket_close
from . import portal
from . import feedback
from . import perspective
from . import goal
from . import appeal
from . import rules
