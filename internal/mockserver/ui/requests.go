package ui

import (
	"fmt"
	"net/http"
	"strconv"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
)

// maxRequests is the number of requests on a page.
const maxRequests = 100

// requestsPage is the requests that the mock server has received.
type requestsPage struct {
	Rows          []requestRow // The newest first.
	Reads, Writes int
	More          int
	Faults        []string // Those that wait for a request.
	Hits          int
	FaultKinds    []faultKind
	Methods       []string
}

type requestRow struct {
	Number                      int
	Method, Path, Query, Status string
	Kind                        string // A class of the style sheet.
	Body                        string
}

// showRequests shows the requests as the control API shows them, which is without tokens.
func (s *site) showRequests(w http.ResponseWriter, r *http.Request, n notice) {
	page := requestsPage{
		Hits: s.mock.FaultHits(), FaultKinds: faultKinds, Methods: []string{"GET", "POST", "PATCH", "DELETE"},
	}
	doc, err := s.call(r, http.MethodGet, "/_control/requests", nil)
	if err != nil {
		n = problem("read the requests", err)
	}
	items := list(doc, "items")
	for i := len(items) - 1; i >= 0; i-- {
		request, _ := items[i].(mockserver.Doc)
		if text(request, "method") == http.MethodGet {
			page.Reads++
		} else {
			page.Writes++
		}
		if len(page.Rows) < maxRequests {
			page.Rows = append(page.Rows, requestRowOf(i+1, request))
		} else {
			page.More++
		}
	}
	for _, fault := range s.mock.Faults() {
		page.Faults = append(page.Faults, describeFault(fault))
	}
	s.render(w, r, "requests", "Requests", n, page)
}

func requestRowOf(number int, request mockserver.Doc) requestRow {
	row := requestRow{Number: number, Method: text(request, "method"), Path: text(request, "path"), Query: text(request, "query")}
	switch status, _ := request["status"].(float64); {
	case status == 0:
		row.Status, row.Kind = "none", red
	case status >= 500:
		row.Status, row.Kind = fmt.Sprintf("%.0f", status), red
	case status >= 400:
		row.Status, row.Kind = fmt.Sprintf("%.0f", status), orange
	default:
		row.Status, row.Kind = fmt.Sprintf("%.0f", status), "ok"
	}
	switch body := request["body"].(type) {
	case nil:
	case string:
		row.Body = body
	default:
		row.Body = encode(body)
	}
	return row
}

// describeFault says which requests a fault will hit, and how.
func describeFault(f mockserver.Fault) string {
	which := "request"
	if f.Method != "" {
		which = f.Method + " request"
	}
	switch {
	case f.Times < 0:
		which = "Every " + which
	case f.Times == 1:
		which = "The next " + which
	default:
		which = "The next " + strconv.Itoa(f.Times) + " " + which + "s"
	}
	if path := f.PathPrefix + f.PathContains; path != "" {
		which += " for " + path
	}
	for _, kind := range faultKinds {
		if kind.matches(f) {
			return which + ": " + kind.Label
		}
	}
	return which + ": another fault"
}
