"""Links between pages of a service's answer. Source: RFC 8288."""

from lti_npq.demo_lms.habits import LinkStyle


def link_header(style: LinkStyle, relations: dict[str, str]) -> str:
    """Write addresses by relation, such as `next`, in one header; as Latin-1, which headers travel in."""
    match style:
        case LinkStyle.CURLY:
            parts = [f"<{url.replace('&', '&amp;')}>; rel=“{rel}”" for rel, url in relations.items()]
        case LinkStyle.RELATIVE:
            parts = [f'<{_without_host(url)}>; rel="{rel}"' for rel, url in relations.items() if rel == "next"]
        case LinkStyle.SEVERAL:
            # The next page not first, so that whoever takes the first address goes round in circles.
            parts = [f'<{url}>; rel="{rel}"' for rel, url in sorted(relations.items())]
        case LinkStyle.CAPITALS:
            parts = [f"<{url}>; REL={rel.upper()}" for rel, url in relations.items() if rel == "next"]
        case _:
            parts = [f'<{url}>; rel="{rel}"' for rel, url in relations.items() if rel == "next"]
    return ", ".join(parts).encode().decode("latin-1")


def _without_host(url: str) -> str:
    return "/" + url.split("/", 3)[3]
