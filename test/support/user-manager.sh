# Runs a real systemd that looks after services of one user: $1 is its folder, $2 the user. To be run in a mount namespace of its own, for
# it starts only on a machine that seems to have been started by systemd. It gets control groups of its own, which it may divide.
set -eu
mkdir -p /run/systemd
mount -t tmpfs none /run/systemd
mkdir /run/systemd/system
chown -R "$2:$2" "$1"
for tree in /sys/fs/cgroup /sys/fs/cgroup/systemd /sys/fs/cgroup/unified; do
  [ -w "$tree/cgroup.procs" ] || continue
  mkdir "$tree/chair2mqtt-test-$$"
  echo "$$" >"$tree/chair2mqtt-test-$$/cgroup.procs"
  chown -R "$2:$2" "$tree/chair2mqtt-test-$$"
done
echo "$$" >"$1/pid"
exec setpriv --reuid "$2" --regid "$2" --clear-groups /lib/systemd/systemd --user --unit=test.target
