package main

import (
	"fmt"
	"strconv"
	"strings"
)

// parser reads the PHP of configuration files: one array of plain values.
type parser struct {
	text string
	at   int
}

// parsePhp returns what a file says about $CONFIG.
func parsePhp(text string) (map[string]any, error) {
	_, rest, found := strings.Cut(text, "$CONFIG")
	if !found {
		return map[string]any{}, nil
	}
	p := &parser{text: rest}
	p.space()
	if !p.take("=") {
		return nil, fmt.Errorf("$CONFIG has no value")
	}
	value, err := p.value()
	if err != nil {
		return nil, err
	}
	config, is := value.(map[string]any)
	if !is {
		return nil, fmt.Errorf("$CONFIG is no array")
	}
	return config, nil
}

func (p *parser) space() {
	for p.at < len(p.text) {
		switch rest := p.text[p.at:]; {
		case strings.ContainsRune(" \t\r\n", rune(rest[0])):
			p.at++
		case strings.HasPrefix(rest, "//") || rest[0] == '#':
			end := strings.IndexByte(rest, '\n')
			if end < 0 {
				end = len(rest)
			}
			p.at += end
		default:
			return
		}
	}
}

func (p *parser) take(token string) bool {
	p.space()
	if !strings.HasPrefix(p.text[p.at:], token) {
		return false
	}
	p.at += len(token)
	return true
}

func (p *parser) value() (any, error) {
	switch {
	case p.take("["):
		return p.array("]")
	case p.take("array"):
		if !p.take("(") {
			return nil, fmt.Errorf("array without (")
		}
		return p.array(")")
	case p.take("'"):
		return p.quoted()
	}
	end := strings.IndexAny(p.text[p.at:], ",;])\n ")
	if end < 0 {
		return nil, fmt.Errorf("a value doesn't end")
	}
	word := p.text[p.at : p.at+end]
	p.at += end
	switch word {
	case "true":
		return true, nil
	case "false":
		return false, nil
	case "null", "NULL":
		return nil, nil
	}
	return strconv.ParseFloat(word, 64)
}

func (p *parser) quoted() (any, error) {
	var text strings.Builder
	for p.at < len(p.text) {
		c := p.text[p.at]
		p.at++
		switch {
		case c == '\'':
			return text.String(), nil
		case c == '\\' && p.at < len(p.text) && strings.IndexByte(`\'`, p.text[p.at]) >= 0:
			text.WriteByte(p.text[p.at])
			p.at++
		default:
			text.WriteByte(c)
		}
	}
	return nil, fmt.Errorf("a text doesn't end")
}

func (p *parser) array(end string) (any, error) {
	values := map[string]any{}
	for next := 0; !p.take(end); {
		value, err := p.value()
		if err != nil {
			return nil, err
		}
		key := strconv.Itoa(next)
		if p.take("=>") {
			key = fmt.Sprint(value)
			if value, err = p.value(); err != nil {
				return nil, err
			}
		} else {
			next++
		}
		values[key] = value
		if !p.take(",") {
			if p.take(end) {
				return values, nil
			}
			return nil, fmt.Errorf("an array doesn't end")
		}
	}
	return values, nil
}
