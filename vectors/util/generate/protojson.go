package main

import (
	"encoding/hex"
	"log"
	"strings"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/encoding/prototext"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protodesc"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"
	"google.golang.org/protobuf/types/descriptorpb"
	"google.golang.org/protobuf/types/dynamicpb"
	_ "google.golang.org/protobuf/types/known/structpb"
	_ "google.golang.org/protobuf/types/known/timestamppb"
)

// One field of each type that our documents have. The test in
// tests/util/protojson_test.c describes the same message.
const allTypes = `
name: "all.proto" package: "test" syntax: "proto3"
dependency: "google/protobuf/timestamp.proto"
dependency: "google/protobuf/struct.proto"
enum_type { name: "Kind"
  value { name: "KIND_UNSPECIFIED" number: 0 }
  value { name: "FIRST" number: 1 }
  value { name: "SECOND" number: 2 } }
message_type { name: "Inner"
  field { name: "raw_bytes" number: 1 type: TYPE_BYTES label: LABEL_OPTIONAL }
  field { name: "inner" number: 2 type: TYPE_MESSAGE type_name: ".test.Inner"
    label: LABEL_OPTIONAL } }
message_type { name: "All"
  oneof_decl { name: "choice" }
  field { name: "text" number: 1 type: TYPE_STRING label: LABEL_OPTIONAL }
  field { name: "raw_bytes" number: 2 type: TYPE_BYTES label: LABEL_OPTIONAL }
  field { name: "big_int" number: 3 type: TYPE_INT64 label: LABEL_OPTIONAL }
  field { name: "small_int" number: 4 type: TYPE_INT32 label: LABEL_OPTIONAL }
  field { name: "small_uint" number: 5 type: TYPE_UINT32 label: LABEL_OPTIONAL }
  field { name: "flag" number: 6 type: TYPE_BOOL label: LABEL_OPTIONAL }
  field { name: "kind" number: 7 type: TYPE_ENUM type_name: ".test.Kind"
    label: LABEL_OPTIONAL }
  field { name: "time" number: 8 type: TYPE_MESSAGE
    type_name: ".google.protobuf.Timestamp" label: LABEL_OPTIONAL }
  field { name: "inner" number: 9 type: TYPE_MESSAGE type_name: ".test.Inner"
    label: LABEL_OPTIONAL }
  field { name: "notes" number: 10 type: TYPE_MESSAGE
    type_name: ".test.All.NotesEntry" label: LABEL_REPEATED }
  field { name: "free" number: 11 type: TYPE_MESSAGE
    type_name: ".google.protobuf.Struct" label: LABEL_OPTIONAL }
  field { name: "many_texts" number: 12 type: TYPE_STRING label: LABEL_REPEATED }
  field { name: "many_inner" number: 13 type: TYPE_MESSAGE
    type_name: ".test.Inner" label: LABEL_REPEATED }
  field { name: "many_kinds" number: 14 type: TYPE_ENUM type_name: ".test.Kind"
    label: LABEL_REPEATED }
  field { name: "this_one" number: 15 type: TYPE_STRING oneof_index: 0
    label: LABEL_OPTIONAL }
  field { name: "that_one" number: 16 type: TYPE_MESSAGE
    type_name: ".test.Inner" oneof_index: 0 label: LABEL_OPTIONAL }
  field { name: "type" json_name: "_type" number: 17 type: TYPE_STRING
    label: LABEL_OPTIONAL }
  nested_type { name: "NotesEntry" options { map_entry: true }
    field { name: "key" number: 1 type: TYPE_STRING label: LABEL_OPTIONAL }
    field { name: "value" number: 2 type: TYPE_STRING label: LABEL_OPTIONAL } }
}`

var documents = []string{
	`{}`, `null`, `[]`, `"x"`, `1`, ``, `{`, `{}x`, `{} {}`, `{},`,
	`{"unknown":1}`, `{"unknown":null}`, `{"":1}`, `{"Text":"a"}`,
	`{"text":"a"}`, `{"text":""}`, `{"text":null}`, `{"text":1}`,
	`{"text":true}`, `{"text":{}}`, `{"text":["a"]}`,
	`{"text":"\u0000"}`, `{"text":"\ud800"}`, `{"text":"\ud83d\ude00"}`,
	`{"text":"a","text":"b"}`, `{"text":null,"text":"b"}`,
	`{"text":"a","\u0074ext":"b"}`,
	`{"rawBytes":"QUI="}`, `{"raw_bytes":"QUI="}`,
	`{"rawBytes":"QUI=","raw_bytes":"QUI="}`,
	`{"rawBytes":null,"raw_bytes":"QUI="}`, `{"raw-bytes":"QUI="}`,
	`{"rawbytes":"QUI="}`, `{"RawBytes":"QUI="}`, `{"rawBytes":""}`,
	`{"rawBytes":"QUI"}`, `{"rawBytes":"_-8"}`, `{"rawBytes":"-_8="}`,
	`{"rawBytes":"QUI\n"}`, `{"rawBytes":"QUJD\n"}`,
	`{"rawBytes":"QUJD\n\n\n\n"}`, `{"rawBytes":"Q"}`,
	`{"rawBytes":"\n"}`, `{"rawBytes":"\n\n\n\n"}`,
	`{"rawBytes":"QR=="}`, `{"rawBytes":"+_8="}`, `{"rawBytes":"Q Q="}`,
	`{"rawBytes":1}`, `{"rawBytes":[]}`, `{"rawBytes":["QUI="]}`,
	`{"bigInt":1}`, `{"bigInt":"1"}`, `{"big_int":-1}`, `{"bigInt":"-1"}`,
	`{"bigInt":0}`, `{"bigInt":"0"}`, `{"bigInt":-0}`, `{"bigInt":"-0"}`,
	`{"bigInt":9223372036854775807}`, `{"bigInt":"9223372036854775807"}`,
	`{"bigInt":-9223372036854775808}`, `{"bigInt":"-9223372036854775808"}`,
	`{"bigInt":9223372036854775808}`, `{"bigInt":"9223372036854775808"}`,
	`{"bigInt":"-9223372036854775809"}`, `{"bigInt":1.0}`, `{"bigInt":1e3}`,
	`{"bigInt":"1e3"}`, `{"bigInt":"1.0"}`, `{"bigInt":1.5}`,
	`{"bigInt":"1.5"}`, `{"bigInt":1E+2}`, `{"bigInt":100e-2}`,
	`{"bigInt":"100e-2"}`, `{"bigInt":105e-1}`, `{"bigInt":1.23e2}`,
	`{"bigInt":"1.23e2"}`, `{"bigInt":1.234e2}`, `{"bigInt":0.0}`,
	`{"bigInt":0e10}`, `{"bigInt":-0.0}`, `{"bigInt":"-0e5"}`,
	`{"bigInt":1e18}`, `{"bigInt":1e19}`, `{"bigInt":"1e18"}`,
	`{"bigInt":9007199254740993.0}`, `{"bigInt":"9007199254740993.0"}`,
	`{"bigInt":9.007199254740993e15}`,
	`{"bigInt":9223372036854775807.0}`, `{"bigInt":"9223372036854775807.0"}`,
	`{"bigInt":0.0000000000000000000000001e25}`, `{"bigInt":"0.1e1"}`,
	`{"bigInt":" 1"}`, `{"bigInt":"1 "}`, `{"bigInt":"+1"}`,
	`{"bigInt":"0x1"}`, `{"bigInt":"01"}`, `{"bigInt":""}`,
	`{"bigInt":"-"}`, `{"bigInt":"."}`, `{"bigInt":"1."}`,
	`{"bigInt":".5"}`, `{"bigInt":"1e"}`, `{"bigInt":"e1"}`,
	`{"bigInt":"1\n"}`, `{"bigInt":"١"}`, `{"bigInt":"Infinity"}`,
	`{"bigInt":"NaN"}`, `{"bigInt":"null"}`, `{"bigInt":true}`,
	`{"bigInt":{}}`, `{"bigInt":null}`, `{"bigInt":[1]}`,
	`{"bigInt":1e400}`, `{"bigInt":"1e400"}`, `{"bigInt":1e-400}`,
	`{"bigInt":"1e99999999999"}`, `{"bigInt":"0e99999999999"}`,
	`{"bigInt":"1e-2"}`, `{"bigInt":"100e-3"}`, `{"bigInt":"-1.0e0"}`,
	`{"bigInt":"1e+"}`, `{"bigInt":"1e1.0"}`, `{"bigInt":"--1"}`,
	`{"bigInt":"00"}`, `{"bigInt":"-01"}`, `{"bigInt":"1,0"}`,
	`{"bigInt":"1_0"}`, `{"bigInt":"1\u0000"}`, `{"bigInt":"100e"}`,
	`{"smallInt":2147483647}`, `{"smallInt":2147483648}`,
	`{"smallInt":-2147483648}`, `{"smallInt":-2147483649}`,
	`{"smallInt":"5"}`, `{"smallInt":5.0}`, `{"smallInt":"5e0"}`,
	`{"smallInt":2.147483647e9}`, `{"smallInt":2.147483648e9}`,
	`{"smallUint":4294967295}`, `{"smallUint":4294967296}`,
	`{"smallUint":-1}`, `{"smallUint":"-0"}`, `{"smallUint":-0}`,
	`{"smallUint":"7"}`, `{"smallUint":1e2}`, `{"smallUint":-0.0}`,
	`{"smallUint":"-0.0"}`,
	`{"flag":true}`, `{"flag":false}`, `{"flag":"true"}`, `{"flag":1}`,
	`{"flag":null}`, `{"flag":0}`,
	`{"kind":"FIRST"}`, `{"kind":1}`, `{"kind":"first"}`, `{"kind":"OTHER"}`,
	`{"kind":77}`, `{"kind":-1}`, `{"kind":"1"}`, `{"kind":1.0}`,
	`{"kind":1e0}`, `{"kind":1.5}`, `{"kind":2147483648}`,
	`{"kind":2147483647}`, `{"kind":null}`, `{"kind":""}`,
	`{"kind":"KIND_UNSPECIFIED"}`, `{"kind":true}`, `{"kind":{}}`,
	`{"time":"2024-01-01T00:00:00Z"}`, `{"time":"2024-01-01T00:00:00.5Z"}`,
	`{"time":"2024-01-01T01:00:00+01:00"}`, `{"time":""}`, `{"time":0}`,
	`{"time":null}`, `{"time":{"seconds":1}}`, `{"time":"yesterday"}`,
	`{"time":"0000-01-01T00:00:00Z"}`,
	`{"inner":{}}`, `{"inner":null}`, `{"inner":[]}`, `{"inner":"x"}`,
	`{"inner":{"rawBytes":"QQ=="}}`, `{"inner":{"text":"x"}}`,
	`{"inner":{"inner":{"inner":{}}}}`, `{"inner":{"inner":{"x":1}}}`,
	`{"inner":{},"inner":{}}`,
	`{"notes":{}}`, `{"notes":{"a":"b"}}`, `{"notes":{"b":"1","a":"2"}}`,
	`{"notes":{"a":1}}`, `{"notes":{"a":null}}`, `{"notes":null}`,
	`{"notes":[]}`, `{"notes":{"a":"1","a":"2"}}`, `{"notes":{"":"x"}}`,
	`{"notes":{"text":"x"}}`,
	`{"free":{}}`, `{"free":{"a":[1,null,{"b":true}]}}`, `{"free":null}`,
	`{"free":[]}`, `{"free":"x"}`, `{"free":{"a":1,"a":2}}`,
	`{"free":{"a":1.5e3}}`, `{"free":{"x":{"y":{"z":[]}}}}`,
	`{"manyTexts":[]}`, `{"manyTexts":["a","b"]}`, `{"many_texts":["a"]}`,
	`{"manyTexts":"a"}`, `{"manyTexts":null}`, `{"manyTexts":[null]}`,
	`{"manyTexts":["a",1]}`, `{"manyTexts":[["a"]]}`, `{"manyTexts":{}}`,
	`{"manyInner":[{},{"rawBytes":"QQ=="}]}`, `{"manyInner":[null]}`,
	`{"manyInner":[{"x":1}]}`, `{"manyInner":[1]}`, `{"manyInner":{}}`,
	`{"manyKinds":["FIRST",2,9]}`, `{"manyKinds":["THIRD"]}`,
	`{"manyKinds":[null]}`, `{"manyKinds":[1.0]}`,
	`{"thisOne":"a"}`, `{"thatOne":{}}`, `{"thisOne":"a","thatOne":{}}`,
	`{"thisOne":null,"thatOne":{}}`, `{"thisOne":"a","thatOne":null}`,
	`{"thisOne":"","that_one":{}}`, `{"this_one":"a","thisOne":"b"}`,
	`{"_type":"a"}`, `{"type":"a"}`, `{"_type":"a","type":"b"}`,
	`{"Type":"a"}`, `{"@type":"a"}`, `{"[test.ext]":1}`,
	"{\"text\":\"a\",}", "{'text':'a'}", "{text:\"a\"}", "{\"text\" \"a\"}",
	"{\"text\":\"\\x\"}", "{\"bigInt\":01}", "{\"bigInt\":+1}",
	"{\"bigInt\":.5}", "{\"bigInt\":1.}", "{\"bigInt\":0x10}",
	"{\"flag\":True}", "{\"flag\":tru}", "/**/{}", " { \"text\" : \"a\" } ",
}

func allDescriptor() protoreflect.MessageDescriptor {
	var file descriptorpb.FileDescriptorProto
	if err := prototext.Unmarshal([]byte(allTypes), &file); err != nil {
		log.Fatal(err)
	}
	fd, err := protodesc.NewFile(&file, protoregistry.GlobalFiles)
	if err != nil {
		log.Fatal(err)
	}
	return fd.Messages().ByName("All")
}

// protojson's reading of "bytes"
func protoBytes(in string) string {
	for _, c := range []byte(in) {
		if c == 0 || c >= 0x80 {
			return decodedProto(in)
		}
	}
	m := dynamicpb.NewMessage(allDescriptor())
	err := protojson.Unmarshal([]byte(`{"rawBytes":`+mustGo(in)+`}`), m)
	if err != nil {
		return "-"
	}
	field := m.Descriptor().Fields().ByName("raw_bytes")
	return hex.EncodeToString(m.Get(field).Bytes())
}

// Bytes that JSON cannot carry never are base64.
func decodedProto(string) string {
	return "-"
}

// document, "-" or what it says (protojson again, compact)
func protojsonLines() (lines []string) {
	md := allDescriptor()
	for _, in := range documents {
		if strings.ContainsAny(in, "\t\n") {
			log.Fatal("not on one line: ", in)
		}
		m := dynamicpb.NewMessage(md)
		out := "-"
		if protojson.Unmarshal([]byte(in), m) == nil {
			text, err := compactProto(proto.Message(m))
			if err != nil {
				log.Fatal(err)
			}
			out = text
		}
		lines = append(lines, in+"\t"+out)
	}
	return lines
}
