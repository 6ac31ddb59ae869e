"""What every page of HTML here shares: how its template is read, and what its policy allows."""

from __future__ import annotations

import base64
import hashlib

from jinja2 import Environment, PackageLoader, StrictUndefined

from competency import Group

__all__ = ["check_title", "environment_of", "source_of"]


def environment_of(package: str) -> Environment:
    """Give the templates of a package; whatever a template prints is escaped."""
    environment = Environment(
        loader=PackageLoader(package),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        optimized=False,  # there are no constants to fold, and looking for them takes time
    )
    environment.policies["json.dumps_kwargs"] = {"sort_keys": False}
    return environment


def source_of(text: str) -> str:
    """Give the source by which a content security policy allows a style sheet or a script."""
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return f"'sha256-{digest}'"


def check_title(_: object, __: object, title: str) -> None:
    """Refuse a heading that no group could have; as a validator of an option."""
    if title:
        Group("title", title)
