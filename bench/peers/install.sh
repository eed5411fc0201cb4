#!/bin/bash
# install.sh: the clients that bench/run.sh compares with, into
#   ${COSIGN_CACHE:-${XDG_CACHE_HOME:-~/.cache}/libcosign}/peers
# Each in the version that is written down beside this script, and only where
# its language is installed; one that is there already is left alone.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../../scripts/lib/common.sh"
target=$(cache_dir)/peers
mkdir -p "$target"

# is_current NAME FOLDER: what is installed was made of these files.
is_current() {
	[ -x "$target/$1" ] && diff -rq "$here/$2" "$target/$2" \
		--exclude=node_modules --exclude=venv >/dev/null 2>&1
}

take() # FOLDER: a copy of its files to install from
{
	rm -rf "${target:?}/$1"
	cp -r "$here/$1" "$target/$1"
}

script() # NAME COMMAND...
{
	local name=$1
	shift
	printf '#!/bin/sh\nexec %s "$@"\n' "$*" >"$target/$name.new"
	chmod +x "$target/$name.new"
	mv "$target/$name.new" "$target/$name"
}

go_peer() {
	take go
	(cd "$target/go" && quietly go build -o "$target/sigstore-go.new" .) &&
		mv "$target/sigstore-go.new" "$target/sigstore-go"
}

js_peer() {
	take js
	quietly npm ci --prefix "$target/js" --no-audit --no-fund &&
		script sigstore-js node "'$target/js/peer.js'"
}

python_peer() {
	take python
	quietly python3 -m venv "$target/python/venv" &&
		quietly "$target/python/venv/bin/pip" install -q \
			-r "$target/python/requirements.txt" &&
		script sigstore-python "'$target/python/venv/bin/python'" \
			"'$target/python/peer.py'"
}

# install NAME FOLDER PROGRAM FUNCTION
install() {
	is_current "$1" "$2" && return 0
	rm -f "$target/$1"
	if ! have "$3"; then
		say "$1: skipped: $3 is not installed"
	elif ! "$4"; then
		say "$1: skipped: it cannot be installed"
	fi
}

install sigstore-go go go go_peer
install sigstore-js js npm js_peer
install sigstore-python python python3 python_peer
