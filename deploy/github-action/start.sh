#!/usr/bin/env bash
# Installs chair2mqtt, starts its demo in the background, and waits until the chair is ready. What it starts ends with the job.
set -euo pipefail

folder="$RUNNER_TEMP/chair2mqtt"
log="$RUNNER_TEMP/chair2mqtt.log"
bin="$folder/node_modules/.bin"

if [[ ! "$CHAIR2MQTT_PATIENCE_S" =~ ^[0-9]{1,4}$ ]]; then
  echo "::error::patience is \"$CHAIR2MQTT_PATIENCE_S\": give whole seconds, such as 60"
  exit 1
fi

mkdir -p "$folder"
npm install --prefix "$folder" --no-audit --no-fund --no-save -- "$CHAIR2MQTT_PACKAGE"

nohup "$bin/chair2mqtt" demo --no-tour > "$log" 2>&1 < /dev/null &
chair=$!

for ((tries = CHAIR2MQTT_PATIENCE_S * 5; tries > 0; tries--)); do
  if grep -q '^ready' "$log"; then break; fi
  if ! kill -0 "$chair" 2> /dev/null; then break; fi
  sleep 0.2
done

if ! grep -q '^ready' "$log"; then
  cat "$log"
  kill "$chair" 2> /dev/null || true
  echo "::error::the simulated chair was not ready after $CHAIR2MQTT_PATIENCE_S s: what it said is above"
  exit 1
fi

# The daemon refuses commands in the second after it has connected to the broker.
sleep 1.2

{
  echo "url=$(sed -n 's/^broker //p' "$log" | head -n 1)"
  echo "page=$(sed -n 's/^page \([^ ]*\).*/\1/p' "$log" | head -n 1)"
  echo "log=$log"
} >> "$GITHUB_OUTPUT"
echo "$bin" >> "$GITHUB_PATH"
