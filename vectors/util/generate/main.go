// Generate writes what Go's own encoders and decoders say: the vectors in
// ../go, against which ours are compared.
//
//	go run . ../go
package main

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"log"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	"time"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/structpb"
	"google.golang.org/protobuf/types/known/timestamppb"
)

// The same numbers at each run.
var random = rand.New(rand.NewPCG(1, 2))

func main() {
	if len(os.Args) != 2 {
		log.Fatal("usage: generate FOLDER")
	}
	folder := os.Args[1]
	write := func(name string, lines []string) {
		text := "# " + versions() + "\n" + strings.Join(lines, "\n") + "\n"
		err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o644)
		if err != nil {
			log.Fatal(err)
		}
	}
	write("strings.tsv", stringLines())
	write("doubles.tsv", doubleLines())
	write("trees.tsv", treeLines())
	write("times.tsv", timeLines())
	write("time-parse.tsv", timeParseLines())
	write("base64.tsv", base64Lines())
	write("protojson.tsv", protojsonLines())
}

func versions() string {
	info, _ := debug.ReadBuildInfo()
	for _, dep := range info.Deps {
		if dep.Path == "google.golang.org/protobuf" {
			return runtime.Version() + ", protobuf " + dep.Version
		}
	}
	return runtime.Version()
}

// protojson puts a space after commas or not, by the binary: take it away.
func compactProto(m proto.Message) (string, error) {
	text, err := protojson.Marshal(m)
	if err != nil {
		return "", err
	}
	var out bytes.Buffer
	if err := json.Compact(&out, text); err != nil {
		log.Fatal(err)
	}
	return out.String(), nil
}

func mustGo(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		log.Fatal(err)
	}
	return string(text)
}

// text in hex, encoding/json, protojson or "-" where it fails
func stringLines() (lines []string) {
	inputs := []string{"", "abc", `a"b\c/d`, "<&>", "a\u2028b\u2029c",
		"\x7f", "\u0080\u009f", "é€😀", "\ufffd", "\xff", "a\xffb",
		"\xc0\x80", "\xe0\x80\x80", "\xed\xa0\x80", "\xed\xb0\x80",
		"\xf4\x90\x80\x80", "\xe2\x82", "\xe2\x82a", "\xf0\x9f\x98",
		"\xc2", "\xc2\x20", "\x80", "\xbf\xbf", "\xf8\x88\x80\x80\x80",
		"\ufeffx", "\U0010ffff", "\ue000", "\u07ff\u0800\uffff"}
	for c := 0; c < 0x20; c++ {
		inputs = append(inputs, "x"+string(rune(c))+"y")
	}
	for i := 0; i < 60; i++ {
		b := make([]byte, random.IntN(12))
		for k := range b {
			b[k] = byte(random.IntN(256))
		}
		inputs = append(inputs, string(b))
	}
	for _, in := range inputs {
		p, err := compactProto(structpb.NewStringValue(in))
		if err != nil {
			p = "-"
		}
		lines = append(lines, fmt.Sprintf("%x\t%s\t%s", in, mustGo(in), p))
	}
	return lines
}

// bits in hex, text
func doubleLines() (lines []string) {
	inputs := []float64{0, math.Copysign(0, -1), 1, -1, 10, 100, 0.1, 0.5,
		1.5, -2.5, 123456, 1e15, 1e16, 1e17, 123456789012345680, 1e20,
		999999999999999900000, 1e21, 1.5e21, 1e22, 1e23, 1e-5, 1e-6,
		9.999999e-7, 1e-7, 1.5e-9, 1e-10, 1e100, 1.7976931348623157e308,
		5e-324, 2.2250738585072014e-308, 2.225073858507201e-308,
		9007199254740991, 9007199254740992, 9007199254740993,
		9223372036854775807, 18446744073709551615, 0.3, 2.0 / 3,
		4.35, 5e-5, 1234.5678, 1e-300, 9.5e-7, 99999.99999}
	for e := -1074; e < 1024; e += 3 {
		inputs = append(inputs, math.Ldexp(1, e))
	}
	for i := 0; i < 300; i++ {
		f := math.Float64frombits(random.Uint64())
		if !math.IsNaN(f) && !math.IsInf(f, 0) {
			inputs = append(inputs, f)
		}
	}
	for i := 0; i < 300; i++ {
		inputs = append(inputs, random.NormFloat64()*
			math.Pow(10, float64(random.IntN(30)-8)))
	}
	for _, f := range inputs {
		p, err := compactProto(structpb.NewNumberValue(f))
		if err != nil || p != mustGo(f) {
			log.Fatal("the encoders differ: ", f, p, err)
		}
		lines = append(lines,
			fmt.Sprintf("%016x\t%s", math.Float64bits(f), p))
	}
	return lines
}

// document, encoding/json, protojson
func treeLines() (lines []string) {
	for _, in := range []string{
		`{}`, `[]`, `{"a":{}}`, `[[],{},null,true,false]`,
		`{"b":1,"a":2,"C":3,"":4}`,
		`{"é":1,"z":2,"€":3,"\ud83d\ude00":4,"a\u0301":5}`,
		`{"a":[1,-1,0,2.5,1e3,1e21,1e-7,123456789]}`,
		`{"s":"<a href=\"x\">&\u2028\u0001\u001f\/"}`,
		`{"<k>":"v","k\u2028":1,"k\n":2}`,
		`[9007199254740991,-9007199254740992]`,
		`{"a":1.0,"b":100000000000000000000000,"c":0.000001}`,
		`{"nested":{"z":[{"y":[{"x":null}]}],"a":"\u007f"}}`,
	} {
		var v any
		if err := json.Unmarshal([]byte(in), &v); err != nil {
			log.Fatal(err)
		}
		pv, err := structpb.NewValue(v)
		if err != nil {
			log.Fatal(err)
		}
		p, err := compactProto(pv)
		if err != nil {
			log.Fatal(err)
		}
		lines = append(lines, in+"\t"+mustGo(v)+"\t"+p)
	}
	return lines
}

const (
	firstSecond = -62135596800 // 0001-01-01T00:00:00Z
	lastSecond  = 253402300799 // 9999-12-31T23:59:59Z
)

// seconds, nanoseconds, encoding/json, protojson
func timeLines() (lines []string) {
	add := func(sec int64, nsec int64) {
		t := time.Unix(sec, nsec).UTC()
		p, err := compactProto(timestamppb.New(t))
		if err != nil {
			log.Fatal(err)
		}
		lines = append(lines, fmt.Sprintf("%d\t%d\t%s\t%s",
			sec, nsec, mustGo(t), p))
	}
	for _, nsec := range []int64{0, 1, 10, 100, 1000, 10000, 100000,
		1000000, 10000000, 100000000, 999999999, 120000000, 123000000,
		123400000, 123456000, 123456700, 123456789} {
		add(1700000000, nsec)
	}
	for _, sec := range []int64{0, 1, -1, 59, 86399, 86400, -86400,
		-86401, firstSecond, lastSecond, 951782399, 951782400,
		951868800, 4107542399, 4107542400, 1709164800, 1735689599} {
		add(sec, 0)
	}
	for i := 0; i < 100; i++ {
		add(firstSecond+random.Int64N(lastSecond-firstSecond),
			random.Int64N(1000000000))
	}
	return lines
}

// text, then seconds and nanoseconds, or "-", as protojson reads it
func timeParseLines() (lines []string) {
	for _, in := range []string{
		"2024-02-29T00:00:00Z", "2023-02-29T00:00:00Z",
		"1900-02-29T00:00:00Z", "2000-02-29T00:00:00Z",
		"2024-01-01T00:00:00.5Z", "2024-01-01T00:00:00.123456789Z",
		"2024-01-01T00:00:00.1234567890Z", "2024-01-01T00:00:00.Z",
		"2024-01-01T00:00:00.000Z", "2024-01-01T00:00:00.999999999Z",
		"2024-01-01T00:00:00+00:00", "2024-01-01T00:00:00-00:00",
		"2024-01-01T00:00:00+01:30", "2024-01-01T00:00:00-11:59",
		"2024-01-01T00:00:00.25+23:59", "2024-01-01T00:00:00+24:00",
		"2024-01-01T00:00:00+25:00", "2024-01-01T00:00:00+00:60",
		"2024-01-01T00:00:00+0100", "2024-01-01T00:00:00+01",
		"2024-01-01T00:00:00", "2024-01-01t00:00:00Z",
		"2024-01-01T00:00:00z", "2024-01-01 00:00:00Z",
		"2024-01-01T24:00:00Z", "2024-01-01T23:60:00Z",
		"2024-01-01T23:59:60Z", "2024-13-01T00:00:00Z",
		"2024-00-01T00:00:00Z", "2024-01-00T00:00:00Z",
		"2024-01-32T00:00:00Z", "2024-04-31T00:00:00Z",
		"0001-01-01T00:00:00Z", "0000-12-31T23:59:59Z",
		"0001-01-01T00:00:00+00:01", "0001-01-01T00:00:00-00:01",
		"9999-12-31T23:59:59Z", "9999-12-31T23:59:59.999999999Z",
		"9999-12-31T23:59:59-00:01", "10000-01-01T00:00:00Z",
		"", "Z", "2024", "2024-01-01", "2024-01-01T00:00Z",
		" 2024-01-01T00:00:00Z", "2024-01-01T00:00:00Z ",
		"2024-01-01T00:00:00ZZ", "2024-1-1T0:0:0Z", "+024-01-01T00:00:00Z",
		"2024-01-01T1:00:00Z", "2024-01-01T00:00:00,5Z",
		"2024-01-01T00:00:00.-5Z", "1969-12-31T23:59:59.5Z",
		"２024-01-01T00:00:00Z", "2024-01-01T00:00:00Z07:00",
		"2024-01-01T00:00:00.5", "2024-01-01T00:00:00+-1:00",
	} {
		out := "-"
		var t timestamppb.Timestamp
		if protojson.Unmarshal([]byte(mustGo(in)), &t) == nil {
			out = fmt.Sprintf("%d %d", t.Seconds, t.Nanos)
		}
		lines = append(lines, in+"\t"+out)
	}
	return lines
}

// text in hex, then the bytes in hex or "-": strict, Go's, protojson's
func base64Lines() (lines []string) {
	inputs := []string{"", "QQ==", "QUI=", "QUJD", "QUJDRA==",
		"QQ==QQ==", "QR==", "Q===", "QUJ", "QU-_", "QU+/", "QQ= =",
		" QQ==", "QQ== ", "Q Q==", "QQ\x00==", "\x00", "QQ==\n", "\nQQ==",
		"Q\nQ\r=\n=\r\n", "QQ=\n=", "QQ==\x00", "QQ===", "QQ=", "QQ", "Q",
		"=", "==", "====", "QUI", "QUJ=", "QUJDR", "QUJDRA", "QUJDRUY",
		"QUJDRUY=", "QUI==", "QUI=Q", "QUJD=", "QUJD====", "_-_-", "_-",
		"-w==", "-w", "_+8=", "_/8=", "+/+/", "QQ\n", "QQ\n\n", "QQ\n=",
		"QUJD\n", "QUJD\r\n", "\n\n\n\n", "\n", "QR", "QUJ\n", "QUI\n=",
		"QUI\n", "Q\tQ==", "QQ==\t", "QQ\xc3\xa9=", "\xff\xff\xff\xff",
		"QUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJD",
		"QUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQQ=="}
	letters := "AQgwZ09+/-_=\r\n "
	for i := 0; i < 400; i++ {
		b := make([]byte, random.IntN(9))
		for k := range b {
			b[k] = letters[random.IntN(len(letters))]
		}
		inputs = append(inputs, string(b))
	}
	for _, in := range inputs {
		lines = append(lines, fmt.Sprintf("%x\t%s\t%s\t%s", in,
			strict(in), decoded(base64.StdEncoding, in), protoBytes(in)))
	}
	return lines
}

func decoded(e *base64.Encoding, in string) string {
	b, err := e.DecodeString(in)
	if err != nil {
		return "-"
	}
	return hex.EncodeToString(b)
}

func strict(in string) string {
	if strings.ContainsAny(in, "\r\n") {
		return "-"
	}
	return decoded(base64.StdEncoding.Strict(), in)
}
