#!/usr/bin/env bash
# run.sh TARGET SECONDS: fuzzes one target with AFL++ for a bounded time, and prints what came of it.
# Finds stay in artifacts/fuzz/TARGET; a later run goes on from there, unless SIPCTI_FUZZ_FRESH=1.
set -euo pipefail

target=${1:?usage: run.sh TARGET SECONDS}
seconds=${2:?usage: run.sh TARGET SECONDS}
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
seeds=$here/seeds/$target
program=$root/artifacts/fuzz/bin/$target
finds=$root/artifacts/fuzz/$target
[ -d "$seeds" ] || { echo "no target $target: $(ls "$here/seeds" | tr '\n' ' ')" >&2; exit 2; }
cd "$root"

# The program is started by afl-fuzz and has to find its runtime wherever this SDK lives.
export DOTNET_ROOT=${DOTNET_ROOT:-$(dirname "$(readlink -f "$(command -v dotnet)")")}
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 MSBUILDDISABLENODEREUSE=1
if ! command -v afl-fuzz > /dev/null; then
  as_root=()
  [ "$(id -u)" = 0 ] || as_root=(sudo)
  "${as_root[@]}" apt-get -qq update
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends afl++ > /dev/null
fi
dotnet tool restore > /dev/null

# A folder of its own for each target: an instrumented library must not be instrumented again, nor changed under a running one.
rm -rf "$program"
dotnet publish tests/SipCti.Fuzz -c Release -v quiet --nologo -o "$program"
dotnet sharpfuzz "$program/SipCti.Core.dll"

[ -z "${SIPCTI_FUZZ_FRESH:-}" ] || rm -rf "$finds"
input=$seeds
[ ! -d "$finds/default/queue" ] || input=-
mkdir -p "$finds"

# The target is a managed program: no AFL binary to check, no virtual memory limit that the runtime could live with. The
# heap is bounded by the runtime itself instead; to cross it is a crash.
export AFL_SKIP_BIN_CHECK=1 AFL_SKIP_CPUFREQ=1 AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES=1 AFL_NO_AFFINITY=1 AFL_NO_UI=1 AFL_QUIET=1
export AFL_AUTORESUME=1 AFL_FAST_CAL=1
export DOTNET_GCHeapHardLimit=0x20000000 DOTNET_gcServer=0 DOTNET_TieredPGO=0
began=$(date +%s)
status=0
timeout --kill-after=30 $((seconds + 120)) \
  afl-fuzz -i "$input" -o "$finds" -V "$seconds" -t 5000 -m none -x "$here/sip.dict" -- \
  "$program/SipCti.Fuzz" afl "$target" > "$finds/afl.log" 2>&1 || status=$?
if [ ! -f "$finds/default/fuzzer_stats" ]; then
  tail -20 "$finds/afl.log" >&2
  exit 1
fi

stat() { awk -F' *: *' -v name="$1" '$1 == name { print $2 }' "$finds/default/fuzzer_stats"; }
echo "$target: $(($(date +%s) - began)) s, $(stat execs_done) executions, $(stat execs_per_sec)/s, $(stat corpus_count) paths," \
  "$(stat edges_found) edges, stability $(stat stability), $(stat saved_crashes) crashes, $(stat saved_hangs) hangs"
for find in "$finds"/default/crashes/id:* "$finds"/default/hangs/id:*; do
  [ -e "$find" ] && echo "  $find"
done
[ "$status" = 0 ] && [ "$(stat saved_crashes)" = 0 ] && [ "$(stat saved_hangs)" = 0 ]
