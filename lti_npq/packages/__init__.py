"""Content packages: read, checked with file, line and column, and compiled to a programme.

    source      a folder or an archive as names and bytes
    yaml_nodes, documents     text with positions: keys, prose, passages
    markdown, questions, directives, media, recordings, terms     what stands in the text
    pages, tasks, outline     the programme, put together
    schemas     the same readers, run over a sketch, as JSON Schemas for editors
    compiler    the way in
    republishing     what is published already, for a newer compiler
    rules       what an author would want to know of a package that can be read
    report, codes, traces     what can be wrong, where, and why it matters
    frameworks, qualifications, mapping     the national frameworks and what leads across them

A later directive is a line in a table of `directives`; a later key is a line where its file is read;
a later rule is one in the table of `rules`.
"""

from lti_npq.packages import frameworks
from lti_npq.packages.archives import read_archive, read_published, write_archive
from lti_npq.packages.compiler import COMPILER_VERSION, Checked, check, compile_package, decode, encode, problems
from lti_npq.packages.report import Problem
from lti_npq.packages.republishing import neutralised, recompile
from lti_npq.packages.source import Source, read

__all__ = [
    "COMPILER_VERSION",
    "Checked",
    "Problem",
    "Source",
    "check",
    "compile_package",
    "decode",
    "encode",
    "frameworks",
    "neutralised",
    "problems",
    "read",
    "read_archive",
    "read_published",
    "recompile",
    "write_archive",
]
