from . import test_answers
from . import test_campaign
from . import test_invitation
from . import test_invitation_page
from . import test_knowledge_test
from . import test_survey_access
from . import test_survey_workflow
