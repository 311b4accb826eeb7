# What every command of ./offing needs: messages, steps that can be stopped, and builds that know when they
# are stale. Sourced by ./offing, which sets $root.

state="$root/.build"
host_dll="$root/src/Offing.Host/bin/Release/net10.0/offing.dll"
host_sources=(src sim bench/Offing.BareBound spec Directory.Build.props Directory.Packages.props global.json)
child=""
mkdir -p "$state" 2>/dev/null || { echo "offing: cannot write to $root; make the folder writable" >&2; exit 73; }

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1
# No build node outlives the build: after the script has ended nothing of it runs.
export MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_USE_MSBUILD_SERVER=0
build_flags=(-c Release -v q --nologo -p:UseSharedCompilation=false)

say() { echo "offing: $*" >&2; }

# die MESSAGE [CODE]: one line that says what to do.
die() {
    say "$1"
    exit "${2:-1}"
}

# Ends the running step with everything that it started: each step is a process group of its own.
stop_child() {
    [ -n "$child" ] || return 0
    kill -TERM -- "-$child" 2>/dev/null || true
    local waited=0
    while kill -0 -- "-$child" 2>/dev/null && [ "$waited" -lt 50 ]; do
        sleep 0.1
        waited=$((waited + 1))
    done
    kill -KILL -- "-$child" 2>/dev/null || true
    child=""
}

trap 'stop_child; exit 130' INT
trap 'stop_child; exit 143' TERM HUP

# Whether anything of the last step's process group is still alive after a moment of grace.
left_running() {
    local waited=0
    while kill -0 -- "-$1" 2>/dev/null; do
        [ "$waited" -ge 30 ] && return 0
        sleep 0.1
        waited=$((waited + 1))
    done
    return 1
}

# run_step MESSAGE LOG COMMAND...: runs the command with its output in LOG, tells of it when it takes over two
# seconds, ends it at $deadline (in $SECONDS). Returns the command's code, or 124 at the deadline.
run_step() {
    local message="$1" log="$2" started=$SECONDS told=0 code=0
    shift 2
    set -m
    "$@" >"$log" 2>&1 </dev/null 9>&- &
    child=$!
    set +m
    while kill -0 "$child" 2>/dev/null; do
        sleep 0.1
        local elapsed=$((SECONDS - started))
        if [ "$elapsed" -ge 2 ] && [ "$elapsed" -ge $((told + 10)) ] || [ "$told$elapsed" = 02 ]; then
            say "$message ... ${elapsed} s"
            told=$elapsed
        fi
        if [ -n "${deadline:-}" ] && [ "$SECONDS" -ge "$deadline" ]; then
            stop_child
            return 124
        fi
    done
    wait "$child" || code=$?
    last_group=$child
    child=""
    return "$code"
}

# step MESSAGE COMMAND...: as run_step; when it fails its output is shown and the script ends.
step() {
    local message="$1" log="$state/step.log" code=0
    shift
    run_step "$message" "$log" "$@" || code=$?
    [ "$code" -eq 0 ] && return 0
    tail -n 60 "$log" >&2
    die "$message failed (code $code); the output above says why" "$code"
}

# fingerprint PATH...: a checksum over names and contents of the files below, without what builds leave behind.
fingerprint() {
    (cd "$root" && find "$@" \( -name bin -o -name obj -o -name node_modules -o -name out -o -name cache \) -prune \
        -o -type f -print0 | LC_ALL=C sort -z | xargs -0 cksum | cksum)
}

is_fresh() { [ "$(cat "$state/$1.stamp" 2>/dev/null)" = "$2" ]; }
mark_fresh() { echo "$2" >"$state/$1.stamp"; }

need_dotnet() {
    command -v dotnet >/dev/null || die "the .NET 10 SDK is missing; install it from https://dot.net and run again" 69
    dotnet --list-sdks | grep -q '^10\.' ||
        die "the .NET 10 SDK is missing, other versions are here; install it from https://dot.net and run again" 69
}

need_node() {
    command -v node >/dev/null && command -v npm >/dev/null ||
        die "Node 20 with npm is missing; install it from https://nodejs.org and run again" 69
    local major
    major="$(node -p 'process.versions.node.split(".")[0]')"
    [ "$major" -ge 20 ] || die "Node $major is too old; install Node 20 or newer from https://nodejs.org" 69
}

has_secp256k1() {
    { ldconfig -p 2>/dev/null || /sbin/ldconfig -p 2>/dev/null; } | grep -q 'libsecp256k1\.so'
}

install_secp256k1() {
    apt-get install -y libsecp256k1-1 || { apt-get update && apt-get install -y libsecp256k1-1; }
}

need_secp256k1() {
    has_secp256k1 && return 0
    if command -v apt-get >/dev/null && [ "$(id -u)" -eq 0 ]; then
        step "installing libsecp256k1" install_secp256k1
    else
        die "libsecp256k1 is missing; run: sudo apt-get install -y libsecp256k1-1 (or your system's package)" 69
    fi
}

# npm_packages FOLDER: exactly what its lock file names, again only when that has changed.
npm_packages() {
    local folder="$1" name="npm-${1//\//-}" now
    now="$(cksum <"$root/$folder/package-lock.json")"
    [ -d "$root/$folder/node_modules" ] && is_fresh "$name" "$now" && return 0
    step "installing the npm packages of $folder" npm ci --no-audit --no-fund --prefix "$root/$folder"
    mark_fresh "$name" "$now"
}

build_contracts() {
    local now
    now="$(fingerprint contracts)"
    [ -d "$root/contracts/out" ] && is_fresh contracts "$now" && return 0
    step "compiling the contracts" npm run build --prefix "$root/contracts"
    mark_fresh contracts "$now"
}

build_host() {
    local now
    now="$(fingerprint "${host_sources[@]}")"
    [ -f "$host_dll" ] && is_fresh host "$now" && return 0
    # The analyzers cost as much as the compiler and change no byte of the result; ./offing test runs them.
    step "building the venue" dotnet build "${build_flags[@]}" -p:RunAnalyzers=false "$root/src/Offing.Host"
    mark_fresh host "$now"
}

# One script at a time builds; a second one (say, fund beside up) waits for it. Where flock is missing two
# builds at once can only fail visibly, never give a wrong result.
with_lock() {
    exec 9>"$state/lock"
    if command -v flock >/dev/null && ! flock -n 9; then
        say "another ./offing is building; waiting for it"
        flock 9
    fi
    "$@"
    exec 9>&-
}

prepare_tools() {
    need_dotnet
    need_node
    need_secp256k1
    npm_packages contracts
    build_contracts
}

prepare_venue() {
    prepare_tools
    build_host
}

# For what only reads files: no chain, no contracts, no signatures.
prepare_host() {
    need_dotnet
    build_host
}

prepare() { with_lock prepare_venue; }
