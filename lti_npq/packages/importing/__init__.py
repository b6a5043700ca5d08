"""What authors already have, as a draft package to edit.

sources     what a source is, by its look
folder, gift, text2qti     one reader per kind of source
drafts      what all of them become: pages, questions, media, and what was left behind
hypertext, prose, luggage, naming     HTML and Markdown, files that come along, ids
blocks, writing     a draft as the files of a package
"""

from lti_npq.packages.importing.drafts import Draft, Loss
from lti_npq.packages.importing.sources import read_draft
from lti_npq.packages.importing.writing import package_files

__all__ = ["Draft", "Loss", "package_files", "read_draft"]
