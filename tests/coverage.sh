#!/usr/bin/env bash
# coverage.sh [FILTER]: runs tests/SipCti.Core.Tests with the coverage collector of the test SDK and prints the lines covered
# of Wire and of Messages, and each line that is not. FILTER is that of `dotnet test`; without it all tests run.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
results=$root/artifacts/coverage
cd "$root"
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
rm -rf "$results"
filter=()
[ $# = 0 ] || filter=(--filter "$1")
dotnet test tests/SipCti.Core.Tests "${filter[@]}" --collect "Code Coverage;Format=cobertura" --settings tests/coverage.runsettings --results-directory "$results"
report=$(find "$results" -name '*.cobertura.xml' | head -1)
[ -n "$report" ] || { echo "no report" >&2; exit 1; }

# One line of the report may stand twice (a method and its class): a line is covered when any of them says so.
awk -F'"' '
  /<class /  { for (i = 1; i < NF; i++) if ($i ~ /filename=$/) { file = $(i + 1); sub(/.*src\/SipCti.Core\//, "", file) } }
  /<line /   { number = hits = -1
               for (i = 1; i < NF; i++) { if ($i ~ /number=$/) number = $(i + 1); if ($i ~ / hits=$/) hits = $(i + 1) }
               if (file ~ /^(Wire|Messages)\//) { key = file ":" number; if (!(key in seen) || hits > seen[key]) seen[key] = hits } }
  END        { sort = "sort -t: -k1,1 -k2,2n"
               for (key in seen) { split(key, part, "[/:]"); all[part[1]]++; if (seen[key] > 0) met[part[1]]++; else print key | sort }
               close(sort)
               for (folder in all) printf "%s: %d of %d lines covered, %.1f %%\n", folder, met[folder], all[folder], 100 * met[folder] / all[folder] }
' "$report" | awk -F: '
  # Lines that follow each other become one range.
  NF < 2 || / covered, / { if (file) print "not covered " file ":" ranges; file = ""; print; next }
  $1 == file && $2 == last + 1 { last = $2; sub(/(-[0-9]+)?$/, "-" last, ranges); next }
  $1 == file { last = $2; ranges = ranges " " last; next }
  { if (file) print "not covered " file ":" ranges; file = $1; last = $2; ranges = " " last }
'
