#!/usr/bin/env bash
# The standby copies the primary at its first start and follows it from then on.
# Promote it with: docker compose exec standby pg_ctl promote
set -euo pipefail

umask 077
mkdir -p "$(dirname "$PGDATA")"
export PGPASSFILE=$PGDATA.pgpass
printf '%s:*:*:replicator:%s\n' "$PRIMARY_HOST" "$(cat "$REPLICATION_PASSWORD_FILE")" >"$PGPASSFILE"
primary="host=$PRIMARY_HOST port=${PRIMARY_PORT:-5432} user=replicator"

if [ ! -s "$PGDATA/PG_VERSION" ]; then
  # Copied beside and moved at the end: a half copy must never start as a database of its own.
  copy=$PGDATA.copy
  rm -rf "$copy"
  pg_basebackup --pgdata "$copy" --wal-method stream --slot "$STANDBY_NAME" --checkpoint fast --dbname "$primary"
  # Once promoted, it must not wait for a standby that does not exist yet.
  sed -i '/^synchronous_standby_names/d' "$copy/postgresql.auto.conf"
  {
    echo "primary_conninfo = '$primary application_name=$STANDBY_NAME passfile=''$PGPASSFILE'''"
    echo "primary_slot_name = '$STANDBY_NAME'"
  } >>"$copy/postgresql.auto.conf"
  touch "$copy/standby.signal"
  rm -rf "$PGDATA"
  mv "$copy" "$PGDATA"
fi

exec postgres -c config_file="${CONFIG_FILE:-/etc/postgresql/postgresql.conf}"
