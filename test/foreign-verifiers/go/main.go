// Checks a published log with golang.org/x/mod/sumdb, the packages with which the go command checks the log of all Go
// modules. Nothing here is of Besluitspoor except the few lines that read its files.
//
//	verify FOLDER VKEY [OLDER-CHECKPOINT]
//
// Ends with status 0 and a line "ok: …", or with status 1 and a line that says what is wrong.
package main

import (
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// The tiles of tlog-tiles are 8 levels high and 256 hashes wide.
const (
	tileHeight = 8
	tileWidth  = 1 << tileHeight
)

// Each so many entries are also proven one by one, as a client with one entry would.
const provenOneIn = 97

func main() {
	if len(os.Args) != 3 && len(os.Args) != 4 {
		fmt.Fprintln(os.Stderr, "usage: verify FOLDER VKEY [OLDER-CHECKPOINT]")
		os.Exit(2)
	}
	older := ""
	if len(os.Args) == 4 {
		older = os.Args[3]
	}
	told, err := verify(os.Args[1], os.Args[2], older)
	if err != nil {
		fmt.Println("wrong:", err)
		os.Exit(1)
	}
	fmt.Println("ok:", told)
}

func verify(folder, vkey, older string) (string, error) {
	verifier, err := note.NewVerifier(vkey)
	if err != nil {
		return "", fmt.Errorf("the key: %v", err)
	}
	tree, err := readCheckpoint(filepath.Join(folder, "checkpoint"), verifier)
	if err != nil {
		return "", fmt.Errorf("the checkpoint: %v", err)
	}
	if tree.N == 0 {
		return "", fmt.Errorf("the log is empty: there is nothing to check")
	}
	// Every hash that this reader gives was proven to be in the signed tree.
	proven := tlog.TileHashReader(tree, &tileFiles{folder})
	hashes, err := readEntries(folder, tree.N)
	if err != nil {
		return "", err
	}
	if err := checkTiles(hashes, tree, proven); err != nil {
		return "", err
	}
	if err := checkUpperTiles(folder, hashes, tree.N); err != nil {
		return "", err
	}
	if err := checkRoot(hashes, tree); err != nil {
		return "", err
	}
	if err := checkInclusion(hashes, tree, proven); err != nil {
		return "", err
	}
	told := fmt.Sprintf("%d entries, signed by %s", tree.N, verifier.Name())
	if older == "" {
		return told, nil
	}
	before, err := readCheckpoint(older, verifier)
	if err != nil {
		return "", fmt.Errorf("the older checkpoint: %v", err)
	}
	if err := checkConsistency(before, tree, proven); err != nil {
		return "", err
	}
	return fmt.Sprintf("%s, and it begins with the %d entries of the older checkpoint", told, before.N), nil
}

// readCheckpoint accepts only a checkpoint of the log that the key is named after.
func readCheckpoint(path string, verifier note.Verifier) (tlog.Tree, error) {
	bytes, err := os.ReadFile(path)
	if err != nil {
		return tlog.Tree{}, err
	}
	opened, err := note.Open(bytes, note.VerifierList(verifier))
	if err != nil {
		return tlog.Tree{}, err
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) < 4 || lines[0] != verifier.Name() {
		return tlog.Tree{}, fmt.Errorf("not a checkpoint of %s", verifier.Name())
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil || size < 0 || strconv.FormatInt(size, 10) != lines[1] {
		return tlog.Tree{}, fmt.Errorf("size %q is not a size", lines[1])
	}
	root, err := base64.StdEncoding.Strict().DecodeString(lines[2])
	if err != nil || len(root) != tlog.HashSize {
		return tlog.Tree{}, fmt.Errorf("root %q is not a hash", lines[2])
	}
	tree := tlog.Tree{N: size}
	copy(tree.Hash[:], root)
	return tree, nil
}

// readEntries gives the leaf hash of every entry, from the entry bundles.
func readEntries(folder string, size int64) ([]tlog.Hash, error) {
	var hashes []tlog.Hash
	for first := int64(0); first < size; first += tileWidth {
		width := int64(tileWidth)
		if size-first < width {
			width = size - first
		}
		tile := tlog.Tile{H: tileHeight, L: 0, N: first / tileWidth, W: int(width)}
		name := strings.Replace(tile.Path(), "tile/8/0/", "tile/entries/", 1)
		rest, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			return nil, err
		}
		for at := int64(0); at < width; at++ {
			if len(rest) < 2 || len(rest) < 2+int(binary.BigEndian.Uint16(rest)) {
				return nil, fmt.Errorf("%s ends inside entry %d", name, first+at)
			}
			end := 2 + int(binary.BigEndian.Uint16(rest))
			hashes = append(hashes, tlog.RecordHash(rest[2:end]))
			rest = rest[end:]
		}
		if len(rest) > 0 {
			return nil, fmt.Errorf("%s has %d bytes too many", name, len(rest))
		}
	}
	return hashes, nil
}

// checkTiles compares each entry with its place in the tiles.
func checkTiles(hashes []tlog.Hash, tree tlog.Tree, proven tlog.HashReader) error {
	for first := int64(0); first < tree.N; first += tileWidth {
		var indexes []int64
		for n := first; n < first+tileWidth && n < tree.N; n++ {
			indexes = append(indexes, tlog.StoredHashIndex(0, n))
		}
		found, err := proven.ReadHashes(indexes)
		if err != nil {
			return fmt.Errorf("the tiles at entry %d: %v", first, err)
		}
		for at, hash := range found {
			if hash != hashes[first+int64(at)] {
				return fmt.Errorf("entry %d is not the one in the tiles", first+int64(at))
			}
		}
	}
	return nil
}

// checkUpperTiles makes every tile anew from the entries and compares it with the file.
func checkUpperTiles(folder string, hashes []tlog.Hash, size int64) error {
	stored := storedHashes(hashes)
	for _, tile := range tlog.NewTiles(tileHeight, 0, size) {
		if int64(tile.W) < tileWidth && int64(tile.N)*tileWidth+int64(tile.W) != size>>uint(tileHeight*tile.L) {
			continue // A partial tile of a smaller tree.
		}
		made, err := tlog.ReadTileData(tile, stored)
		if err != nil {
			return err
		}
		found, err := os.ReadFile(filepath.Join(folder, pathOf(tile)))
		if err != nil {
			return err
		}
		if string(found) != string(made) {
			return fmt.Errorf("%s is not made of these entries", pathOf(tile))
		}
	}
	return nil
}

// checkRoot computes the root from the entries alone, without any tile.
func checkRoot(hashes []tlog.Hash, tree tlog.Tree) error {
	root, err := tlog.TreeHash(tree.N, storedHashes(hashes))
	if err != nil {
		return err
	}
	if root != tree.Hash {
		return fmt.Errorf("these entries have another root than the signed one")
	}
	return nil
}

// checkInclusion makes and checks proofs of single entries.
func checkInclusion(hashes []tlog.Hash, tree tlog.Tree, proven tlog.HashReader) error {
	for n := int64(0); n < tree.N; n++ {
		if n%provenOneIn != 0 && n != tree.N-1 {
			continue
		}
		proof, err := tlog.ProveRecord(tree.N, n, proven)
		if err != nil {
			return fmt.Errorf("the proof of entry %d: %v", n, err)
		}
		if err := tlog.CheckRecord(proof, tree.N, tree.Hash, n, hashes[n]); err != nil {
			return fmt.Errorf("entry %d: %v", n, err)
		}
	}
	return nil
}

func checkConsistency(before, tree tlog.Tree, proven tlog.HashReader) error {
	if before.N == 0 {
		return fmt.Errorf("the older checkpoint is empty: it proves nothing")
	}
	if before.N > tree.N {
		return fmt.Errorf("the older checkpoint has %d entries, and this log only %d", before.N, tree.N)
	}
	proof, err := tlog.ProveTree(tree.N, before.N, proven)
	if err != nil {
		return fmt.Errorf("the consistency proof: %v", err)
	}
	if err := tlog.CheckTree(proof, tree.N, tree.Hash, before.N, before.Hash); err != nil {
		return fmt.Errorf("this log does not begin with that of the older checkpoint: %v", err)
	}
	return nil
}

// storedHashes keeps every full node of the tree in memory, as the package orders them.
func storedHashes(hashes []tlog.Hash) tlog.HashReader {
	var all []tlog.Hash
	reader := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		found := make([]tlog.Hash, len(indexes))
		for i, index := range indexes {
			if index >= int64(len(all)) {
				return nil, fmt.Errorf("there is no hash %d", index)
			}
			found[i] = all[index]
		}
		return found, nil
	})
	for n, hash := range hashes {
		more, err := tlog.StoredHashesForRecordHash(int64(n), hash, reader)
		if err != nil {
			panic(err)
		}
		all = append(all, more...)
	}
	return reader
}

// pathOf leaves out the height, which tlog-tiles fixes.
func pathOf(tile tlog.Tile) string {
	return strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
}

// tileFiles reads tiles of the published folder.
type tileFiles struct{ folder string }

func (t *tileFiles) Height() int { return tileHeight }

func (t *tileFiles) SaveTiles([]tlog.Tile, [][]byte) {}

func (t *tileFiles) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, tile := range tiles {
		bytes, err := os.ReadFile(filepath.Join(t.folder, pathOf(tile)))
		if err != nil {
			return nil, err
		}
		if len(bytes) != tile.W*tlog.HashSize {
			return nil, fmt.Errorf("%s has %d bytes instead of %d", pathOf(tile), len(bytes), tile.W*tlog.HashSize)
		}
		all = append(all, bytes)
	}
	return all, nil
}
