# Runs a MariaDB server of a test's own until standard input ends, which it does when the tests end, whatever way they end; then removes all of it.
# sh mariadb.sh FOLDER PORT; password of root in MARIADB_PASSWORD.
dir=$1 port=$2
PATH=$PATH:/usr/sbin:/usr/local/sbin
umask 077
mkdir "$dir" || exit 1
printf "ALTER USER root@localhost IDENTIFIED BY '%s';\nCREATE OR REPLACE USER root@127.0.0.1 IDENTIFIED BY '%s';\nGRANT ALL ON *.* TO root@127.0.0.1 WITH GRANT OPTION;\n" \
  "$MARIADB_PASSWORD" "$MARIADB_PASSWORD" >"$dir/init.sql"
failed() { echo failed; tail -qn 5 "$dir/log" "$dir/log.err" 2>/dev/null | tr '\n' ' '; echo; exit 1; }
mariadb-install-db --no-defaults --datadir="$dir/data" --auth-root-authentication-method=normal --skip-test-db >"$dir/log" 2>&1 || failed
mariadbd --no-defaults --datadir="$dir/data" --bind-address=127.0.0.1 --port="$port" --socket="$dir/s" --pid-file="$dir/pid" --log-error="$dir/log.err" --init-file="$dir/init.sql" \
  --skip-name-resolve --max-allowed-packet=256M --innodb-flush-log-at-trx-commit=0 --skip-log-bin --max-connections=300 --innodb-log-file-size=1G >/dev/null 2>&1 </dev/null &
server=$!
tries=600
until mariadb --no-defaults --host=127.0.0.1 --port="$port" --user=root --password="$MARIADB_PASSWORD" -e 'SELECT 1' >/dev/null 2>&1; do
  kill -0 "$server" 2>/dev/null || failed
  tries=$((tries - 1))
  [ "$tries" -gt 0 ] || { kill -9 "$server"; failed; }
  sleep 0.1
done
echo started
cat >/dev/null
kill -9 "$server"
wait "$server" 2>/dev/null
rm -rf "$dir"
