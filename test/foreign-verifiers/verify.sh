#!/usr/bin/env bash
# Checks a published log with OpenSSL, coreutils, sed and bash, and nothing else.
#
#   bash verify.sh FOLDER VKEY [OLDER-CHECKPOINT]
#
# Ends with status 0 and a line "ok: …", or with status 1 and a line that says what is wrong.
# The hashes of one level of the tree are made by one run of sha256sum over as many small files, in a folder that is
# removed at the end. That is meant for logs of up to some ten thousands of entries.
set -uo pipefail
export LC_ALL=C

[ $# = 2 ] || [ $# = 3 ] || {
  echo 'usage: bash verify.sh FOLDER VKEY [OLDER-CHECKPOINT]' >&2
  exit 2
}
folder=$1 vkey=$2 older=${3-}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

wrong() {
  echo "wrong: $*"
  exit 1
}

hex() { od -An -v -tx1 "$@" | tr -d ' \n'; }

# As `printf` reads bytes: \x61\x62…, four characters for each. Nothing in it can be taken for something else.
escaped() { od -An -v -tx1 "$@" | tr -d ' \n' | sed 's/../\\x&/g'; }

# Base64 to a file, refused when it is not the one spelling of its bytes.
strict_base64() {
  printf '%s' "$1" | base64 -d >"$2" 2>"$work/ignored" || wrong "this is not base64: ${1:0:40}"
  [ "$(base64 -w0 "$2")" = "$1" ] || wrong "this base64 is not in its one form: ${1:0:40}"
}

# --- The key: <name>+<key ID>+<base64 of 0x01 and the public key> (c2sp.org/signed-note). ---
name=${vkey%%+*} rest=${vkey#*+}
key_id=${rest%%+*} material=${rest#*+}
strict_base64 "$material" "$work/key"
[ "$(wc -c <"$work/key")" = 33 ] && [ "$(head -c1 "$work/key" | hex)" = 01 ] || wrong 'the key is not an Ed25519 key of a log'
[ "$({ printf '%s\n' "$name" && cat "$work/key"; } | sha256sum | head -c8)" = "$key_id" ] ||
  wrong 'the key ID does not belong to the key'
# RFC 8410: these twelve bytes before a public key make it a DER file.
{ printf '\x30\x2a\x30\x05\x06\x03\x2b\x65\x70\x03\x21\x00' && tail -c32 "$work/key"; } >"$work/key.der"

# --- A checkpoint: sets size and root, or ends the script (c2sp.org/tlog-checkpoint). ---
read_checkpoint() {
  local file=$1 label=$2 line lines=() at last_blank=-1 signed=no
  [ -f "$file" ] || wrong "$label is missing"
  # A NUL cannot stand in a variable of bash: what was read must be written back byte for byte.
  mapfile -t lines <"$file"
  printf '%s\n' "${lines[@]}" | cmp -s - "$file" || wrong "$label is not a text"
  for at in "${!lines[@]}"; do [ -n "${lines[at]}" ] || last_blank=$at; done
  [ "$last_blank" -ge 3 ] || wrong "$label is not a signed note"
  printf '%s\n' "${lines[@]:0:last_blank}" >"$work/text"
  for line in "${lines[@]:last_blank+1}"; do
    # The em dash in UTF-8.
    [[ $line =~ ^$'\xe2\x80\x94'\ ([^ ]+)\ ([^ ]+)$ ]] || wrong "$label has a line that is no signature"
    local signer=${BASH_REMATCH[1]}
    strict_base64 "${BASH_REMATCH[2]}" "$work/signature"
    [ "$signer" = "$name" ] && [ "$(head -c4 "$work/signature" | hex)" = "$key_id" ] || continue
    tail -c+5 "$work/signature" >"$work/signature.raw"
    openssl pkeyutl -verify -pubin -inkey "$work/key.der" -keyform DER -rawin -in "$work/text" \
      -sigfile "$work/signature.raw" >"$work/ignored" 2>&1 || wrong "the signature under $label is wrong"
    signed=yes
  done
  [ $signed = yes ] || wrong "$label is not signed by $name"
  [ "${lines[0]}" = "$name" ] || wrong "$label is not a checkpoint of $name"
  size=${lines[1]}
  [[ $size =~ ^(0|[1-9][0-9]{0,14})$ ]] || wrong "the size in $label is not a size"
  strict_base64 "${lines[2]}" "$work/root"
  [ "$(wc -c <"$work/root")" = 32 ] || wrong "the root in $label is not a hash"
  root=$(escaped "$work/root")
}

# --- Names of tiles: c2sp.org/tlog-tiles. ---
tile_name() { # level index width
  local index=$2 groups
  printf -v groups '%03d' $((index % 1000))
  while ((index >= 1000)); do
    index=$((index / 1000))
    printf -v groups 'x%03d/%s' $((index % 1000)) "$groups"
  done
  if (($3 < 256)); then groups+=".p/$3"; fi
  printf -v tile 'tile/%s/%s' "$1" "$groups"
}

# --- Leaves: each entry of each bundle, with 0x00 before it, becomes a file to hash. ---
read_entries() {
  local first width at head length entry file
  mkdir "$work/nodes"
  for ((first = 0; first < size; first += 256)); do
    width=$((size - first < 256 ? size - first : 256))
    tile_name entries $((first / 256)) $width
    [ -f "$folder/$tile" ] || wrong "$tile is missing"
    escaped "$folder/$tile" >"$work/bundle"
    exec 3<"$work/bundle"
    for ((at = first; at < first + width; at += 1)); do
      read -r -N 8 -u 3 head || wrong "$tile ends inside entry $at"
      length=$((16#${head:2:2}${head:6:2}))
      entry=
      if ((length > 0)); then read -r -N $((length * 4)) -u 3 entry || wrong "$tile ends inside entry $at"; fi
      printf -v file '%s/nodes/%012d' "$work" "$at"
      printf "\\x00$entry" >"$file"
    done
    if read -r -N 1 -u 3 entry; then wrong "$tile has bytes behind its last entry"; fi
    exec 3<&-
  done
  hash_nodes
}

# Sets `hashes` to the hashes of the files in nodes/, escaped, in the order of their names, and removes the files.
hash_nodes() {
  mapfile -t hashes < <(cd "$work/nodes" && printf '%s\n' * | xargs sha256sum | cut -c1-64 | sed 's/../\\x&/g')
  rm -rf "$work/nodes"
}

# --- Tiles: the full nodes of every eighth level, 256 in a file. ---
check_tiles() { # level, how many hashes of it are full nodes
  local first width
  for ((first = 0; first < $2; first += 256)); do
    width=$(($2 - first < 256 ? $2 - first : 256))
    tile_name "$1" $((first / 256)) $width
    [ -f "$folder/$tile" ] || wrong "$tile is missing"
    local expected
    printf -v expected '%s' "${hashes[@]:first:width}"
    [ "$(escaped "$folder/$tile")" = "$expected" ] || wrong "$tile is not made of these entries"
  done
}

# --- The root: pairs, level by level; a node without a neighbour goes up as it is (RFC 9162 section 2.1.1). ---
# Sets `computed` from the leaves in `hashes`. With "tiles", compares the tiles on the way.
compute_root() {
  local height=0 full=${#hashes[@]} at count last file
  while :; do
    if [ "${1-}" = tiles ] && ((height % 8 == 0 && full > 0)); then check_tiles $((height / 8)) "$full"; fi
    count=${#hashes[@]}
    if ((count == 1)); then break; fi
    last=
    if ((count % 2 == 1)); then last=${hashes[count - 1]}; fi
    mkdir "$work/nodes"
    for ((at = 0; at + 1 < count; at += 2)); do
      printf -v file '%s/nodes/%012d' "$work" "$at"
      printf "\\x01${hashes[at]}${hashes[at + 1]}" >"$file"
    done
    hash_nodes
    if [ -n "$last" ]; then hashes+=("$last"); fi
    height=$((height + 1)) full=$((full / 2))
  done
  computed=${hashes[0]}
}

# --- The checks, the cheap ones first. ---
if [ -n "$older" ]; then
  read_checkpoint "$older" 'the older checkpoint'
  older_size=$size older_root=$root
fi
read_checkpoint "$folder/checkpoint" 'the checkpoint'
((size > 0)) || wrong 'the log is empty: there is nothing to check'
if [ -n "$older" ]; then
  ((older_size > 0 && older_size <= size)) || wrong "the older checkpoint has $older_size entries, and this log $size"
fi
read_entries
leaves=("${hashes[@]}")
compute_root tiles
[ "$computed" = "$root" ] || wrong 'these entries have another root than the signed one'
told="$size entries, signed by $name"
if [ -n "$older" ]; then
  # No proof is needed by whoever has all entries: the older root is that of the first ones.
  hashes=("${leaves[@]:0:older_size}")
  compute_root
  [ "$computed" = "$older_root" ] || wrong 'this log does not begin with the entries of the older checkpoint'
  told+=", and it begins with the $older_size entries of the older checkpoint"
fi
echo "ok: $told"
