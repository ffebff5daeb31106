#!/bin/sh
# Starts the twin on a free port, reads its ready line, fetches its metadata, and stops it.
set -eu
folder=$(mktemp -d)
trap 'rm -r "$folder"' EXIT
mkfifo "$folder/in" "$folder/out"

HELSEID_MOCK_PORT=0 HELSEID_MOCK_LOG_FORMAT=json ${HELSEID_MOCK_COMMAND:-npx helseid-mock} <"$folder/in" >"$folder/out" &
twin=$!
# The twin runs until this end of its standard input is closed: below, or when this script ends, however it ends.
exec 3>"$folder/in"

read -r ready <"$folder/out"
issuer=$(printf '%s' "$ready" | sed 's/.*"issuers":{"test":"\([^"]*\)".*/\1/')
curl -fsS "$issuer/.well-known/openid-configuration"

exec 3>&-
wait "$twin"
