// Checks an extracted evidence bundle with Go's own checksum database packages: the signed notes of both logs, and each
// tlog-proof against the audit log's note. Written against golang.org/x/mod/sumdb, which shares no line with ours.
package main

import (
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func read(name string) string {
	text, err := os.ReadFile(filepath.Join(os.Args[1], name))
	must(err)
	return string(text)
}

func verifier(name string) note.Verifiers {
	key, err := note.NewVerifier(strings.TrimSuffix(read(name), "\n"))
	must(err)
	return note.VerifierList(key)
}

func hash(text string) tlog.Hash {
	bytes, err := base64.StdEncoding.DecodeString(text)
	must(err)
	var out tlog.Hash
	if copy(out[:], bytes) != len(out) || len(bytes) != len(out) {
		must(fmt.Errorf("no hash: %s", text))
	}
	return out
}

// The tree of a note that its log signed.
func tree(text string, keys note.Verifiers) (int64, tlog.Hash) {
	opened, err := note.Open([]byte(text), keys)
	must(err)
	lines := strings.Split(opened.Text, "\n")
	size, err := strconv.ParseInt(lines[1], 10, 64)
	must(err)
	return size, hash(lines[2])
}

func checkProof(number int, keys note.Verifiers) {
	head, checkpoint, _ := strings.Cut(read(fmt.Sprintf("entry-%d.tlog-proof", number)), "\n\n")
	lines := strings.Split(head, "\n")
	index, err := strconv.ParseInt(strings.TrimPrefix(lines[1], "index "), 10, 64)
	must(err)
	var proof tlog.RecordProof
	for _, line := range lines[2:] {
		proof = append(proof, hash(line))
	}
	size, root := tree(checkpoint, keys)
	leaf := tlog.RecordHash([]byte(read(fmt.Sprintf("entry-%d.line", number))))
	must(tlog.CheckRecord(proof, size, root, index, leaf))
}

func main() {
	// The whole trust log, hashed to the root of its note.
	size, root := tree(read("trust.note"), verifier("trust.vkey"))
	var hashes []tlog.Hash
	reader := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		var out []tlog.Hash
		for _, index := range indexes {
			out = append(out, hashes[index])
		}
		return out, nil
	})
	lines := strings.Split(strings.TrimSuffix(read("trust.lines"), "\n"), "\n")
	for i, line := range lines {
		more, err := tlog.StoredHashes(int64(i), []byte(line), reader)
		must(err)
		hashes = append(hashes, more...)
	}
	whole, err := tlog.TreeHash(int64(len(lines)), reader)
	must(err)
	if int64(len(lines)) != size || whole != root {
		must(fmt.Errorf("the lines are not those of the signed tree"))
	}
	keys := verifier("audit.vkey")
	count, err := strconv.Atoi(os.Args[2])
	must(err)
	for number := 1; number <= count; number++ {
		checkProof(number, keys)
	}
}
