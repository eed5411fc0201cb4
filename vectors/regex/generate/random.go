package main

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"regexp/syntax"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Draws patterns, and texts that have a fair chance to match them.
type source struct {
	*rand.Rand
}

func (s source) one(of ...string) string {
	return of[s.IntN(len(of))]
}

func (s source) chance(percent int) bool {
	return s.IntN(100) < percent
}

// Characters that something is to be found out with: folding in threes and
// fours, one case of several bytes, ends of lines, hosts, the ends of UTF-8's
// lengths.
var characters = []string{"a", "b", "c", "A", "B", "k", "K", "\u212a", "s", "S",
	"\u017f", "\u00e9", "\u00c9", "\u00df", "\u1e9e", "\u03c3", "\u03c2",
	"\u03a3", "\u00e5", "\u00c5", "\u212b", "\u01c4", "\u01c5", "\u01c6",
	"\u0345", "\u0399", "\u03b9", "\u1fbe", "0", "1", "9", "-", "_", ".", "/",
	":", "@", " ", "\n", "\t", "\r", "\v", "\f", "\x00", "\x7f", "\u0080",
	"\u07ff", "\u0800", "\uffff", "\ufffd", "\U00010400", "\U00010428",
	"\U0010ffff", "\u4e00", "\u0660", "x", "y", "z", "g", "=", "~", "\u2028"}

func (s source) character() string {
	if s.chance(60) {
		return characters[s.IntN(6)]
	}
	return s.one(characters...)
}

var scripts = slices.Sorted(maps.Keys(unicode.Scripts))
var categories = append(slices.Sorted(maps.Keys(unicode.Categories)),
	slices.Sorted(maps.Keys(unicode.CategoryAliases))...)

func (s source) property() string {
	name := s.one("L", "Lu", "Ll", "N", "Nd", "Greek", "Latin", "Any", "ASCII",
		"Assigned", "Cn", "C", "Z", "LC", "Han", "Common", "Inherited",
		s.one(scripts...), s.one(categories...), s.one(categories...))
	switch s.IntN(10) {
	case 0:
		name = strings.ToLower(name)
	case 1:
		name = strings.ToUpper(name)
	case 2:
		name = strings.Join(strings.Split(name, ""), s.one("_", "-", " "))
	case 3:
		name += s.one("x", "", " ", "=", "\u00e9")
	}
	if s.chance(20) {
		name = "^" + name
	}
	if len(name) == 1 && s.chance(50) {
		return s.one(`\p`, `\P`) + name
	}
	return s.one(`\p{`, `\P{`) + name + "}"
}

func (s source) escape() string {
	return s.one(`\d`, `\D`, `\s`, `\S`, `\w`, `\W`, `\n`, `\t`, `\a`, `\f`,
		`\r`, `\v`, `\.`, `\-`, `\\`, `\]`, `\[`, `\_`, `\x41`, `\x{212a}`,
		`\x{10ffff}`, `\x{0}`, `\101`, `\0`, `\12`, `\377`, `\x7f`, `\*`,
		`\/`, s.property())
}

func (s source) class() string {
	var b strings.Builder
	b.WriteString(s.one("[", "[", "[^"))
	for n := 1 + s.IntN(3); n > 0; n-- {
		switch s.IntN(8) {
		case 0, 1:
			b.WriteString(s.character())
		case 2, 3:
			first, last := s.character(), s.character()
			if first > last && s.chance(95) {
				first, last = last, first
			}
			b.WriteString(first + "-" + last)
		case 4:
			b.WriteString(s.escape())
		case 5:
			b.WriteString(s.one("[:alnum:]", "[:alpha:]", "[:ascii:]",
				"[:blank:]", "[:cntrl:]", "[:digit:]", "[:graph:]",
				"[:lower:]", "[:print:]", "[:punct:]", "[:space:]",
				"[:upper:]", "[:word:]", "[:xdigit:]", "[:^alpha:]",
				"[:^space:]", "[:^upper:]", "[:^ascii:]", "[:foo:]"))
		case 6:
			b.WriteString(s.one("a-z", "A-Z", "0-9", "-", "a-", "^", "]"))
		case 7:
			b.WriteString(s.property())
		}
	}
	b.WriteString("]")
	return b.String()
}

func (s source) atom(depth int) string {
	switch n := s.IntN(20); {
	case n < 9 || depth == 0 && n < 14:
		c := s.character()
		if strings.ContainsAny(c, `.-`) && s.chance(50) {
			return `\` + c
		}
		return c
	case n < 14:
		return s.one("(", "(", "(?:", "(?:", "(?i:", "(?-i:", "(?s:", "(?m:",
			"(?U:", "(?P<n>", "(?<n>", "(?im-s:") +
			s.alternation(depth-1) + ")"
	case n == 14:
		return "."
	case n == 15:
		return s.class()
	case n == 16:
		return s.escape()
	case n == 17:
		return s.one("^", "$", `\b`, `\B`, `\A`, `\z`)
	case n == 18:
		return s.one("(?i)", "(?-i)", "(?s)", "(?m)", "(?-m)", "(?U)", "")
	default:
		return s.one(`\Qa.b\E`, `\Q`+s.character()+`\E`, s.character(),
			s.class(), s.property())
	}
}

func (s source) repeat() string {
	r := s.one("*", "+", "?", "{2}", "{0}", "{1,}", "{0,2}", "{,2}", "{2,3}",
		"{0,}", "{1}", "{3,}", "{01}", fmt.Sprintf("{%d,%d}", s.IntN(4),
			s.IntN(5)))
	return r + s.one("", "", "?")
}

func (s source) concatenation(depth int) string {
	var b strings.Builder
	for n := s.IntN(5); n > 0; n-- {
		b.WriteString(s.atom(depth))
		if s.chance(25) {
			b.WriteString(s.repeat())
		}
	}
	return b.String()
}

func (s source) alternation(depth int) string {
	p := s.concatenation(depth)
	for s.chance(25) {
		p += "|" + s.concatenation(depth)
	}
	return p
}

// Pieces of syntax, also in places where they have none.
var tokens = []string{"(", ")", "[", "]", "{", "}", "*", "+", "?", "|", "^", "$",
	".", `\`, "-", ":", "<", ">", "P", "=", "!", ",", "0", "1", "2", "9", "i",
	"m", "s", "U", "p", "Q", "E", "(?", "(?:", "(?i)", "(?P<", "(?<", "(?=",
	"(?#", "[^", "[:", ":]", "[[:alpha:]]", `\p{`, `\P{`, `\pL`, `\Q`, `\E`,
	`\x{`, `\x`, `\d`, `\b`, `\C`, `\Z`, `\z`, `\1`, `\8`, `\0`, "{2,1}",
	"{1001}", "{1000}", "{2", "**", "a", "b", "\xff", "\u00e9", "\xc3", "^a",
	"b$", "-z", "(?-", "(?i-", "(?i-s:", "n>", "\n"}

func (s source) soup() string {
	var b strings.Builder
	for n := 1 + s.IntN(7); n > 0; n-- {
		b.WriteString(s.one(tokens...))
	}
	return b.String()
}

// One byte or token more, fewer or other.
func (s source) damage(text string) string {
	at := s.IntN(len(text) + 1)
	end := at + s.IntN(min(3, len(text)-at+1))
	switch s.IntN(3) {
	case 0:
		return text[:at] + text[end:]
	case 1:
		return text[:at] + s.one(tokens...) + text[at:]
	default:
		return text[:at] + s.one(tokens...) + text[end:]
	}
}

func (s source) pattern() string {
	switch s.IntN(10) {
	case 0:
		return s.soup()
	case 1, 2:
		return s.damage(s.alternation(2))
	case 3:
		return "(?i)" + s.alternation(2)
	case 4:
		return "^" + s.alternation(2) + "$"
	case 5:
		return "^(?:" + s.alternation(3) + ")$"
	case 6:
		return "(?m)" + s.alternation(2)
	default:
		return s.alternation(3)
	}
}

// Something that the expression matches, but for places and luck.
func (s source) sample(b *strings.Builder, re *syntax.Regexp) {
	if b.Len() > 200 {
		return
	}
	times := func(low, high int) {
		for n := low + s.IntN(high-low+1); n > 0; n-- {
			s.sample(b, re.Sub[0])
		}
	}
	switch re.Op {
	case syntax.OpLiteral:
		for _, r := range re.Rune {
			if re.Flags&syntax.FoldCase != 0 {
				for n := s.IntN(4); n > 0; n-- {
					r = unicode.SimpleFold(r)
				}
			}
			b.WriteRune(r)
		}
	case syntax.OpCharClass:
		if len(re.Rune) == 0 {
			return
		}
		i := s.IntN(len(re.Rune)/2) * 2
		low, high := re.Rune[i], re.Rune[i+1]
		switch s.IntN(3) {
		case 0:
			b.WriteRune(low)
		case 1:
			b.WriteRune(high)
		default:
			b.WriteRune(low + rune(s.IntN(int(high-low)+1)))
		}
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		b.WriteString(s.one(s.character(), "\xff", "\xe2\x82", "a"))
	case syntax.OpBeginLine, syntax.OpEndLine:
		b.WriteString(s.one("\n", ""))
	case syntax.OpStar:
		times(0, 3)
	case syntax.OpPlus:
		times(1, 3)
	case syntax.OpQuest:
		times(0, 1)
	case syntax.OpRepeat:
		high := re.Max
		if high < 0 {
			high = re.Min + 2
		}
		times(re.Min, high)
	case syntax.OpCapture, syntax.OpConcat:
		for _, sub := range re.Sub {
			s.sample(b, sub)
		}
	case syntax.OpAlternate:
		s.sample(b, re.Sub[s.IntN(len(re.Sub))])
	}
}

func (s source) noise() string {
	var b strings.Builder
	for n := s.IntN(8); n > 0; n-- {
		if s.chance(5) {
			b.WriteString(s.one("\xff", "\xc3", "\xe2\x82", "\x80",
				"\xed\xa0\x80", "\xf4\x90\x80\x80", "\xc0\x80"))
		} else {
			b.WriteString(s.character())
		}
	}
	return b.String()
}

// A text for a pattern; one that Go refuses has no expression.
func (s source) text(re *syntax.Regexp) string {
	if re == nil || s.chance(20) {
		return s.noise()
	}
	var b strings.Builder
	s.sample(&b, re)
	text := b.String()
	switch s.IntN(6) {
	case 0:
		return s.noise() + text
	case 1:
		return text + s.noise()
	case 2:
		return s.noise() + text + s.noise()
	case 3:
		if len(text) > 0 {
			_, n := utf8.DecodeRuneInString(text)
			return text[n:]
		}
	case 4:
		at := s.IntN(len(text) + 1)
		return text[:at] + s.character() + text[at:]
	}
	return text
}
