"""Django's settings, in layers: what always holds, then development or production by the environment's DEBUG."""

from config.environment import read_environment

from .base import *

ENVIRONMENT = read_environment()

if ENVIRONMENT.debug:
    from .development import *
else:
    from .production import *
