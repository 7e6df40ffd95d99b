package functions

import (
	"math/big"
	"strings"
	"testing"
)

func FuzzParseByteSize(f *testing.F) {
	for _, seed := range []string{"5GiB", "1.5GiB", "", "B", "0.5B", "0.001kB", "9223372036854775808B", "8388608TiB", "1e3B", "1/2B", strings.Repeat("9", 1000) + "B"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		size, err := parseByteSize(text)
		if err != nil {
			if size != 0 {
				t.Errorf("%q: got %d with the error %v", text, size, err)
			}
			return
		}
		number := strings.TrimRight(text, "BKMGTik")
		unit := byteUnits[text[len(number):]]
		want, ok := new(big.Rat).SetString(number)
		if !ok || want.Mul(want, new(big.Rat).SetInt64(unit)).Cmp(new(big.Rat).SetInt64(size)) != 0 {
			t.Errorf("%q: got %d, want %s", text, size, want)
		}
	})
}
