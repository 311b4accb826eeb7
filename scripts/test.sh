# ./offing test: builds once, runs every suite, and adds up what the suites' own reports say.

limit_minutes=40
results="$state/results"
passed=0
failed=0

test_usage() {
    cat <<'HELP'
./offing test [--filter EXPRESSION] [--coverage]

  --filter EXPRESSION   only .NET tests that match (as in dotnet test --filter); the contracts' are left out
  --coverage            lines covered of each room by its own tests; reports in .build/results

The last line is "N passed, N failed". A suite that did not run, ran no test, or left a process behind
counts as one failure. The exit code is 0 only when something passed and nothing failed.
HELP
}

finish() {
    echo "$passed passed, $failed failed"
    [ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
    exit $?
}

# spoiled NAME WHY LOG: a suite that cannot be trusted is one failure, with its output shown.
spoiled() {
    failed=$((failed + 1))
    tail -n 100 "$3" >&2
    say "$1 $2"
}

# counter FILE NAME: a number from the Counters element of a trx report.
counter() { sed -n "s/.*<Counters [^>]*[ \"]$2=\"\([0-9]*\)\".*/\1/p" "$1" | head -n 1; }

# check_group NAME LOG: nothing that a suite started may outlive it.
check_group() {
    left_running "$last_group" || return 0
    kill -KILL -- "-$last_group" 2>/dev/null || true
    spoiled "$1" "left a process running" "$2"
}

dotnet_suite() {
    local project="$1" name report log code=0 started=$SECONDS target ok bad
    name="$(basename "$project" .csproj)"
    report="$results/$name.trx"
    log="$results/$name.log"
    target="$(dirname "$project")/bin/Release/net10.0/$name.dll"
    [ -z "$coverage" ] || target="$project"
    run_step "$name" "$log" dotnet test "$target" --logger "trx;LogFileName=$report" \
        --results-directory "$results/$name" ${filter:+--filter "$filter"} \
        ${coverage:+--no-build -c Release --collect "Code Coverage;Format=cobertura"} || code=$?
    if [ "$code" -eq 124 ]; then
        spoiled "$name" "was ended: $limit_minutes minutes are over" "$log"
        return
    fi
    check_group "$name" "$log"
    ok="$(counter "$report" passed 2>/dev/null || true)"
    bad="$(counter "$report" failed 2>/dev/null || true)"
    if [ -z "$ok" ] || { [ "$((ok + bad))" -eq 0 ] && [ -z "$filter" ]; }; then
        spoiled "$name" "did not run any test" "$log"
        return
    fi
    passed=$((passed + ok))
    failed=$((failed + bad))
    if [ "$bad" -gt 0 ]; then
        cat "$log" >&2
    elif [ "$code" -ne 0 ] && [ "$((ok + bad))" -gt 0 ]; then
        spoiled "$name" "ended with code $code" "$log"
    fi
    say "$name: $ok passed, $bad failed, $((SECONDS - started)) s"
}

contract_suite() {
    local log="$results/contracts.log" code=0 started=$SECONDS ok bad
    run_step "contracts" "$log" npm test --prefix "$root/contracts" || code=$?
    if [ "$code" -eq 124 ]; then
        spoiled "contracts" "were ended: $limit_minutes minutes are over" "$log"
        return
    fi
    check_group "contracts" "$log"
    ok="$(forge_sum passed "$log")"
    bad="$(forge_sum failed "$log")"
    passed=$((passed + ok))
    failed=$((failed + bad))
    if [ "$ok" -eq 0 ] || { [ "$code" -ne 0 ] && [ "$bad" -eq 0 ]; }; then
        spoiled "contracts" "did not run to the end (code $code)" "$log"
    elif [ "$bad" -gt 0 ]; then
        cat "$log" >&2
    fi
    say "contracts: $ok passed, $bad failed, $((SECONDS - started)) s"
}

# forge_sum WORD LOG: forge ends each run with "Ran 3 test suites in 1s: 40 tests passed, 0 failed, 0 skipped".
forge_sum() {
    sed 's/\x1b\[[0-9;]*m//g' "$2" | sed -n "/^Ran [0-9]* test suites\{0,1\} in/s/.*[ :]\([0-9]*\) \(tests \)\{0,1\}$1,.*/\1/p" |
        awk '{ sum += $1 } END { print sum + 0 }'
}

# Lines of each room covered by the tests of the same name; the full reports lie beside.
print_coverage() {
    local report room rate
    for report in $(find "$results" -name '*.cobertura.xml' | sort); do
        room="$(basename "$(dirname "$(dirname "$report")")" .Tests)"
        rate="$(sed -n "s/.*<package line-rate=\"\([0-9.]*\)\"[^>]*name=\"$room\(\.dll\)\{0,1\}\".*/\1/p" "$report" | head -n 1)"
        [ -z "$rate" ] || awk -v room="$room" -v rate="$rate" 'BEGIN { printf "%-24s %5.1f %% of lines\n", room, rate * 100 }'
    done
}

build_everything() {
    local folder now
    prepare_tools
    for folder in "$root"/tests/*/package-lock.json; do
        [ -f "$folder" ] && npm_packages "tests/$(basename "$(dirname "$folder")")"
    done
    now="$(fingerprint "${host_sources[@]}")"
    step "building every project" dotnet build "${build_flags[@]}" "$root/Offing.slnx"
    mark_fresh host "$now"
}

run_tests() {
    filter="" coverage=""
    while [ $# -gt 0 ]; do
        case "$1" in
            --filter) [ $# -ge 2 ] || die "--filter needs an expression" 64; filter="$2"; shift 2 ;;
            --coverage) coverage=yes; shift ;;
            -h | --help) test_usage; exit 0 ;;
            *) die "unknown option '$1'; ./offing test --help lists them" 64 ;;
        esac
    done
    deadline=$((SECONDS + limit_minutes * 60))
    rm -rf "$results"
    mkdir -p "$results"
    [ -d "$root/../shared" ] || say "../shared is not here: tests that read recorded data say so and return"
    with_lock build_everything
    local project
    for project in "$root"/tests/*/*.Tests.csproj; do
        dotnet_suite "$project"
    done
    [ -n "$filter" ] || contract_suite
    [ -z "$coverage" ] || print_coverage
    finish
}
