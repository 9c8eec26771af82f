# Runs a PostgreSQL server of a test's own until standard input ends, which it does when the tests end, whatever way they end; then removes all of it.
# sh cluster.sh BIN FOLDER PORT; password in PGPASSWORD, further settings in CLUSTER_SETTINGS, a line each; with CLUSTER_PRIMARY, a port, a standby of that server.
bin=$1 dir=$2 port=$3
umask 077
start() { "$bin/pg_ctl" -D "$dir/data" -l "$dir/log" -t 120 -w start >/dev/null 2>&1 </dev/null && echo started || { echo failed; tail -n 5 "$dir/log" | tr '\n' ' '; echo; }; }
mkdir "$dir" || exit 1
printf '%s' "$PGPASSWORD" >"$dir/password"
make() {
  if [ -n "${CLUSTER_PRIMARY:-}" ]; then
    "$bin/pg_basebackup" -D "$dir/data" -h 127.0.0.1 -p "$CLUSTER_PRIMARY" -U postgres -R -X stream -c fast --no-sync
  else
    "$bin/initdb" -D "$dir/data" -U postgres -A scram-sha-256 --pwfile="$dir/password" --no-sync --no-locale -E UTF8
  fi
}
make >"$dir/log" 2>&1 || { echo failed; tail -n 5 "$dir/log" | tr '\n' ' '; echo; exit 1; }
printf "listen_addresses = '127.0.0.1'\nport = %s\nunix_socket_directories = '%s'\n%s\n" "$port" "$dir" "$CLUSTER_SETTINGS" >>"$dir/data/postgresql.conf"
start
while read -r word; do
  case $word in
    kill) "$bin/pg_ctl" -D "$dir/data" -m immediate stop >/dev/null 2>&1; echo stopped ;;
    stop) "$bin/pg_ctl" -D "$dir/data" -m fast stop >/dev/null 2>&1; echo stopped ;;
    start) start ;;
    promote) "$bin/pg_ctl" -D "$dir/data" -t 120 -w promote >/dev/null 2>&1; echo promoted ;;
  esac
done
"$bin/pg_ctl" -D "$dir/data" -m immediate stop >/dev/null 2>&1
rm -rf "$dir"
