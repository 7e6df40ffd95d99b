package ui

import (
	"cmp"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
)

// faultKind is a fault that the page offers.
type faultKind struct {
	Name, Label string
	fault       mockserver.Fault
}

var faultKinds = []faultKind{
	{"throttled", "429, too many requests", mockserver.TooManyRequests(time.Second)},
	{"unavailable", "503, service unavailable", mockserver.ServerError(http.StatusServiceUnavailable)},
	{"reset", "the connection closes, and the request has no effect", mockserver.ResetBefore()},
	{"lost", "the request has its effect, but the response is lost", mockserver.ResetAfter()},
	{"cut", "the response breaks off in the middle", mockserver.CutBody()},
	{"slow", "the response is 5 seconds late", mockserver.Fault{Latency: 5 * time.Second}},
}

// matches reports whether a fault is of a kind.
func (k faultKind) matches(f mockserver.Fault) bool {
	return f.Status == k.fault.Status && f.Reset == k.fault.Reset && f.After == k.fault.After && f.Cut == k.fault.Cut &&
		f.Latency == k.fault.Latency && !f.Hang
}

// faultDoc is a fault as the control API takes it.
type faultDoc struct {
	mockserver.Fault

	Latency string `json:"latency,omitempty"`
}

// faultOf returns the fault that a form describes.
func faultOf(form url.Values) (any, error) {
	times, err := strconv.Atoi(cmp.Or(form.Get("times"), "1"))
	if err != nil || times < 1 || times > 1000 {
		return nil, errors.New("the number of requests must be from 1 to 1000")
	}
	for _, kind := range faultKinds {
		if kind.Name == form.Get("kind") {
			doc := faultDoc{Fault: kind.fault}
			doc.Method, doc.Times = form.Get("method"), times
			if kind.fault.Latency != 0 {
				doc.Latency = kind.fault.Latency.String()
			}
			return doc, nil
		}
	}
	return nil, errors.New("the kind of the fault is not known")
}
