package main

import (
	"os"
	"sort"
	"strings"
)

// ini is a configuration file: sections, the first of which has no name, of keys and values.
type ini map[string]map[string]string

// parseINI reads the dialect that Gogs writes. ${VARIABLES} of the environment are filled in.
func parseINI(text string) ini {
	content := ini{"": {}}
	section := ""
	for _, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(line)
		switch {
		case line == "" || line[0] == '#' || line[0] == ';':
		case line[0] == '[':
			section = strings.Trim(line, "[] ")
			if content[section] == nil {
				content[section] = map[string]string{}
			}
		default:
			key, value, _ := strings.Cut(line, "=")
			content[section][strings.TrimSpace(key)] = os.Expand(unquote(strings.TrimSpace(value)), variable)
		}
	}
	return content
}

func variable(name string) string {
	if value, set := os.LookupEnv(name); set {
		return value
	}
	return "${" + name + "}"
}

func unquote(value string) string {
	for _, quote := range []string{`"""`, "`", `"`} {
		if len(value) >= 2*len(quote) && strings.HasPrefix(value, quote) && strings.HasSuffix(value, quote) {
			return value[len(quote) : len(value)-len(quote)]
		}
	}
	return value
}

func (content ini) get(section, key, otherwise string) string {
	if value, set := content[section][key]; set && value != "" {
		return value
	}
	return otherwise
}

func (content ini) set(section, key, value string) {
	if content[section] == nil {
		content[section] = map[string]string{}
	}
	content[section][key] = value
}

func (content ini) String() string {
	var text strings.Builder
	for _, section := range sorted(content) {
		if section != "" {
			text.WriteString("\n[" + section + "]\n")
		}
		for _, key := range sorted(content[section]) {
			text.WriteString(key + " = " + quote(content[section][key]) + "\n")
		}
	}
	return text.String()
}

func quote(value string) string {
	if !strings.ContainsAny(value, "#;`\"'\\") && strings.TrimSpace(value) == value {
		return value
	}
	if strings.Contains(value, "`") {
		return `"""` + value + `"""`
	}
	return "`" + value + "`"
}

func sorted[V any](entries map[string]V) []string {
	keys := make([]string, 0, len(entries))
	for key := range entries {
		keys = append(keys, key)
	}
	sort.Strings(keys)
	return keys
}
