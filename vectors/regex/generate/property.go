package main

import (
	"fmt"
	"hash/fnv"
	"log"
	"maps"
	"regexp/syntax"
	"slices"
	"unicode"
)

// The characters of a class, as text: first-last, in hex, sorted.
func members(pattern string) (string, error) {
	re, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		return "", err
	}
	var in []rune
	switch re.Op {
	case syntax.OpCharClass:
		in = re.Rune
	case syntax.OpAnyChar:
		in = []rune{0, unicode.MaxRune}
	case syntax.OpLiteral:
		if re.Flags&syntax.FoldCase != 0 || len(re.Rune) != 1 {
			log.Fatal(pattern, " is no class")
		}
		in = []rune{re.Rune[0], re.Rune[0]}
	default:
		log.Fatal(pattern, " is no class")
	}
	text := ""
	for i := 0; i < len(in); {
		first, last := in[i], in[i+1]
		for i += 2; i < len(in) && in[i] == last+1; i += 2 {
			last = in[i+1]
		}
		text += fmt.Sprintf("%x-%x,", first, last)
	}
	return text, nil
}

func sum(text string) string {
	h := fnv.New64a()
	h.Write([]byte(text))
	return fmt.Sprintf("%016x", h.Sum64())
}

// name, sums of its members and of them under (?i), or "-" twice
func propertyLines() (lines []string) {
	names := slices.Sorted(maps.Keys(unicode.Categories))
	names = append(names, slices.Sorted(maps.Keys(unicode.CategoryAliases))...)
	names = append(names, slices.Sorted(maps.Keys(unicode.Scripts))...)
	names = append(names, "Any", "ASCII", "Assigned", "Unknown", "Katakana_Or_Hiragana",
		"Latn", "Alphabetic", "White_Space", "Old Italic", "OldItalic")
	for _, name := range names {
		plain, err := members(`[\p{` + name + `}]`)
		if err != nil {
			lines = append(lines, name+"\t-\t-")
			continue
		}
		folded, err := members(`(?i)[\p{` + name + `}]`)
		if err != nil {
			log.Fatal(err)
		}
		lines = append(lines, name+"\t"+sum(plain)+"\t"+sum(folded))
	}
	return lines
}

// code points in hex that are the same but for case, each group once
func foldLines() (lines []string) {
	for r := rune(0); r <= unicode.MaxRune; r++ {
		line := ""
		for f := unicode.SimpleFold(r); f > r; f = unicode.SimpleFold(f) {
			line += fmt.Sprintf(" %x", f)
		}
		least := true
		for f := unicode.SimpleFold(r); f != r; f = unicode.SimpleFold(f) {
			least = least && f > r
		}
		if line != "" && least {
			lines = append(lines, fmt.Sprintf("%x%s", r, line))
		}
	}
	return lines
}
