"""What a newcomer reads once everything runs: where to look, how to log in, and three requests to copy."""

import json
from pathlib import Path
from shlex import quote
from typing import Any

from .demo import Demo

DEMO_PAGE = "/demo/majorstuenveien-14"

_JSON = "-H 'Content-Type: application/json'"
_SED = """sed 's/.*"access_token" *: *"\\([^"]*\\)".*/\\1/'"""


def banner(*, demo: Demo, host: str, port: int, credentials: Path) -> str:
    """The text to print.

    Args:
        demo: the demo company's credentials.
        host: a host that a client on this machine can use.
        port: the web server's port.
        credentials: the file that holds them all.
    """
    base = f"http://{host}:{port}"
    front = f"http://localhost:{port}" if host == "127.0.0.1" else base
    return f"""
  Muster runs. Ctrl-C stops it; all data are kept.

  Back office   {front}/admin/
  API           {front}/api/docs
  Log in as     {demo.email}
  Password      {demo.password}
  All demo credentials are in {credentials}

  Three requests to copy:

  # 1. A partner's key becomes a token
  {_token_request(demo, base)}

  # 2. The partner posts its item: a campaign is made of it, and its landing page is read in the background
  {_item_request(base)}

  # 3. The marketer reads the campaigns
  {_list_request(demo, base)}
"""


def _token_request(demo: Demo, base: str) -> str:
    body = _body({"api_key": demo.api_key, "api_secret": demo.api_secret})
    return f"TOKEN=$(curl -s {base}/auth/token {_JSON} -d {body} | {_SED})"


def _item_request(base: str) -> str:
    source = {
        "material": [f"{base}{DEMO_PAGE}.svg"],
        "name": "Majorstuenveien 14",
        "reference_id": "DEMO-1",
        "target_url": f"{base}{DEMO_PAGE}",
    }
    bearer = '-H "Authorization: Bearer $TOKEN"'
    return f"curl -s {base}/api/campaign {bearer} {_JSON} -d {_body({'source': source})}; echo"


def _list_request(demo: Demo, base: str) -> str:
    body = _body({"email": demo.email, "password": demo.password})
    login = f"curl -s {base}/api/auth/login {_JSON} -d {body} | {_SED}"
    return f'curl -s {base}/api/campaigns -H "Authorization: Bearer $({login})"; echo'


def _body(data: dict[str, Any]) -> str:
    return quote(json.dumps(data, ensure_ascii=False))
