package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// config is what config.php and the files beside it say, the later ones first.
type config map[string]any

const configFile = code + "/config/config.php"

func readConfig() (config, error) {
	all := config{}
	files, err := filepath.Glob(code + "/config/*.config.php")
	if err != nil {
		return nil, err
	}
	slices.Sort(files)
	for _, file := range append([]string{configFile}, files...) {
		text, err := os.ReadFile(file)
		if os.IsNotExist(err) {
			continue
		}
		if err != nil {
			return nil, err
		}
		values, err := parsePhp(string(text))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		maps.Copy(all, values)
	}
	return all, nil
}

func (c config) text(key string) string {
	if value, is := c[key]; is && value != nil {
		return fmt.Sprint(value)
	}
	return ""
}

func (c config) yes(key string) bool { return c[key] == true }

func (c config) list(key string) []string {
	values, _ := c[key].(map[string]any)
	list := []string{}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		list = append(list, fmt.Sprint(values[name]))
	}
	return list
}

// installed tells by the same setting as ownCloud.
func (c config) installed() bool { return c.yes("installed") }

// change writes config.php with all that is known, as ownCloud does.
func (c config) change(values config) error {
	maps.Copy(c, values)
	text := "<?php\n$CONFIG = " + phpOf(map[string]any(c)) + ";\n"
	file, err := os.OpenFile(configFile, os.O_WRONLY|os.O_TRUNC, 0o640)
	if err != nil {
		return fmt.Errorf("Can't write into config directory! %w", err)
	}
	defer file.Close()
	_, err = file.WriteString(text)
	return err
}

func phpOf(value any) string {
	switch known := value.(type) {
	case map[string]any:
		parts := []string{}
		for _, key := range slices.Sorted(maps.Keys(known)) {
			parts = append(parts, phpOf(key)+" => "+phpOf(known[key]))
		}
		return "array (" + strings.Join(parts, ",\n") + ")"
	case string:
		return "'" + strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(known) + "'"
	}
	text, _ := json.Marshal(value)
	return string(text)
}
