package usage_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/losant/terraform-provider-losant/internal/limits"
	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/mockserver/ui"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

var (
	limitOption = regexp.MustCompile(`<option value="(\w+)" data-value="\d*">([^<,]+)`)
	limitRow    = regexp.MustCompile(`<tr><th scope="row">([^<]+)</th>(.*)</tr>`)
	limitMark   = regexp.MustCompile(`<span class="mark (\w+)">`)
)

// The pages of losant-mock mark the same limits as losant_instance_usage, and measure the same.
func TestPagesOfTheMockShowTheSameMarks(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t, mockserver.WithSeed(20))
	busyOrganization(srv)
	srv.SetSummary(srv.AddOrganization(mockserver.Doc{"name": "Quiet", "limits": mockserver.Doc{"webhook": 0, "flow": 0}}), mockserver.Doc{"webhookCount": 1})
	pages := httptest.NewServer(ui.New(srv))
	t.Cleanup(pages.Close)
	state := newDataSource(t, srv, "losant_instance_usage").mustRead(object{})

	var want, got []string
	for _, b := range acctest.Objects(state["breached"]) {
		want = append(want, fmt.Sprintf("%v %v %v", b["organization_id"], b["key"], map[any]string{"reached": "red", "approaching": "orange"}[b["state"]]))
	}
	organizations, _ := state["organizations"].(object)
	for id, item := range organizations {
		entry, _ := item.(object)
		used, _ := entry["used"].(object)
		marks, measured := marksOn(t, pages.URL+"/_ui/organizations/"+id)
		if measured != len(used) {
			t.Errorf("the page measures %d limits, and the data source %d", measured, len(used))
		}
		for name, mark := range marks {
			got = append(got, id+" "+name+" "+mark)
		}
	}
	slices.Sort(want)
	slices.Sort(got)
	expectEqual(t, "marks", want, got)
	if len(got) < 10 {
		t.Errorf("only %d marks were compared", len(got))
	}
}

// marksOn returns the marks on a page by the names of the limits, and how many limits it measures.
func marksOn(t *testing.T, url string) (marks map[string]string, measured int) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	source, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	names, byLabel := map[string]string{}, map[string]string{}
	for _, row := range limits.OrganizationTable().Rows() {
		names[row.Key] = row.Name
	}
	for _, option := range limitOption.FindAllStringSubmatch(string(source), -1) {
		byLabel[option[2]] = names[option[1]]
		delete(names, option[1])
	}
	if len(names) > 0 {
		t.Fatalf("the page lacks the limits %v", names)
	}
	marks = map[string]string{}
	for _, row := range limitRow.FindAllStringSubmatch(string(source), -1) {
		if !strings.Contains(row[2], "not measured") {
			measured++
		}
		if mark := limitMark.FindStringSubmatch(row[2]); mark != nil {
			marks[byLabel[row[1]]] = mark[1]
		}
	}
	return marks, measured
}
