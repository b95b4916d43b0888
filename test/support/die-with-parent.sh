#!/bin/sh
# Runs a program that minds no standard input, and kills it when ours closes: whoever holds the other end has ended.
exec 3<&0
"$@" </dev/null 3<&- &
child=$!
{
  while read -r _ <&3; do :; done
  kill -KILL "$child"
} >/dev/null 2>&1 &
watcher=$!
exec 3<&-
for signal in TERM INT HUP; do
  trap "kill -$signal $child" "$signal"
done
# A signal that was passed on ends the wait, but not yet the program.
code=0
while :; do
  wait "$child"
  code=$?
  kill -0 "$child" 2>/dev/null || break
done
kill -KILL "$watcher" 2>/dev/null
exit "$code"
