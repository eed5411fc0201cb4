// Generate writes ../unicode_data.c: what Go's regexp package knows of Unicode,
// taken from the packages regexp and unicode of the Go that runs it.
//
//	go run . ../unicode_data.c
package main

import (
	"bytes"
	"fmt"
	"log"
	"maps"
	"os"
	"os/exec"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"unicode"
)

func main() {
	if len(os.Args) != 2 {
		log.Fatal("usage: generate FILE")
	}
	var out bytes.Buffer
	fmt.Fprintf(&out, "/* Unicode %s as %s has it: written by generate/, not "+
		"by hand. */\n", unicode.Version, runtime.Version())
	fmt.Fprintf(&out, "#include \"regex/unicode.h\"\n\n")
	writeCategories(&out)
	writeScripts(&out)
	writeFolds(&out)
	if err := os.WriteFile(os.Args[1], out.Bytes(), 0o644); err != nil {
		log.Fatal(err)
	}
	format := exec.Command("clang-format", "-i", os.Args[1])
	format.Stderr = os.Stderr
	if err := format.Run(); err != nil {
		log.Fatal("clang-format: ", err)
	}
}

// A name as it is compared: without case, spaces, underscores and hyphens.
func plain(name string) string {
	return strings.NewReplacer("_", "", " ", "", "-", "").Replace(
		strings.ToLower(name))
}

func isRead(name string) bool {
	_, err := regexp.Compile(`\p{` + name + `}`)
	return err == nil
}

func writeBytes(out *bytes.Buffer, name string, data []byte) {
	fmt.Fprintf(out, "const uint8_t %s[] = {", name)
	for i, b := range data {
		if i > 0 {
			out.WriteString(",")
		}
		fmt.Fprintf(out, " %d", b)
	}
	fmt.Fprintf(out, " };\nconst size_t %s_len = sizeof(%s);\n\n", name, name)
}

func writeNames(out *bytes.Buffer, name string, names []string) {
	fmt.Fprintf(out, "const char %s[] = \"", name)
	width := 0
	for _, n := range names {
		if width+len(n) > 30 {
			fmt.Fprintf(out, "\" \"")
			width = 0
		}
		fmt.Fprintf(out, "%s ", n)
		width += len(n) + 1
	}
	fmt.Fprintf(out, "\";\n\n")
}

// Seven bits a byte, the lowest first; the last byte is below 128.
func number(data []byte, n int) []byte {
	for ; n >= 128; n >>= 7 {
		data = append(data, byte(n&127|128))
	}
	return append(data, byte(n))
}

// The number of each code point's category: the two-letter ones by name.
func categoriesOf() (names []string, of []byte) {
	for name := range unicode.Categories {
		if len(name) == 2 && name != "LC" {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	if len(names) != 30 {
		log.Fatal("categories: ", names)
	}
	of = make([]byte, unicode.MaxRune+1)
	for r := range of {
		found := 0
		for i, name := range names {
			if unicode.Is(unicode.Categories[name], rune(r)) {
				of[r] = byte(i)
				found++
			}
		}
		if found != 1 {
			log.Fatalf("U+%04X has %d categories", r, found)
		}
	}
	return names, of
}

// One byte for a run: its category below, its length above, or 0 there and the
// length after it. Categories 30 and 31 are Lu and Ll taking turns: many
// alphabets have capitals and small letters in pairs.
func categoryRuns(names []string, of []byte) (data []byte) {
	lu := byte(slices.Index(names, "Lu"))
	ll := byte(slices.Index(names, "Ll"))
	isCase := func(r int) bool { return of[r] == lu || of[r] == ll }
	for r := 0; r < len(of); {
		n := 1
		for r+n < len(of) && of[r+n] == of[r] {
			n++
		}
		turns := 1
		for isCase(r) && r+turns < len(of) && isCase(r+turns) &&
			of[r+turns] != of[r+turns-1] {
			turns++
		}
		kind := of[r]
		if turns > 2 {
			n = turns
			kind = 30
			if of[r] == ll {
				kind = 31
			}
		}
		if n < 8 {
			data = append(data, kind|byte(n<<5))
		} else {
			data = number(append(data, kind), n)
		}
		r += n
	}
	return data
}

// Which of the two-letter categories a table is made of.
func maskOf(t *unicode.RangeTable, of []byte) (mask uint32) {
	for r := range of {
		if unicode.Is(t, rune(r)) {
			mask |= 1 << of[r]
		}
	}
	for r := range of {
		if unicode.Is(t, rune(r)) != (mask>>of[r]&1 == 1) {
			log.Fatalf("U+%04X: not a union of categories", r)
		}
	}
	return mask
}

func writeCategories(out *bytes.Buffer) {
	names, of := categoriesOf()
	masks := map[string]uint32{"any": 1<<30 - 1}
	masks["assigned"] = masks["any"] &^ maskOf(unicode.Cn, of)
	for name, t := range unicode.Categories {
		masks[plain(name)] = maskOf(t, of)
	}
	for alias, name := range unicode.CategoryAliases {
		masks[plain(alias)] = maskOf(unicode.Categories[name], of)
	}
	sorted := slices.Sorted(maps.Keys(masks))
	for _, name := range sorted {
		if !isRead(name) {
			log.Fatal("Go does not read ", name)
		}
	}
	fmt.Fprintf(out, "/* Bits are: %s. */\n", strings.Join(names, " "))
	writeNames(out, "csn_unicode_category_names", sorted)
	fmt.Fprintf(out, "const uint32_t csn_unicode_category_masks[] = {")
	for i, name := range sorted {
		if i > 0 {
			out.WriteString(",")
		}
		fmt.Fprintf(out, " 0x%08x", masks[name])
	}
	fmt.Fprintf(out, " };\n\n")
	fmt.Fprintf(out, "const uint32_t csn_unicode_upper = 0x%08x;\n",
		maskOf(unicode.Lu, of))
	fmt.Fprintf(out, "const uint32_t csn_unicode_lower = 0x%08x;\n",
		maskOf(unicode.Ll, of))
	fmt.Fprintf(out, "const uint32_t csn_unicode_cased = 0x%08x;\n\n",
		maskOf(unicode.Categories["LC"], of))
	writeBytes(out, "csn_unicode_category_runs", categoryRuns(names, of))
	checkFolds(masks)
}

// A table under (?i) is what its characters fold to, but for LC, which Go
// leaves as it is.
func checkFolds(masks map[string]uint32) {
	check := func(name string, t, fold *unicode.RangeTable) {
		for r := rune(0); r <= unicode.MaxRune; r++ {
			want := unicode.Is(t, r)
			for f := unicode.SimpleFold(r); f != r && name != "LC"; f = unicode.SimpleFold(f) {
				want = want || unicode.Is(t, f)
			}
			got := unicode.Is(t, r) || fold != nil && unicode.Is(fold, r)
			if got != want {
				log.Fatalf("%s: U+%04X folds in another way", name, r)
			}
		}
	}
	for name, t := range unicode.Categories {
		check(name, t, unicode.FoldCategory[name])
	}
	for name, t := range unicode.Scripts {
		check(name, t, unicode.FoldScript[name])
	}
}

// Scripts that Go itself finds by name. Those of several words it looks up
// without their underscores and, up to this version, does not find.
func writeScripts(out *bytes.Buffer) {
	var names, sorted []string
	for name := range unicode.Scripts {
		if isRead(name) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	if len(names) > 254 {
		log.Fatal("more scripts than a byte can number")
	}
	of := make([]byte, unicode.MaxRune+1) // 0: none of them
	for i, name := range names {
		sorted = append(sorted, plain(name))
		for r := range of {
			if unicode.Is(unicode.Scripts[name], rune(r)) {
				of[r] = byte(i + 1)
			}
		}
	}
	var data []byte
	for r := 0; r < len(of); {
		n := 1
		for r+n < len(of) && of[r+n] == of[r] {
			n++
		}
		data = number(append(data, of[r]), n)
		r += n
	}
	writeNames(out, "csn_unicode_script_names", sorted)
	writeBytes(out, "csn_unicode_script_runs", data)
}

// A run of characters that fold alike: how many are passed over, how many
// there are, and the way to the next one that is the same but for case, times
// two, plus one where it leads down; 0 for pairs, whose first leads one up and
// whose second leads one down.
func writeFolds(out *bytes.Buffer) {
	step := make([]int, unicode.MaxRune+1)
	for r := range step {
		step[r] = int(unicode.SimpleFold(rune(r))) - r
	}
	var data []byte
	end := 0
	for r := 0; r < len(step); {
		if step[r] == 0 {
			r++
			continue
		}
		n, kind := 1, 2*step[r]
		if step[r] < 0 {
			kind = 1 - 2*step[r]
		}
		for r+n < len(step) && step[r+n] == step[r] {
			n++
		}
		pairs := 0
		for r+pairs+1 < len(step) && step[r+pairs] == 1 && step[r+pairs+1] == -1 {
			pairs += 2
		}
		if pairs > 0 {
			n, kind = pairs, 0
		}
		data = number(number(number(data, r-end), n), kind)
		r += n
		end = r
	}
	writeBytes(out, "csn_unicode_fold_runs", data)
}
