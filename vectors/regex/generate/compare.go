package main

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"log"
	"math/rand/v2"
	"os/exec"
	"regexp"
	"regexp/syntax"
	"strings"
)

type question struct {
	pattern string
	texts   []string
	answers []byte
}

// What Go says: '-' for each text of a pattern that it refuses.
func (q *question) answer() {
	q.answers = make([]byte, len(q.texts))
	re, err := regexp.Compile(q.pattern)
	for i, text := range q.texts {
		switch {
		case err != nil:
			q.answers[i] = '-'
		case re.MatchString(text):
			q.answers[i] = '1'
		default:
			q.answers[i] = '0'
		}
	}
}

func (s source) question(texts int) *question {
	q := &question{pattern: s.pattern()}
	re, err := syntax.Parse(q.pattern, syntax.Perl)
	if err != nil {
		re = nil
		texts = 1
	}
	for range texts {
		q.texts = append(q.texts, s.text(re))
	}
	q.answer()
	return q
}

func ask(w *bufio.Writer, q *question) {
	number := func(n int) {
		w.Write(binary.LittleEndian.AppendUint32(nil, uint32(n)))
	}
	number(len(q.pattern))
	w.WriteString(q.pattern)
	number(len(q.texts))
	for _, text := range q.texts {
		number(len(text))
		w.WriteString(text)
	}
}

// Compare asks a program of ours (tests/regex/answer.c) the same as Go, for so
// many pairs of a pattern and a text.
func compare(program string, pairs int, seed uint64) {
	cmd := exec.Command(program)
	in, err := cmd.StdinPipe()
	if err != nil {
		log.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		log.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		log.Fatal(err)
	}
	const ahead = 1024
	asked := make(chan *question, ahead)
	go func() {
		s := source{rand.New(rand.NewPCG(seed, 1))}
		w := bufio.NewWriterSize(in, 1<<16)
		for i, n := 1, 0; n < pairs; i++ {
			q := s.question(8)
			// Go has another way for what is long.
			if s.chance(3) {
				q.texts[0] = strings.Repeat(q.texts[0], 1+s.IntN(2000))
				q.answer()
			}
			n += len(q.texts)
			ask(w, q)
			// Nobody waits for an answer to what is not sent yet.
			if i%ahead == 0 {
				w.Flush()
			}
			asked <- q
		}
		w.Flush()
		in.Close()
		close(asked)
	}()
	counts := map[byte]int{}
	patterns, limits, alone, differences := 0, 0, 0, 0
	r := bufio.NewReader(out)
	for q := range asked {
		got := make([]byte, len(q.texts))
		if _, err := io.ReadFull(r, got); err != nil {
			log.Fatalf("%v after %q", err, q.pattern)
		}
		patterns++
		for i := range got {
			counts[q.answers[i]]++
			switch {
			case got[i] == 'L' && q.answers[i] == '-':
				limits++
			case got[i] == 'L':
				alone++
			case got[i] != q.answers[i]:
				differences++
				if differences <= 40 {
					fmt.Printf("%q on %q: Go %c, we %c\n", q.pattern,
						q.texts[i], q.answers[i], got[i])
				}
			}
		}
	}
	if err := cmd.Wait(); err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%d patterns; %d pairs matched, %d not, %d patterns refused; "+
		"%d of them for a limit; %d pairs beyond a limit of ours alone; "+
		"%d differences\n", patterns, counts['1'], counts['0'], counts['-'],
		limits, alone, differences)
}
