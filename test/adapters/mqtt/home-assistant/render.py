"""Renders templates as the hub does: JSON lines with `template` and its variables in, JSON strings out.

With `hub` they may look at entities: its `states` and `attributes` by id, at a time of day `now`, in UTC."""

import json
import sys
import time
from datetime import datetime, timedelta, timezone

import jinja2

environment = jinja2.Environment(undefined=jinja2.StrictUndefined)
environment.filters["tojson"] = lambda value: json.dumps(value, separators=(",", ":"))
environment.globals["now"] = lambda: datetime.fromtimestamp(time.time(), timezone.utc)



def as_datetime(text, *default):
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        if default:
            return default[0]
        raise


def words_of(hub):
    return {
        "now": lambda: datetime.fromisoformat(hub["now"]),
        "states": lambda entity: hub["states"].get(entity, "unknown"),
        "state_attr": lambda entity, name: hub["attributes"].get(entity, {}).get(name),
        "as_datetime": as_datetime,
        "as_local": lambda moment: moment.astimezone(timezone.utc),
        "timedelta": timedelta,
    }


for line in sys.stdin:
    asked = json.loads(line)
    words = words_of(asked["hub"]) if asked.get("hub") else {}
    print(json.dumps(environment.from_string(asked["template"]).render({**asked["variables"], **words})))
