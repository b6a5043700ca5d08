"""Every failure that a person may see, with what to do about it.

NpqError
├── SettingsError        the tool is set up wrongly: command line, exit status 1
├── ContentError         a package cannot be read or compiled
├── StorageUnreachable   the bucket of files does not answer, or does not let us in
├── UploadTooLarge       a file that is larger than the installation takes
├── ExportError          a package for another system could not be written
├── LaunchRefused        a launch that must not go on
│   ├── PlatformUnreachable   the platform's keys or services do not answer
│   ├── DeploymentNotApproved   services.deployments: an administrator must let it in first
│   ├── NothingToReview         services.reviewing: nothing was handed in for the gradebook's column
│   └── WorkNotNamed            services.reviewing: the gradebook does not say for which task
├── RegistrationRefused  an LMS that could not be registered by itself
├── SessionRefused       an address of a session that is over, or not this browser's
├── NotFound             nothing of that name for this person
├── Forbidden            this person may not do that
├── ProgrammeRetired     a programme that takes in nobody and nothing new
├── Conflict             somebody, or another tab, was there first
├── DestinationRefused   a Learning Record Store that cannot work as it was described
├── CannotCorrect        a correction that is no statement
├── NotReady, IncompleteMark, NothingChosen, NothingToAdd, NotSure    services: something is missing from what was sent
│   └── QuestionChanged      services.engagement: an answer to an earlier version, of which nothing is left
├── InvitationRefused    services.invitations: a one-time link that is not, or no longer, good
├── SignInRefused        services.administration: name and password do not belong together
│   └── TooManyTries
├── CannotJoin           services.administration: what somebody invited wrote will not do
├── ChangedSince         services.assessment: what would be handed in is not what was read
└── TextTooLong          services.engagement: far more text than a person writes

`status` is the HTTP status and `advice` the next step in words; one handler renders both, for people, scripts or the
terminal.
"""


class NpqError(Exception):
    """A failure with words for the person who meets it."""

    status = 500
    title = "Something went wrong"
    advice = "Try again. If it keeps happening, tell whoever looks after your LMS and quote the reference below."

    def __init__(self, message: str, *, advice: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        if advice is not None:
            self.advice = advice


class SettingsError(NpqError):
    """The tool is set up wrongly."""

    title = "The tool is not set up correctly"
    advice = "Correct the setting and start again."


class ContentError(NpqError):
    """A content package cannot be read or compiled."""

    status = 422
    title = "This content package has problems"
    advice = "Nothing was changed: mend what is named above, then try again."


class StorageUnreachable(NpqError):
    """The bucket of files does not answer, or does not let us in."""

    status = 503
    title = "The files cannot be reached"
    advice = "Try again in a minute. If it keeps happening, check LTI_NPQ_STORAGE_URL and its access keys."


class UploadTooLarge(NpqError):
    """A file that is larger than the installation takes."""

    status = 413
    title = "The file is too large"
    advice = "Nothing was stored. Make the films smaller, or ask your administrator to raise LTI_NPQ_MAX_UPLOAD_MB."


class ExportError(NpqError):
    """A package for another system could not be written."""

    status = 422
    title = "The export was not written"
    advice = "Nothing was left behind; mend the cause and export again."


class LaunchRefused(NpqError):
    """A launch that must not go on."""

    status = 401
    title = "This activity could not be opened"
    advice = "Go back to your course and open the activity again from there."

    def __init__(self, message: str, *, status: int | None = None, advice: str | None = None) -> None:
        super().__init__(message, advice=advice)
        if status is not None:
            self.status = status


class PlatformUnreachable(LaunchRefused):
    """The platform does not answer, so nothing it says can be checked."""

    status = 503
    advice = "Wait a minute, then open the activity again from your course."


class RegistrationRefused(NpqError):
    """An LMS that could not be registered by itself."""

    status = 400
    title = "The tool was not registered"
    advice = "Nothing was stored here, and your invitation is still good: mend the cause, then start again in your LMS."

    def __init__(self, message: str, *, status: int | None = None, advice: str | None = None) -> None:
        super().__init__(message, advice=advice)
        if status is not None:
            self.status = status


class SessionRefused(NpqError):
    """An address of a session that is over, or of another browser's."""

    status = 403
    title = "Your session has ended"
    advice = "Open the activity again from your course. What you had saved is still there."


class NotFound(NpqError):
    """Nothing of that name for this person."""

    status = 404
    title = "There is no such page"
    advice = "Go back and choose from what is listed there."


class Forbidden(NpqError):
    """This person may not do that."""

    status = 403
    title = "This page is not for your role"
    advice = "If you should have access, ask whoever runs your course."


class ProgrammeRetired(NpqError):
    """A programme that takes in nobody and nothing new."""

    status = 403
    title = "This programme is retired"
    advice = "What you wrote, handed in and were told stays to be read. Ask whoever runs your course what comes next."


class Conflict(NpqError):
    """Somebody, or another tab, was there first."""

    status = 409
    title = "This has changed in the meantime"
    advice = "Reload the page to see how it stands now. Nothing was lost."


class DestinationRefused(NpqError):
    """A Learning Record Store that cannot work as it was described."""

    status = 422
    title = "The Learning Record Store was not added"
    advice = "Nothing was stored. Correct it and try again."


class CannotCorrect(NpqError):
    """A correction of a statement that is none itself."""

    status = 422
    title = "The statement was not corrected"
    advice = "Nothing was changed. Correct what is named and try again."
