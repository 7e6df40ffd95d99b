package main

import (
	"encoding/json"
	"fmt"
)

// A plan of 5,000 organizations has hundreds of megabytes, so it is read token by token. These functions consume one
// value, and what they call consumes one value each time.

// eachField calls read for each field of an object. It accepts null.
func eachField(dec *json.Decoder, read func(name string) error) error {
	return each(dec, '{', func() error {
		name, err := dec.Token()
		if err != nil {
			return err
		}
		return read(fmt.Sprint(name))
	})
}

// eachItem calls read for each item of a list. It accepts null.
func eachItem(dec *json.Decoder, read func() error) error { return each(dec, '[', read) }

func each(dec *json.Decoder, open json.Delim, read func() error) error {
	token, err := dec.Token()
	if err != nil || token == nil {
		return err
	}
	if token != open {
		return fmt.Errorf("unexpected %v in the JSON, want %v", token, open)
	}
	for dec.More() {
		if err := read(); err != nil {
			return err
		}
	}
	_, err = dec.Token()
	return err
}

func skip(dec *json.Decoder) error {
	for depth := 0; ; {
		token, err := dec.Token()
		if err != nil {
			return err
		}
		switch token {
		case json.Delim('{'), json.Delim('['):
			depth++
		case json.Delim('}'), json.Delim(']'):
			depth--
		}
		if depth == 0 {
			return nil
		}
	}
}
