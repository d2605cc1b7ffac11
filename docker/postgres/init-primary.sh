#!/usr/bin/env bash
# Runs once, inside the temporary server of the first start: roles, ownership, the standby's slot.
set -euo pipefail
secrets=${SECRETS_DIR:-/run/secrets}

psql -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" \
  -v app="$(cat $secrets/app_password)" -v replication="$(cat $secrets/replication_password)" <<'SQL'
CREATE ROLE lianfang LOGIN PASSWORD :'app';
ALTER DATABASE lianfang OWNER TO lianfang;
REVOKE ALL ON DATABASE lianfang FROM PUBLIC;
CREATE ROLE replicator REPLICATION LOGIN PASSWORD :'replication';
SELECT pg_create_physical_replication_slot('standby');
-- Last: from the real start on, a commit waits for the standby. It would wait for ever during this script.
ALTER SYSTEM SET synchronous_standby_names = 'ANY 1 (standby)';
SQL
