#!/usr/bin/env bash
# mutation.sh [PATTERN]: mutates src/SipCti.Core/Wire, or the files that match PATTERN (relative to src/SipCti.Core), and runs the tests of
# Wire and of reading a message against each mutant. Prints the score and the mutants that survive; the report is left in artifacts/mutation.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
pattern=${1:-Wire/**/*.cs}
report=$root/artifacts/mutation
cd "$root"
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
# The copy finds the corpora where the checkout does.
export SIPCTI_CORPORA=${SIPCTI_CORPORA:-$root/../shared/corpora}

# In a copy: no mutated library and no changed lock file can be left behind.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
rm -rf "$report"
git ls-files -z --cached --others --exclude-standard | xargs -0 cp --parents -t "$work"
cd "$work"
dotnet tool restore > /dev/null
cd tests/SipCti.Core.Tests
dotnet stryker --config-file ../stryker-config.json --mutate "$pattern" --output "$report/report" --skip-version-check
