#!/bin/sh
# Makes a certificate authority and one certificate per service of the cluster; a second time it makes nothing.
# Usage: make-certificates.sh FOLDER
set -eu
folder=$1
days_authority=3650
days_node=365
[ -e "$folder/ca/ca.crt" ] && exit 0
mkdir -p "$folder/ca" "$folder/ca-key"
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days "$days_authority" -subj '/CN=besluitspoor cluster' \
  -keyout "$folder/ca-key/ca.key" -out "$folder/ca-key/ca.crt" 2>/dev/null

# name, owner (user id inside its image)
make() {
  mkdir -p "$folder/$1"
  # EventStoreDB takes RSA keys only, and asks for one common name on all nodes.
  openssl req -newkey rsa:2048 -nodes -subj '/CN=eventstoredb-node' -keyout "$folder/$1/node.key" -out "/tmp/$1.csr" 2>/dev/null
  printf 'subjectAltName=DNS:%s,DNS:localhost,IP:127.0.0.1\nextendedKeyUsage=serverAuth,clientAuth\n' "$1" >"/tmp/$1.ext"
  openssl x509 -req -in "/tmp/$1.csr" -CA "$folder/ca-key/ca.crt" -CAkey "$folder/ca-key/ca.key" -CAcreateserial \
    -days "$days_node" -extfile "/tmp/$1.ext" -out "$folder/$1/node.crt" 2>/dev/null
  chmod 600 "$folder/$1/node.key"
  chown "$2" "$folder/$1/node.key"
  rm "/tmp/$1.csr" "/tmp/$1.ext"
}
for node in esdb1 esdb2 esdb3; do make "$node" 1000; done
make postgres 70
make proxy 101
chmod 700 "$folder/ca-key"
# Last: whoever finds this finds everything else.
cp "$folder/ca-key/ca.crt" "$folder/ca/ca.crt"
