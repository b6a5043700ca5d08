"""Small Common Cartridges of a test's own, and a facilitator's import of them."""

import io
import zipfile
from typing import Any
from zipfile import ZipFile

from scripted_tool import Browser

_CANVAS = "canvas.instructure.com"
_NAMESPACES = {
    "1.0.0": "imscc/imscp_v1p1",
    **{f"1.{minor}.0": f"imsccv1p{minor}/imscp_v1p1" for minor in range(1, 5)},
}


def manifest(resources: list[tuple[str, str]], version: str, link: str, before: str = "") -> str:
    """Return a manifest of one module, with these files and their titles."""
    items = "".join(f'<item identifierref="{file}"><title>{title}</title></item>' for file, title in resources)
    types = {file: link if file.endswith(".xml") else "webcontent" for file, _ in resources}
    listed = "".join(
        f'<resource identifier="{file}" type="{kind}"><file href="{file}"/></resource>' for file, kind in types.items()
    )
    return f"""<?xml version="1.0"?>{before}
        <manifest xmlns="http://www.imsglobal.org/xsd/{_NAMESPACES[version]}">
        <metadata><schema>IMS Common Cartridge</schema><schemaversion>{version}</schemaversion></metadata>
        <organizations><organization><item><item><title>The module</title>{items}</item></item></organization>
        </organizations><resources>{listed}</resources></manifest>"""


def link(launch: str = "", secure: str = "", title: str = "A link", points: str = "", **custom: str) -> str:
    """Return a Basic LTI link."""
    properties = "".join(f'<lticm:property name="{name}">{value}</lticm:property>' for name, value in custom.items())
    outcome = f'<lticm:property name="outcome">{points}</lticm:property>'
    return f"""<cartridge_basiclti_link xmlns="http://www.imsglobal.org/xsd/imslticc_v1p0"
        xmlns:blti="http://www.imsglobal.org/xsd/imsbasiclti_v1p0"
        xmlns:lticm="http://www.imsglobal.org/xsd/imslticm_v1p0">
        <blti:title>{title}</blti:title><blti:description>Words</blti:description>
        <blti:custom>{properties}</blti:custom>
        <blti:extensions platform="{_CANVAS}">{outcome}</blti:extensions>
        <blti:launch_url>{launch}</blti:launch_url><blti:secure_launch_url>{secure}</blti:secure_launch_url>
        </cartridge_basiclti_link>"""


def packed(files: dict[str, str]) -> bytes:
    """Return a zip file."""
    content = io.BytesIO()
    with ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return content.getvalue()


def cartridge(*links: str, version: str = "1.1.0", kind: str = "imsbasiclti_xmlv1p0", pages: int = 0) -> bytes:
    """Return a cartridge with these links, then some pages."""
    files = {f"link{number}.xml": text for number, text in enumerate(links)}
    files |= {f"page{number}.html": "<p>Words</p>" for number in range(pages)}
    titles = [(name, f"Item {name}") for name in files]
    return packed({"imsmanifest.xml": manifest(titles, version, kind), **files})


def import_into(browser: Browser, content: bytes, course: str = "npqh-autumn") -> Any:
    """Send a file by the course's form; returns the page that the LMS answers."""
    sent = {"cartridge": (io.BytesIO(content), "course.imscc")}
    return browser.client.post(f"/courses/{course}/import", data=sent)
