package protocol

import (
	"bytes"
	"context"
	"strconv"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/vmihailenco/msgpack/v5"
	"github.com/vmihailenco/msgpack/v5/msgpcode"
)

// Up to version 1.11, terraform plan -refresh-only -detailed-exitcode compares the
// refreshed values with those of the state file in memory. Numbers from the state
// file have another precision than binary numbers in MessagePack, so every object
// with a number looks changed and the exit code is 2. Core parses numbers in texts
// as it parses those of the state file.

// ReadResource encodes the numbers of the new state as texts. It releases the
// context of the request afterwards.
func (s *server) ReadResource(ctx context.Context, req *tfprotov6.ReadResourceRequest) (*tfprotov6.ReadResourceResponse, error) {
	resp, err := s.read(ctx, req)
	if err != nil {
		return resp, err
	}
	s.nameOrganizations(ctx, resp.Diagnostics, req.CurrentState)
	if resp.NewState != nil {
		if encoded, err := numbersAsTexts(resp.NewState.MsgPack); err == nil {
			resp.NewState = &tfprotov6.DynamicValue{MsgPack: encoded}
		}
	}
	return resp, nil
}

func (s *server) read(ctx context.Context, req *tfprotov6.ReadResourceRequest) (*tfprotov6.ReadResourceResponse, error) {
	if s.shortcuts {
		if resp, ok := s.readNoOp(req); ok {
			return resp, nil
		}
	}
	return forgetting(ctx, s.stopper, req, s.frameworkServer.ReadResource)
}

// numbersAsTexts returns a MessagePack value with each number as a text.
func numbersAsTexts(value []byte) ([]byte, error) {
	var encoded bytes.Buffer
	encoded.Grow(len(value) + len(value)/8)
	if err := copyValue(msgpack.NewDecoder(bytes.NewReader(value)), msgpack.NewEncoder(&encoded)); err != nil {
		return nil, err
	}
	return encoded.Bytes(), nil
}

func copyValue(from *msgpack.Decoder, to *msgpack.Encoder) error {
	code, err := from.PeekCode()
	if err != nil {
		return err
	}
	switch {
	case msgpcode.IsFixedMap(code), code == msgpcode.Map16, code == msgpcode.Map32:
		return copyValues(from, to, 2, from.DecodeMapLen, to.EncodeMapLen)
	case msgpcode.IsFixedArray(code), code == msgpcode.Array16, code == msgpcode.Array32:
		return copyValues(from, to, 1, from.DecodeArrayLen, to.EncodeArrayLen)
	case msgpcode.IsFixedNum(code), code >= msgpcode.Uint8 && code <= msgpcode.Int64:
		n, err := from.DecodeInt64()
		if err != nil {
			return err
		}
		return to.EncodeString(strconv.FormatInt(n, 10))
	case code == msgpcode.Float, code == msgpcode.Double:
		n, err := from.DecodeFloat64()
		if err != nil {
			return err
		}
		return to.EncodeString(strconv.FormatFloat(n, 'f', -1, 64))
	default:
		raw, err := from.DecodeRaw()
		if err != nil {
			return err
		}
		return to.Encode(raw)
	}
}

// copyValues copies the length of a map or list, and its values.
func copyValues(from *msgpack.Decoder, to *msgpack.Encoder, valuesPerItem int, decodeLen func() (int, error), encodeLen func(int) error) error {
	n, err := decodeLen()
	if err != nil {
		return err
	}
	if err := encodeLen(n); err != nil {
		return err
	}
	for range n * valuesPerItem {
		if err := copyValue(from, to); err != nil {
			return err
		}
	}
	return nil
}
