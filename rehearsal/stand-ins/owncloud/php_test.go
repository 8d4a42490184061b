package main

import (
	"reflect"
	"testing"
)

func TestPhp(t *testing.T) {
	const text = `<?php
// $comment
$CONFIG = ['a' => 'it\'s \\ here', 'b' => ['x', 'y'], 'c' => ['port' => 0, 'timeout' => 1.5,], 'd' => false, // more
  'e' => [],
];
`
	want := map[string]any{
		"a": `it's \ here`, "b": map[string]any{"0": "x", "1": "y"}, "c": map[string]any{"port": 0.0, "timeout": 1.5}, "d": false, "e": map[string]any{},
	}
	got, err := parsePhp(text)
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Fatalf("%v %v", got, err)
	}
	again, err := parsePhp("<?php\n$CONFIG = " + phpOf(want) + ";\n")
	if err != nil || !reflect.DeepEqual(again, want) {
		t.Fatalf("%v %v", again, err)
	}
}
