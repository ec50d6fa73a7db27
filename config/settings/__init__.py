"""Django's settings, in layers: what always holds, then development or production by the environment's DEBUG."""

from config.environment import read_environment

from .base import *  # noqa: F403

ENVIRONMENT = read_environment()

if ENVIRONMENT.debug:
    from .development import *  # noqa: F403
else:
    from .production import *  # noqa: F403
