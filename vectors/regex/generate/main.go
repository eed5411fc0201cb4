// Generate writes what Go's regexp package says: the vectors in ../go, against
// which ours is compared.
//
//	go run . ../go
//	go run . -compare PROGRAM PAIRS SEED
package main

import (
	"fmt"
	"log"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"unicode"
)

func main() {
	if len(os.Args) == 5 && os.Args[1] == "-compare" {
		pairs, err := strconv.Atoi(os.Args[3])
		if err != nil {
			log.Fatal(err)
		}
		seed, err := strconv.ParseUint(os.Args[4], 10, 64)
		if err != nil {
			log.Fatal(err)
		}
		compare(os.Args[2], pairs, seed)
		return
	}
	if len(os.Args) != 2 {
		log.Fatal("usage: generate FOLDER | generate -compare PROGRAM PAIRS SEED")
	}
	folder := os.Args[1]
	write := func(name string, lines []string) {
		text := "# " + runtime.Version() + ", Unicode " + unicode.Version +
			"\n" + strings.Join(lines, "\n") + "\n"
		err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o644)
		if err != nil {
			log.Fatal(err)
		}
	}
	write("syntax.tsv", syntaxLines())
	write("class.tsv", classLines())
	write("identity.tsv", identityLines())
	write("random.tsv", randomLines())
	write("property.tsv", propertyLines())
	write("fold.tsv", foldLines())
}

// pattern in hex, text in hex, 1 or 0, or "-" where the pattern is refused
type rows struct {
	lines []string
}

func (r *rows) add(pattern string, texts ...string) {
	q := question{pattern: pattern, texts: texts}
	q.answer()
	for i, text := range texts {
		if i > 0 && q.answers[i] == '-' {
			break
		}
		r.lines = append(r.lines,
			fmt.Sprintf("%x\t%x\t%c", pattern, text, q.answers[i]))
	}
}

func randomLines() []string {
	// The same patterns at each run.
	s := source{rand.New(rand.NewPCG(1, 2))}
	var r rows
	for len(r.lines) < 6000 {
		q := s.question(4)
		if len(q.pattern) < 60 {
			r.add(q.pattern, q.texts...)
		}
	}
	return r.lines
}
