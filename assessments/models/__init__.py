"""The tables, by subject: collaborations, rounds, what is filled in, meetings, what is
shared, the site itself."""

from assessments.models.collaborations import Collaboration as Collaboration
from assessments.models.collaborations import Member as Member
from assessments.models.collaborations import Part as Part
from assessments.models.meetings import Ballot as Ballot
from assessments.models.meetings import Decision as Decision
from assessments.models.meetings import PlannedAction as PlannedAction
from assessments.models.meetings import RemovedAction as RemovedAction
from assessments.models.meetings import SteeringComment as SteeringComment
from assessments.models.meetings import Vote as Vote
from assessments.models.notices import AnswerNotice as AnswerNotice
from assessments.models.notices import LinkMail as LinkMail
from assessments.models.notices import ResultNotice as ResultNotice
from assessments.models.region import RegionalYear as RegionalYear
from assessments.models.rounds import MAX_GREETING as MAX_GREETING
from assessments.models.rounds import MAX_PEOPLE as MAX_PEOPLE
from assessments.models.rounds import MAX_TITLE as MAX_TITLE
from assessments.models.rounds import Answered as Answered
from assessments.models.rounds import Assessment as Assessment
from assessments.models.rounds import Invitation as Invitation
from assessments.models.rounds import MailState as MailState
from assessments.models.rounds import RoundEvent as RoundEvent
from assessments.models.sharing import Sharing as Sharing
from assessments.models.sheets import Answer as Answer
from assessments.models.sheets import Respondent as Respondent
from assessments.models.sheets import Sheet as Sheet
from assessments.models.sheets import SheetKind as SheetKind
from assessments.models.sheets import Snapshot as Snapshot
from assessments.models.site import Feedback as Feedback
from assessments.models.site import FeedbackTopic as FeedbackTopic
from assessments.models.site import RateCount as RateCount
