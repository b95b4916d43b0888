"""Renders templates as the hub does: JSON lines with `template` and its variables in, JSON strings out."""

import json
import sys
import time
from datetime import datetime, timezone

import jinja2

environment = jinja2.Environment(undefined=jinja2.StrictUndefined)
environment.filters["tojson"] = lambda value: json.dumps(value, separators=(",", ":"))
environment.globals["now"] = lambda: datetime.fromtimestamp(time.time(), timezone.utc)

for line in sys.stdin:
    asked = json.loads(line)
    print(json.dumps(environment.from_string(asked["template"]).render(asked["variables"])))
