#!/bin/sh
# Makes a user for the daemon, with a password that nobody has chosen, where there is none yet: $1 is the folder of the broker's users,
# $2 that of the password. With a name as $3 it adds a user, and asks for the password on the terminal.
set -eu
users="$1/passwords"
password="$2/chair2mqtt.password"

if [ $# -gt 2 ]; then
  mosquitto_passwd "$users" "$3"
elif [ ! -s "$users" ] || [ ! -s "$password" ]; then
  umask 077
  head -c 24 /dev/urandom | od -An -tx1 | tr -d ' \n' >"$password"
  touch "$users"
  mosquitto_passwd -b "$users" chair2mqtt "$(cat "$password")"
fi
# The numbers under which the broker and the daemon run.
chown 1883:1883 "$1" "$users"
chown 10001:10001 "$2" "$password"
chmod 400 "$password"
chmod 600 "$users"
