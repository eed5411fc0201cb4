package main

import (
	"fmt"
	"strings"
)

// Texts around an "a" and a "b", with what is special in texts.
var shortTexts = []string{"", "a", "b", "ab", "ba", "aa", "aab", "abab", "A",
	"AB", "a\n", "\na", "a\nb", "\n", "a b", " ", "a.b", "_", "\xff", "\u00e9",
	"a{2}", "*", "\\", "\x00"}

// Each thing that a pattern can have, and what comes close to it.
var shortPatterns = []string{"", "a", "ab", "a|b", "a|", "|a", "|", "||", "()",
	"(?:)", "(a)(b)", "(a|b)(a|b)", "((a))", "(a", "a)", "(", ")", "())", "(()",
	"a*", "a+", "a?", "a*?", "a+?", "a??", "^a*$", "^a+$", "^a?$", "^(ab)*$",
	"^(a|b)+$", "^(a*)*$", "^(a*)+$", "^(|a)*$", "^(|a)+$", "^(a?)*?b$",
	"a**", "a*+", "a+*", "a?*", "a*?*", "a*??", "a???", "a{2}*", "a*{2}",
	"a{2}{3}", "a{2}?", "a{2}??", "(a*)*", "(?:a{2}){3}", "*", "+a", "?",
	"{2}", "{2,}", "{", "{a", "{2", "{,2}", "a{", "a{}", "a{,}", "a{,2}",
	"a{2", "a{2,", "a{2,3", "a{2 }", "a{ 2}", "a{-1}", "a{02}", "a{2,03}",
	"a{0}", "a{00}", "a{1000}", "a{1001}", "a{1000,}", "a{1001,}",
	"a{0,1000}", "a{0,1001}", "a{2,1}", "a{1,0}", "a{99999999999}",
	"a{1,99999999999}", "a{4294967297}", "a{2}{", "a{2}a", "a{2}b{0}",
	"(a{1000}){1}", "(a{1000}){0}", "(a{1000})*", "(a{500}){2}", "(a{500}){3}",
	"((a{10}){10}){10}", "((a{10}){10}){11}", "(a{2}|b{1000}){1}",
	"(a{2}|b{501}){2}", "(b{501}a){2}", "(b{501}|){2}", "((){1000}){2}",
	"(a{1000}){0,1}", "(a{0,}){1000}", "(a{1,}){1000}", "(a{2,}){501}",
	"(a{501,}){2}", "(a{501,}){2,}", "((a{501}){0}b){2}", "a*{", "(*a)", "(|*)",
	"(+)", "a|*", "^*", "^+$", "$*", `\b+`, `\b{2}`, "(?i)*", "a(?i)*",
	"a*(?i)*", "a(?i)b", "(?i)ab", "(?i:a)b", "(?i:a)B", "((?i)a)b", "((?i)a)B",
	"(?i)a|b", "a|(?i)b", "(?i)a(?-i)b", "(?i)(?-i:a)b", "(?-i)a", "(?i-i)a",
	"(?-i:A)", "(?s).", "(?s)^.$", "^.$", ".", "..", "(?s).b", "a.b",
	"(?s)a.b", "(?s:a.)b", "(?-s)a.b", "(?s)(?-s:.)", "(?m)^b", "(?m)a$",
	"(?m)^$", "(?m)^a$", "^$", "^", "$", "^b", "a$", "(?m)^", "(?m)$", `\Ab`,
	`(?m)\Ab`, `a\z`, `(?m)a\z`, `(?m)a$\n^b`, `a\Z`, `\Aa\z`, `\A\z`,
	"(?m)(^)(?-m)a$", "(?m:^)b", "(?m:^b)$", "a^b", "a$b", "(?m)a\n^b", "^^a",
	"a$$", "$^", "(?U)a*", "(?U)a*?", "(?U)^a+$", "(?ims)^.b", "(?imsU)a",
	"(?msi-U)A", "(?)", "(?)a", "(?:a", "(?a)", "(?i", "(?i:", "(?-)", "(?-:a)",
	"(?i-)", "(?i-:a)", "(?--i)", "(?-i-s)", "(?ii)A", "(?i-is)a", "(?u)a",
	"(?x)a", "(?I)a", "(?i,m)a", "(? i)a", "(?^)a", "(?^:a)", "(?R)", "(?1)",
	"(?&n)", "(?|a)", "(?'n'a)", "(?(1)a)", "(?P<n>a)", "(?<n>a)", "(?P<n>a)b",
	"(?P<>a)", "(?<>a)", "(?P<n a>a)", "(?P<n-a>a)", "(?P<n_1>a)", "(?P<1>a)",
	"(?P<\u00e9>a)", "(?P<n", "(?P<n>", "(?P<n>a", "(?P<", "(?P", "(?P=n)",
	"(?P>n)", "(?<", "(?<n", "(?P<n>a)(?P<n>b)", "(?<n>a)(?<n>b)",
	"(?P<n>(?P<n>a))", "(?<=a)b", "(?<!a)b", "(?=a)", "(?!a)", "(?>a)", "(?#a)",
	`\ba`, `a\b`, `\bab\b`, `\Ba`, `a\B`, `\B`, `\b`, `a\Bb`, `a\bb`, `\B\b`,
	`^\B$`, `\b_`, `\bé`, `\Q`, `\Qa`, `\Qa\E`, `\Qa\Eb`, `\Q.\E`, `\Qa.b\E`,
	`\Q*\E`, `\Q\\E`, `\Q\E`, `\Q\E*`, `a\Q\E*`, `\Qab\E*`, `^\Qab\E+$`,
	`\E`, `a\E`, `\Q\Q\E`, `\Qa\E\E`, `\Qa\`, `(?i)\Qa\E`, `(?i)\QA.b\E`,
	`\Qa{2}\E`, `\Q(\E`, `\Q\z\E`, `\C`, `\G`, `\K`, `\X`, `\R`, `\h`, `\N`,
	`\1`, `(a)\1`, `\8`, `\9`, `\0`, `\00`, `\000`, `\0000`, `\01`, `\1a`,
	`\11`, `\111`, `\1111`, `\141`, `\0141`, `\18`, `\08`, `\777`, `\377`,
	`\400`, `\x`, `\x6`, `\x61`, `\x611`, `\x6g`, `\xg1`, `\xAa`, `\x{}`,
	`\x{61}`, `\x{061}`, `\x{00000000000000061}`, `\x{61`, `\x{6g}`, `\x{ 61}`,
	`\x{61 }`, `\x{10ffff}`, `\x{10FFFF}`, `\x{110000}`, `\x{fffffffff}`,
	`\x{-1}`, `\x{+61}`, `\x{0x61}`, `\x{d7ff}`, `\x{e000}`, `\u0061`,
	`\u{61}`, `\U00000061`, `\N{U+61}`, `\o{141}`, `\cA`, `\e`, `\`, `a\`,
	`(\`, `[\`, "\\\n", "\\\x00", "\\\x7f", "\\\u00e9", "\\\u2028", "\xff",
	"a\xff", "\xc3", "\xe2\x82", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xc0\x80",
	"(\xff", "[\xff]", "[a-\xff]", "\\\xff", "\\p{\xff}", "\\x{\xff}",
	"(?\xff)", "(?P<\xff>a)", "[[:\xff:]]", "\\Q\xff\\E", "a{\xff}", "\ufffd",
	`\x{fffd}`, "\x00", "\ufeff", "\n", "[\n]", "#a", "(?#)", " a", "/a/", "a/",
	`a\/b`, "a-b", "a]", "]", "}", "a}", "[]", "[]a]", "[^]a]", "[]", "[^]",
	"[", "[^", "[a", "[^a", "[]a", "[a]", "[^a]", "[ab]", "[^ab]", "[^\\n]",
	"[a-b]", "[b-a]", "[a-a]", "[-]", "[-a]", "[a-]", "[^-a]", "[--a]",
	"[a--]", "[a-b-c]", "[a-b-]", "[-a-b]", "[a\\-b]", "[+--]", "[--/]",
	"[a-", "[a-b", "[a-\\]", "[a\\]", "[\\]]", "[\\]a]", "[\\[]", "[[]",
	"[[a]", "[[]a]", "[a[]", "[[a]]", "[.]", "[*]", "[$]", "[\\$]", "[^^]",
	"[a^]", "[^\\^]", "[|]", "[(]", "[)]", "[?]", "[{2}]", "[\\d]", "[\\D]",
	"[^\\d]", "[^\\D]", "[\\d\\D]", "[^\\d\\D]", "[\\s\\S]", "[\\w\\W]",
	"[\\w-]", "[\\w-z]", "[a-\\w]", "[\\d-\\w]", "[-\\d]", "[\\b]", "[\\B]",
	"[\\A]", "[\\z]", "[\\Q]", "[\\E]", "[\\Qa\\E]", "[\\C]", "[\\x61]",
	"[\\x{61}-b]", "[a-\\x{62}]", "[\\141]", "[\\1]", "[\\0]", "[\\07]",
	"[\\n-\\r]", "[\\a]", "[\\p{L}]", "[\\pL]", "[^\\pL]", "[\\PL]",
	"[^\\PL]", "[\\p{^L}]", "[\\pLa-]", "[\\p{L}-z]", "[a-\\pL]", "[\\p{]}]",
	"[\\p]", "[[:alpha:]]", "[[:^alpha:]]", "[^[:alpha:]]", "[^[:^alpha:]]",
	"[[:alpha:]a]", "[a[:alpha:]]", "[[:alpha:]-z]", "[a-[:alpha:]]",
	"[:alpha:]", "[[:alpha]", "[[:alpha:]", "[[alpha:]]", "[[:foo:]]",
	"[[:ALPHA:]]", "[[: alpha:]]", "[[::]]", "[[:^:]]", "[[:^^alpha:]]",
	"[[:]", "[[:]]", "[[:a]", "[[:]a]", "[[=a=]]", "[[.a.]]", "[[:d:]]",
	"[[:w:]]", "[[:a]:]]", "[[:alpha:][:digit:]]", "[[:word:]]",
	"[^\\x00-\\x{10ffff}]", "[\\x00-\\x{10ffff}]", "a[^\\x00-\\x{10ffff}]*b",
	"(?i)[a]", "(?i)[^a]", "(?i)[a-b]", "(?i)[[:lower:]]", "(?i)[[:^lower:]]",
	"(?i)\\W", "(?i)[^\\W]", "(?i)\\pL", "(?i)\\p{Lu}", "(?i)\\P{Lu}",
	"(?i)[^\\p{Lu}]", `\pL`, `\pl`, `\PL`, `\pN`, `\p`, `\P`, `\p{`, `\p{L`,
	`\p{}`, `\p{^}`, `\p{^L}`, `\P{^L}`, `\p{^^L}`, `\p^L`, `\p-`, `\p{-}`,
	`\p{L}}`, `\pLu`, `\p{Lu}`, `\p{lU}`, `\p{L_u}`, `\p{ Lu }`, `\p{^ Lu}`,
	`\p{ ^Lu}`, `\p{Letter}`, `\p{LowercaseLetter}`, `\p{lowercase letter}`,
	`\p{Lowercase-Letter}`, `\p{sc=Greek}`, `\p{Script=Greek}`, `\p{IsGreek}`,
	`\p{InGreek}`, `\p{gc=Lu}`, `\p{Alphabetic}`, `\p{Any}`, `\P{Any}`,
	`\p{ASCII}`, `\P{ASCII}`, `\p{Assigned}`, `\p{Unassigned}`, `\p{L&}`,
	`\p{LC}`, `\p{Zzzz}`, `\p{Unknown}`, `\p{Latn}`, `\p{Latin}`, `\pé`,
	`\p{é}`, `(?i)\P{Any}`, `(?i)\p{ASCII}`}

func syntaxLines() []string {
	var r rows
	for _, p := range shortPatterns {
		r.add(p, shortTexts...)
	}
	// Every byte after a backslash, in a class too, and as a flag.
	for c := range 256 {
		b := string([]byte{byte(c)})
		r.add(`^\`+b+"$", b, "a", "\n")
		r.add(`^[\`+b+"]$", b, "a", "\n")
		r.add("(?"+b+")a", "a", "A")
		r.add("(?"+b+":a)", "a", "A")
		r.add("^"+b+"$", b, "")
		r.add("^["+b+"]$", b, "")
	}
	for low := range 5 {
		for high := range 5 {
			for n := range 6 {
				text := strings.Repeat("ab", n)
				r.add(fmt.Sprintf("^(ab){%d,%d}$", low, high), text)
				r.add(fmt.Sprintf("^(a|b){%d,}b{%d}$", low, high), text)
				r.add(fmt.Sprintf("^(?:(?:ab){%d}){%d}$", low, high), text)
			}
		}
	}
	// What stands before and after a place, at each of them.
	around := []string{"", "a", "_", "0", " ", "\n", "\u00e9", "\xff", "-"}
	for _, place := range []string{"^", "$", "(?m)^", "(?m)$", `\b`, `\B`,
		`\A`, `\z`} {
		for _, before := range around {
			for _, after := range around {
				r.add("x"+place+"y|"+before+place+after, before+after)
				r.add("(?s)^.?"+place+".$", before+after)
				r.add("(?s)^."+place+".?$", before+after)
			}
		}
	}
	for _, p := range []string{"^.$", "^..$", "^...$", "^....$", "^[^a]*$",
		`^\x{fffd}+$`, `^\W+$`, `^\PL*$`, `^\p{So}+$`, `\bb`, "b$", "^\ufffd",
		"(?i)\ufffd", "[\ufffc-\ufffe]", `\p{Cs}`, `^\p{Any}$`} {
		for _, text := range []string{"\xff", "\xff\xff", "\x80", "\xc3",
			"\xc3b", "\xe2\x82", "\xe2\x82b", "\xf0\x9f\x98", "\xed\xa0\x80",
			"\xed\xb0\x80", "\xf4\x90\x80\x80", "\xc0\x80", "\xc1\xbf",
			"\xe0\x80\x80", "\xf8\x88\x80\x80\x80", "\ufffd", "a\xff", "\xffb",
			"\u00e9", "\U0010ffff", "\U0001f600"} {
			r.add(p, text)
		}
	}
	return r.lines
}

// Every class of ASCII over every character of it; characters that fold over
// each other.
func classLines() []string {
	var r rows
	for _, class := range []string{`\d`, `\D`, `\s`, `\S`, `\w`, `\W`,
		"[[:alnum:]]", "[[:alpha:]]", "[[:ascii:]]", "[[:blank:]]",
		"[[:cntrl:]]", "[[:digit:]]", "[[:graph:]]", "[[:lower:]]",
		"[[:print:]]", "[[:punct:]]", "[[:space:]]", "[[:upper:]]",
		"[[:word:]]", "[[:xdigit:]]"} {
		for c := range rune(0x80) {
			r.add(class, string(c))
		}
		for _, other := range []string{"\u00e9", "\u0660", "\u00a0", "\u2028",
			"\xff", "\u017f", "\u212a"} {
			r.add(class, other)
			r.add("(?i)"+class, other)
		}
	}
	for _, c := range characters {
		if strings.Contains(`.-`, c) {
			continue
		}
		for _, text := range characters {
			r.add("(?i)"+c, text)
		}
		r.add("(?i)[^"+c+"]", characters...)
	}
	return r.lines
}

// What people write for the identities in certificates.
func identityLines() []string {
	const action = "https://github.com/sigstore/cosign/.github/workflows/" +
		"release.yml@refs/tags/v3.1.3"
	identities := []string{action, "HTTPS" + action[5:], action + "x",
		"x" + action, action + "\n", "\n" + action, action[:len(action)-1],
		"https://github.com/sigstore/cosign/.github/workflows/ci.yml" +
			"@refs/heads/main",
		"https://githubXcom/sigstore/cosign/.github/workflows/" +
			"release.yml@refs/tags/v3.1.3",
		"https://evil.example/?https://github.com/sigstore/cosign/.github/" +
			"workflows/release.yml@refs/tags/v3.1.3",
		"https://github.com/sigstore-evil/cosign/.github/workflows/a.yml" +
			"@refs/heads/main",
		"https://gitlab.com/group/project//.gitlab-ci.yml@refs/heads/main",
		"https://accounts.google.com", "https://accountsXgoogle.com",
		"https://token.actions.githubusercontent.com",
		"keyless@distroless.iam.gserviceaccount.com", "someone@example.com",
		"Someone@Example.COM", "someone@example.com.evil.example",
		"spiffe://example.com/ns/default/sa/builder", "", "\u00e9@example.com"}
	patterns := []string{".*", ".+", "^.*$", "^.+$", "", "^$",
		`^https://github\.com/sigstore/.*$`, `^https://github.com/sigstore/`,
		`https://github.com/sigstore/cosign/.*`, "github.com/sigstore",
		`^https://github\.com/sigstore/cosign/\.github/workflows/` +
			`release\.yml@refs/tags/v[0-9.]+$`,
		`^https://github\.com/[^/]+/[^/]+/\.github/workflows/.+@refs/` +
			`(heads/main|tags/v\d+\.\d+\.\d+)$`,
		`(?i)^https://GITHUB\.com/`, `^https://github\.com/sigstore/cosign`,
		`^https://(github|gitlab)\.com/`, "^https://github.com/|gitlab",
		"^a|m$", `^[a-z]+@example\.com$`, `(?i)^[a-z]+@example\.com$`,
		`^[^@]+@(?:[a-z]+\.)*gserviceaccount\.com$`, `@example\.com$`,
		`^\S+@\S+$`, `^[\w.+-]+@[\w-]+\.[\w.]+$`,
		`^https://accounts\.google\.com$`, "accounts.google.com",
		`^https://token\.actions\.githubusercontent\.com$`,
		`^spiffe://example\.com/(ns/[^/]+/)?sa/\w+$`,
		`\.yml@refs/tags/v\d{1,3}(\.\d{1,3}){2}$`, `(?m)^https://.*\.3$`,
		`\Ahttps://.*\z`, `^.{5,40}$`, `^(?s:.)*$`, `\bcosign\b`, `\bsig\b`,
		`^\Qhttps://github.com/sigstore/cosign/\E.*`, `^\pL+@`,
		`^[[:alpha:]]+@`, `refs/(heads|tags)/`, "^https?://", "(?=https)",
		`^https://github\.com/sigstore/**`, "*", "**", "*.example.com",
		"https://github.com/*", "[", "github.com/(sigstore"}
	var r rows
	for _, p := range patterns {
		r.add(p, identities...)
	}
	return r.lines
}
