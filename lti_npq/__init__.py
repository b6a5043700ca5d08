"""lti-npq: study, tasks, grades and honest engagement for NPQs, beside an LMS."""

__version__ = "0.1.0"
