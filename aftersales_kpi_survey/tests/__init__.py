from . import test_answers
from . import test_invitation
from . import test_invitation_page
from . import test_invitation_workflow
from . import test_survey_access
