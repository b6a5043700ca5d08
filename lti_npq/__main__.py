"""`python -m lti_npq` is `lti-npq`."""

from lti_npq.cli import main

main()
