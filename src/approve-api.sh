#!/usr/bin/env bash
# Writes every library's PublicAPI.Unshipped.txt anew from what it shows now. Review the difference before you commit it.
set -euo pipefail
cd "$(dirname "$0")"
log=$(mktemp)
trap 'rm -f "$log"' EXIT

for file in */PublicAPI.Unshipped.txt; do echo '#nullable enable' >"$file"; done
# In the order of their references: a library that does not build gives no list.
for library in Cairn.Merkle Cairn Cairn.EntityFrameworkCore Cairn.Sqlite Cairn.Postgres Cairn.Testing Cairn.AspNetCore Cairn.Viewer; do
  dotnet build "$library" --no-incremental --nologo -v quiet -p:BuildProjectReferences=false -p:ApproveApi=true >"$log" 2>&1 || { cat "$log" >&2; exit 1; }
  { grep -F "/$library.csproj]" "$log" || true; } | sed -nE "s/.*RS0016: Symbol '(.*)' is not part of the declared public API.*/\1/p" | LC_ALL=C sort -u >>"$library/PublicAPI.Unshipped.txt"
done
git --no-pager diff --stat -- '*/PublicAPI.*.txt'
