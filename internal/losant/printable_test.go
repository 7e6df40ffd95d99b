package losant

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"
	"unicode"
)

func TestPrintable(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"Zürich 日本 🚀":                       "Zürich 日本 🚀",
		"\x1b[2J\x1b]0;title\x07gone":       `\x1b[2J\x1b]0;title\x07gone`,
		"no\r\nError: all is well\v\f\tx":   "no Error: all is well x",
		"a\u0085b\u2028c\u2029d\u00a0e":     "a b c d e",
		"\n::stop-commands::x":              "::stop-commands::x",
		"user \u202etxt.exe\u202c":          `user \u202etxt.exe\u202c`,
		"zero\u200bwidth\ufeff\u2060":       `zero\u200bwidth\ufeff\u2060`,
		"tag \U000e0041":                    `tag \U000e0041`,
		"bad \xff utf8":                     "bad \ufffd utf8",
		"":                                  "",
		strings.Repeat("x", 900_000):        strings.Repeat("x", maxPrintable-1) + "…",
		strings.Repeat("\x1b", 10_000):      strings.Repeat(`\x1b`, maxPrintable/4-1) + "…",
		strings.Repeat("é", maxPrintable-1): strings.Repeat("é", maxPrintable-1),
	} {
		if got := Printable(text); got != want {
			t.Errorf("%.60q: got %.80q, want %.80q", text, got, want)
		}
	}
}

func FuzzPrintable(f *testing.F) {
	for _, seed := range []string{"", "a\x1b[2J", "\u202e", "\xff", "\U000e0041", "a  b", strings.Repeat("\n", 3000)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got := Printable(text)
		if len([]rune(got)) > maxPrintable {
			t.Errorf("%d characters", len([]rune(got)))
		}
		if i := strings.IndexFunc(got, func(r rune) bool { return !unicode.IsPrint(r) }); i >= 0 {
			t.Errorf("%q has an unprintable character at %d", got, i)
		}
		if again := Printable(got); again != got {
			t.Errorf("%q becomes %q", got, again)
		}
	})
}

// The token is redacted, however the server breaks its echo.
func TestBrokenEchoesAreRedacted(t *testing.T) {
	t.Parallel()
	const jwtToken = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI2MDEwNjQyNmRjMDNjNmFhZDA2NTQwYmIifQ.sig-nature_0"
	for name, text := range map[string]string{
		"plain":             "bad s3cret-token!",
		"newline":           "bad s3cret-\ntoken!",
		"several lines":     "bad s3\r\n  cret\n-token!",
		"zero width":        "bad s3\u200bcret\u2060-token!",
		"bidi":              "bad s3cret\u202e-token!",
		"control":           "bad s3cret\x00-tok\x1ben!",
		"tag":               "bad s3cret-<b>tok</b>en!",
		"escaped newline":   `bad s3cret-\ntoken!`,
		"escaped character": `bad s3cret\u200b-token!`,
		"percent":           "bad s3cret%2Dtoken!",
		"entity":            "bad s3cret&#45;token!",
		"hexadecimal":       "bad s3cret&#x2d;token!",
	} {
		for shape, body := range map[string]string{"JSON": jsonMessage(text), "text": text, "type": `{"type":` + quoted(text) + `,"message":"bad!"}`} {
			t.Run(name+" as "+shape, func(t *testing.T) {
				t.Parallel()
				c, _ := serve(t, respond(400, body))
				_, err := c.Organizations.Get(t.Context(), orgRef)
				plain := strings.Map(func(r rune) rune {
					if unicode.IsLetter(r) || unicode.IsDigit(r) {
						return r
					}
					return -1
				}, err.Error())
				if strings.Contains(plain, "s3crettoken") || strings.Contains(err.Error(), "tok") || !strings.Contains(err.Error(), "[redacted]") || !strings.Contains(err.Error(), "bad") {
					t.Errorf("error %q", err)
				}
			})
		}
	}
	c := newTestClient(t)
	for text, want := range map[string]string{
		"new token " + jwtToken + " made":                      "new token [redacted] made",
		`{"token":"` + jwtToken + `"}`:                         `{"token":"[redacted]"}`,
		"proxy http://user:p/w@x@proxy.example:80 is down":     "proxy http://[redacted]@proxy.example:80 is down",
		"invalid proxy address \"https://u:PW%zz@proxy:80\"":   `invalid proxy address "https://[redacted]@proxy:80"`,
		"see https://docs.losant.com/a?b=c, or a@x.io":         "see https://docs.losant.com/a?b=c, or a@x.io",
		"the organization 60106426dc03c6aad06540bb is missing": "the organization 60106426dc03c6aad06540bb is missing",
	} {
		if got := c.clean(text); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestRedactSecret(t *testing.T) {
	t.Parallel()
	const secret = `ab<c\`
	for text, want := range map[string]string{
		"":                    "",
		`ab<c\`:               "[redacted]",
		`ab<c\ab<c\`:          "[redacted][redacted]",
		`aab<c\b`:             "a[redacted]b",
		`a ab<c\`:             "a [redacted]",
		"ab<c":                "ab<c",
		`a<i>b</i>&#60;c%5C.`: "[redacted].",
		`a<i b&lt;c`:          `a<i b&lt;c`,
		`a\nb<\u200bc\u200b\`: "[redacted]",
		"a\xffb":              "a\xffb",
	} {
		if got := redactSecret(text, secret); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

// An error shows nothing of a response that may hold a new API token, except a message.
func TestResponsesWithNewTokensAreNotShown(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		status int
		body   string
		want   string
	}{
		"text":                 {201, "token=hidden", "the response is not a JSON object"},
		"text as an error":     {400, "token=hidden", "400: Bad Request"},
		"JSON as an error":     {500, `{"id":1,"token":"hidden"}`, "500: Internal Server Error"},
		"HTML as an error":     {502, "<p>hidden</p>", "502: Bad Gateway"},
		"truncated JSON":       {201, `{"id":"1","token":"hidden`, "unexpected end of JSON input"},
		"message of the error": {400, `{"type":"Validation","message":"name is required","token":"hidden"}`, "400 Validation: name is required"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, _ := serve(t, func(w http.ResponseWriter, req *http.Request) {
				if req.Method == http.MethodPost {
					respond(tc.status, tc.body)(w, req)
					return
				}
				respond(403, "")(w, req)
			}, WithMaxRetries(0))
			_, err := c.Tokens.Create(t.Context(), instanceID, TokenPost{Name: "ci"})
			checkError(t, err, tc.want)
			if strings.Contains(err.Error(), "hidden") {
				t.Errorf("error %q", err)
			}
		})
	}
}

// An error about the URL of the API does not contain it, because it can contain a password.
func TestErrorsAboutTheURLHideIt(t *testing.T) {
	t.Parallel()
	for _, url := range []string{
		"https://user:PW%zz@api.losant.com", "ftp://user:PW@api.losant.com", "https://user:PW@api.losant.com:port", "https://user:PW@", "user:PW@api.losant.com",
		"https://user:PW@api.losant.com", "http://user:PW@api.losant.com", "https://user:P W@api.losant.com", "https://user:PW\x7f@x", "https://[user:PW@x",
		"https://api.losant.com?password=PW", "https://api.losant.com/#PW", "://user:PW@x",
	} {
		_, err := New(token, WithBaseURL(url))
		if err == nil || strings.Contains(err.Error(), "PW") || strings.Contains(err.Error(), "P W") || strings.Contains(err.Error(), "user:") {
			t.Errorf("%q: error %v", url, err)
		}
	}
}

func TestCheckToken(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"s3cret.to-ken_~+/=": "",
		"":                   "is required",
		"Bearer s3cret":      `must not begin with "Bearer "`,
		"bearer s3cret":      `must not begin with "Bearer "`,
		`"s3cret"`:           "must not contain quotes",
		"'s3cret'":           "must not contain quotes",
		"`s3cret`":           "must not contain quotes",
		"s3cret ":            "visible ASCII characters only",
		"s3cr\net":           "visible ASCII characters only",
		"s3cr\x00et":         "visible ASCII characters only",
		"s3cr\u00e9t":        "visible ASCII characters only",
		"\ufeffs3cret":       "visible ASCII characters only",
		"s3cr\u200bet":       "visible ASCII characters only",
	} {
		err := CheckToken(text)
		_, errNew := New(text)
		if want == "" {
			if err != nil || errNew != nil {
				t.Errorf("%q: %v, %v", text, err, errNew)
			}
			continue
		}
		checkError(t, err, want)
		checkError(t, errNew, want)
		if strings.Contains(err.Error(), "s3cr") {
			t.Errorf("error %q contains the token", err)
		}
	}
}

func TestMessagesAreBoundedAndOnOneLine(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"message":   jsonMessage("\x1b[2Jno\n\nError: all is well" + strings.Repeat(" x", 450_000)),
		"type":      `{"type":` + quoted("\u202eNo\n"+strings.Repeat("x", 900_000)) + `}`,
		"both text": "\x1b[2J" + strings.Repeat("x\n", 9_000),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, _ := serve(t, respond(400, body))
			text := calls["get"](context.Background(), c).Error()
			if len(text) > 3*maxPrintable || strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsPrint(r) }) {
				t.Errorf("error of %d bytes: %.200q", len(text), text)
			}
		})
	}
}

// An address that could change what is printed is refused: messages contain the addresses of members.
func TestAddressesMustBePrintable(t *testing.T) {
	t.Parallel()
	for name, read := range map[string]func(*Client) error{
		"members":          func(c *Client) error { _, err := Collect(c.Members.All(t.Context(), orgRef)); return err },
		"invitations":      func(c *Client) error { _, err := Collect(c.Invitations.All(t.Context(), orgRef)); return err },
		"instance members": func(c *Client) error { _, err := Collect(c.InstanceMembers.All(t.Context(), instanceID)); return err },
	} {
		c, _ := serve(t, respond(200, `{"items":[{"id":"v","userId":"u","role":"view","email":"a\u001b[2J\u202e@x.io"}]}`))
		err := read(c)
		checkError(t, err, `the e-mail address a\x1b[2J\u202e@x.io has invalid characters`)
		if e, ok := errors.AsType[*Error](err); !ok || e.Type != unreadableResponse {
			t.Errorf("%s: error %v", name, err)
		}
	}
}

func quoted(text string) string {
	raw, _ := json.Marshal(text)
	return string(raw)
}

func jsonMessage(text string) string { return `{"type":"X","message":` + quoted(text) + `}` }
