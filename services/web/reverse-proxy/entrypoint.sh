#!/bin/sh
# Writes nginx's configuration for this task and becomes nginx. From the environment: PORT (default 8080), HOST (default
# 0.0.0.0: all addresses), APP_HOST (default HOST, or 127.0.0.1 when that is all addresses), APP_PORT (default 3000).
set -eu
fail() {
  echo "reverse-proxy: $1" >&2
  exit 78
}

# Debian keeps it where only root looks.
PATH="$PATH:/usr/local/sbin:/usr/sbin"
command -v nginx >/dev/null || fail 'nginx must be on the PATH, remedy: on Debian, apt-get install nginx-light'

host=${HOST:-0.0.0.0}
port=${PORT:-8080}
if [ "$host" = 0.0.0.0 ]; then app_host=${APP_HOST:-127.0.0.1}; else app_host=${APP_HOST:-$host}; fi
app_port=${APP_PORT:-3000}
for name in "$host" "$app_host"; do
  case $name in '' | *[!A-Za-z0-9.-]*) fail "HOST and APP_HOST must be an IPv4 address or a name, got $name" ;; esac
done
for number in "$port" "$app_port"; do
  case $number in '' | *[!0-9]* | ??????*) fail "PORT and APP_PORT must be a port from 1 to 65535, got $number" ;; esac
  if [ "$number" -lt 1 ] || [ "$number" -gt 65535 ]; then
    fail "PORT and APP_PORT must be a port from 1 to 65535, got $number"
  fi
done

here=$(cd "$(dirname "$0")" && pwd)
temporary=$(mktemp -d "${TMPDIR:-/tmp}/reverse-proxy.XXXXXX")
access_log=/dev/stdout
if [ -S /dev/stdout ]; then
  # A socket cannot be opened by its name, a pipe can. The signals that end nginx must not end who reads its last lines.
  access_log=$temporary/access-log
  mkfifo "$access_log"
  (
    trap '' QUIT TERM INT
    cat "$access_log"
    rm -rf "$temporary"
  ) &
fi
escape() { printf '%s' "$1" | sed 's/[\\&|]/\\&/g'; }
sed \
  -e "s|@ADDRESS@|$host:$port|g" \
  -e "s|@APP@|$app_host:$app_port|g" \
  -e "s|@FILES@|\"$(escape "$here")/files\"|g" \
  -e "s|@PAGES@|\"$(escape "$here")/pages\"|g" \
  -e "s|@TEMPORARY@|$(escape "$temporary")|g" \
  -e "s|@ACCESS_LOG@|$(escape "$access_log")|g" \
  "$here/nginx.conf.template" >"$temporary/nginx.conf"
cp "$here/mime.types" "$here/site.conf" "$temporary/"
# Where root runs this, the workers must stay who may read the files; an image has a user of its own.
user=
if [ "$(id -u)" = 0 ]; then user='user root;'; fi
exec nginx -g "$user" -p "$temporary" -c "$temporary/nginx.conf" -e stderr
