package docstest_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
)

// The page of the guide is that of the seeded mock server. It shows limits that are
// reached, trials that end, and customers that grow, and escapes names.
func TestMonthlyReport(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t, mockserver.WithSeed(20))
	guide := readPage(t, "docs/guides/monthly-report.md")
	r := newReader(t, environment(srv, srv.AddToken("all.Instance.read"))...)
	r.save(guide)
	report, email := r.writeReport(guide)
	examples := 0
	for _, line := range guide.text {
		if example, isQuote := strings.CutPrefix(line, "> "); isQuote || strings.HasPrefix(line, "| ") {
			expect(t, report, example+"\n")
			examples++
		}
	}
	if examples != 6 {
		t.Errorf("the guide has %d lines of the page", examples)
	}
	expect(t, report, "# Mock Instance, "+lastMonth().Format("January 2006")+"\n", "\"below 80 % of every limit\" : 8\n", "  bar [47,24,118,6]\n",
		"No trial ends within 30 days.\n\nPayloads are not processed: Delta Manufacturing, Orchard Manufacturing.\n", "No customer sent at least 20 % more", "| webhook | 112 |",
		"| payload | 22,830,000 | 750,000,000 | 3 % |", "| payload | 900,000 | 1,000,000 | █", "| storage | 180 MiB | 200 MiB | █", "| Payloads | 750,000,000 | 47,000,000 | 22,830,000 | 6 % |")
	expect(t, email, "<td>Cascade Manufacturing</td>", "width: 99%", "1,485 of 1,500</td>", "<td>Members</td>", "width: 100%", "118 %</td>")

	const evil = "A|b*<b>x</b>&  https://evil.example/ www.evil.example \u202e"
	changeSeed(srv, evil)
	srv.EditInstance(mockserver.Doc{"limits": mockserver.Doc{"device": 0, "member": 1174, "payload": nil}})
	report, email = r.writeReport(guide)
	const escaped = `A\|b\*\<b\>x\</b\>\& https:\//evil.example/ www\.evil.example �`
	expect(t, report, "Limit reached: 1. Close to a limit: 11. Trials that end within 30 days: 2.", "\"limit reached\" : 1\n",
		"Sold more than there is: devices, members.\n", "  bar [47,200,100]\n", "| Devices | 0 | 23,500 | 10,980 | it has none |\n", "| Members | 1,174 | 1,175 | 71 | 100 % |\n",
		"| Cascade Manufacturing | device | 1,600 | 1,500 | ██████████ 107 % |\n",
		"- **Borealis Manufacturing** ends on ", "- **"+escaped+"** ends on ", "- **"+escaped+"** sent 50 % more payloads")
	if first, second := strings.Index(report, "**Borealis"), strings.Index(report, "**A"); first > second {
		t.Errorf("the trials are not sorted by their end:\n%s", report)
	}
	expect(t, email, "<b>A|b*&lt;b&gt;x&lt;/b&gt;&amp; https://evil.example/ www.evil.example �</b> ends on ", "#c0392b; width: 100%",
		"23,500 sold, 0 owned", "it has none</td>")
	if strings.Contains(report+email, "\u202e") {
		t.Error("a name reverses the text")
	}
	if strings.Contains(report+email, "Evergreen Manufacturing** ends") {
		t.Errorf("a trial that ends later is in the page:\n%s", report)
	}
}

// changeSeed renames the first organization, gives three customers a trial, one a
// reached limit, and one growth.
func changeSeed(srv *mockserver.Server, name string) {
	for _, org := range srv.Organizations() {
		id, _ := org["id"].(string)
		end := func(days int) mockserver.Doc {
			return mockserver.Doc{"disabledAt": time.Now().AddDate(0, 0, days).UTC().Format(time.RFC3339)}
		}
		switch org["name"] {
		case "Acme Manufacturing":
			srv.EditOrganization(id, mockserver.Doc{"name": name})
			srv.EditOrganization(id, end(20))
			for i, payloads := range []int{150, 100} {
				start := lastMonth().AddDate(0, -i, 0)
				srv.AddHistoricalSummary(mockserver.Doc{
					"resourceType": "organization", "resourceId": id, "payloadBillableCount": payloads,
					"currentPeriodStart": start.Format(time.RFC3339), "currentPeriodEnd": start.AddDate(0, 1, 0).Add(-time.Millisecond).Format(time.RFC3339Nano),
				})
			}
		case "Borealis Manufacturing":
			srv.EditOrganization(id, end(3))
		case "Evergreen Manufacturing":
			srv.EditOrganization(id, end(60))
		case "Cascade Manufacturing":
			srv.SetSummary(id, mockserver.Doc{"deviceCount": 1600})
		}
	}
}

// lastMonth returns the start of the last whole month.
func lastMonth() time.Time {
	now := time.Now().UTC()
	return time.Date(now.Year(), now.Month()-1, 1, 0, 0, 0, 0, time.UTC)
}

// writeReport runs the commands of the guide, and the script that sends the e-mail.
func (r reader) writeReport(guide page) (report, email string) {
	r.t.Helper()
	printed := r.paste(strings.ReplaceAll(guide.script(), "terraform init\n", "[ -d .terraform ] || terraform init\n"))
	if strings.Contains(printed, "Cascade") {
		r.t.Errorf("the apply prints the page:\n%s", printed)
	}
	r.paste("curl() { cat > sent.txt; echo \"$*\" > curl.txt; }\nFROM=from@example.com TO=to@example.com SMTP_USER=me:secret SMTP_URL=smtps://mail.example.com\n. ./send.sh\n")
	read := func(name string) string {
		content, err := os.ReadFile(filepath.Join(r.Dir, name))
		if err != nil {
			r.t.Fatal(err)
		}
		return string(content)
	}
	report, email = read("report.md"), read("email.html")
	if sent := read("sent.txt"); !strings.HasPrefix(sent, "From: from@example.com\nTo: to@example.com\nSubject: ") || !strings.HasSuffix(sent, "\n\n"+email) {
		r.t.Errorf("sent %s", sent)
	}
	expect(r.t, read("curl.txt"), "--ssl-reqd", "--url smtps://mail.example.com", "--mail-rcpt to@example.com")
	return report, email
}
