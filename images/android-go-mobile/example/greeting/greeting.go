// Package greeting is what an app for Android calls.
package greeting

import "errors"

// Greeter greets in one language.
type Greeter struct {
	word string
}

// NewGreeter returns a greeter that uses the given word.
func NewGreeter(word string) (*Greeter, error) {
	if word == "" {
		return nil, errors.New("a greeter needs a word")
	}
	return &Greeter{word}, nil
}

// Greet greets somebody.
func (g *Greeter) Greet(name string) string {
	return g.word + ", " + name
}
