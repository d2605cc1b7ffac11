#!/usr/bin/env bash
# make-secrets.sh HOSTNAME: writes docker/secrets/*, once; an existing file is never overwritten.
# Replace tls_certificate and tls_key (self-signed here) with the campus certificate before going live.
set -euo pipefail
host=${1:?usage: make-secrets.sh HOSTNAME}
folder=${SECRETS_DIR:-$(dirname "$0")/secrets}
mkdir -p "$folder"
chmod 700 "$folder"  # the folder protects; containers run as other users and must be able to read the files
umask 022

keep() { # keep NAME COMMAND…: the command's output becomes the secret, unless there is one
  local name=$1
  shift
  [ -e "$folder/$name" ] && return
  "$@" >"$folder/$name.new"
  mv "$folder/$name.new" "$folder/$name"
}
password() { openssl rand -hex 24; }
database_url() {
  printf 'postgresql://lianfang:%s@/lianfang?host=primary:5432&host=standby:5432&target_session_attrs=read-write' \
    "$(cat "$folder/app_password")"
}
signing_key() { openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256; }
certificate() {
  openssl req -x509 -key "$folder/tls_key" -days 365 -subj "/CN=$host" -addext "subjectAltName=DNS:$host"
}

keep secret_key openssl rand -base64 48
keep signing_key signing_key
keep postgres_password password
keep app_password password
keep replication_password password
keep database_url database_url
keep tls_key signing_key
keep tls_certificate certificate
echo "密钥已写入 $folder（只写一次，已有的不改）。上线前请换上学校的证书。"
