package losant

import (
	"net/http"
	"testing"
	"time"
)

func TestTokenIDIsTheSubjectOfTheToken(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ token, want string }{
		"opaque":      {"mock-60106426dc03c6aad06540bb", ""},
		"web token":   {webToken(`{"sub":"60106426dc03c6aad06540bb","scope":["all.Instance"]}`), "60106426dc03c6aad06540bb"},
		"no subject":  {webToken(`{}`), ""},
		"not JSON":    {webToken(`x`), ""},
		"not base64":  {"a.&.c", ""},
		"other parts": {"a.b", ""},
	} {
		client, err := New(tc.token)
		if err != nil {
			t.Fatal(err)
		}
		if got := client.TokenID(); got != tc.want {
			t.Errorf("%s: got %q, want %q", name, got, tc.want)
		}
	}
}

func TestServerTimeIsTheNewestDate(t *testing.T) {
	t.Parallel()
	client, err := New("token")
	if err != nil {
		t.Fatal(err)
	}
	if got := client.ServerTime(); !got.IsZero() {
		t.Errorf("%s before the first response", got)
	}
	want := time.Date(2026, 5, 17, 13, 14, 15, 0, time.UTC)
	for _, date := range []string{"", "yesterday", want.Format(http.TimeFormat), want.Add(-time.Hour).Format(http.TimeFormat)} {
		client.noteServerTime(http.Header{"Date": {date}})
	}
	if got := client.ServerTime(); !got.Equal(want) {
		t.Errorf("got %s, want %s", got, want)
	}
}
