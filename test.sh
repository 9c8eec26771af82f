#!/usr/bin/env bash
# Builds everything and runs every test. Installs what the tests need where it is missing (Debian, Ubuntu), and says plainly what it cannot install.
# The last line is "N passed, N failed"; the exit code is 0 only when at least one test ran, none failed and none was skipped.
set -uo pipefail
cd "$(dirname "$0")"

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
configuration=Release
log=$(mktemp)
trap 'rm -f "$log"' EXIT

die() { printf '%s\n' "$@" >&2; echo "0 passed, 1 failed"; exit 1; }

# Runs a command as root: directly, or by sudo where it asks for no password.
as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

# install PACKAGE COMMAND...: installs a Debian package unless one of the commands is there.
install_package() {
  local package=$1 command
  shift
  for command in "$@"; do
    command -v "$command" >/dev/null 2>&1 && return 0
  done
  command -v apt-get >/dev/null 2>&1 || die "The tests need $package, and this is neither Debian nor Ubuntu: install it so that one of these is on the PATH: $*"
  echo "Installing $package …"
  if [ -z "${apt_updated:-}" ]; then
    as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq >"$log" 2>&1 || { cat "$log" >&2; die "Could not update the package lists. Run: sudo apt-get update && sudo apt-get install -y $package"; }
    apt_updated=1
  fi
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$package" >"$log" 2>&1 \
    || { tail -n 5 "$log" >&2; die "Could not install $package. Run: sudo apt-get update && sudo apt-get install -y $package"; }
}

command -v dotnet >/dev/null 2>&1 || die "The .NET 10 SDK is missing: https://dotnet.microsoft.com/download"

# The page of the server is tested in a real browser.
install_package chromium chromium chromium-browser google-chrome

# The commands of the guide are run as written.
install_package curl curl

# The store for PostgreSQL is tested on servers that the tests start themselves, and behind a pooler of theirs: the packages' own are not wanted.
install_postgresql() {
  compgen -G "/usr/lib/postgresql/*/bin/initdb" >/dev/null && return 0
  [ -x /usr/local/pgsql/bin/initdb ] && return 0
  install_package postgresql-common pg_createcluster
  as_root grep -qs '^create_main_cluster = false' /etc/postgresql-common/createcluster.conf \
    || echo 'create_main_cluster = false' | as_root tee -a /etc/postgresql-common/createcluster.conf >/dev/null
  install_package postgresql initdb
}
install_pgbouncer() {
  [ -x /usr/sbin/pgbouncer ] && return 0
  install_package pgbouncer pgbouncer
  if [ -d /run/systemd/system ]; then as_root systemctl disable --now pgbouncer; else as_root service pgbouncer stop; fi >/dev/null 2>&1 || true
}
# Entity Framework Core's outbox is tested on MariaDB too, on a server the tests start themselves.
install_mariadb() {
  { command -v mariadbd || [ -x /usr/sbin/mariadbd ]; } >/dev/null 2>&1 && return 0
  install_package mariadb-server mariadbd
  if [ -d /run/systemd/system ]; then as_root systemctl disable --now mariadb; else as_root service mariadb stop; fi >/dev/null 2>&1 || true
}
[ -n "${CAIRN_TEST_POSTGRES:-}" ] || install_postgresql
install_mariadb
install_pgbouncer

echo "Building …"
dotnet build Cairn.slnx -c "$configuration" --nologo -v quiet >"$log" 2>&1 || { grep -E 'error|warning' "$log" | sort -u | head -n 40 >&2; die "The build failed."; }

echo "Testing …"
dotnet test Cairn.slnx -c "$configuration" --no-build --nologo --logger "console;verbosity=minimal" 2>&1 | tee "$log" | grep -v -E '^\s*$|VSTest version|Starting test execution|A total of'
outcome=${PIPESTATUS[0]}

count() { grep -oE "$1: +[0-9]+" "$log" | grep -oE '[0-9]+' | awk '{ sum += $1 } END { print sum + 0 }'; }
passed=$(count Passed) failed=$(count Failed) skipped=$(count Skipped)
status=0
if [ "$skipped" -gt 0 ]; then echo "$skipped tests were skipped: every test runs or fails." >&2; failed=$((failed + skipped)); fi
if [ "$outcome" -ne 0 ] && [ "$failed" -eq 0 ]; then echo "A test run broke off (exit code $outcome)." >&2; failed=1; fi
if [ "$passed" -eq 0 ] || [ "$failed" -gt 0 ]; then status=1; fi
echo "$passed passed, $failed failed"
exit "$status"
