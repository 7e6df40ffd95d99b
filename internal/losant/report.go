package losant

import (
	"context"
	"fmt"
	"net/http"
)

var opGenerateReport = newOperation("instance.generateReport", http.MethodPost, readAccess)

// ReportRequest asks for a usage report, which is sent to an e-mail address, to a URL, or to both. Nothing is required; the server
// chooses what is left out.
type ReportRequest struct {
	Email           string `json:"email,omitempty"`
	CallbackURL     string `json:"callbackUrl,omitempty"`
	ResourceGroupBy string `json:"resourceGroupBy,omitempty"` // application or organization
	DateGroupBy     string `json:"dateGroupBy,omitempty"`     // day or month
	IncludeSandbox  *bool  `json:"includeSandbox,omitempty"`
	Start           string `json:"start,omitempty"` // RFC 3339
	End             string `json:"end,omitempty"`
}

// Job is work that the server has taken on.
type Job struct {
	ID string `json:"jobId"`
}

// GenerateReport has the server make a usage report, and returns before it is made. A request whose answer was lost is not
// repeated, because the report may be on its way; the error says so. The server makes one report of an instance at a time.
func (s *InstanceService) GenerateReport(ctx context.Context, instanceID string, report ReportRequest) (*Job, error) {
	job, err := send[Job](ctx, s.client, newCall(opGenerateReport, instancePath(instanceID).word("generateReport"), flags, report))
	if fateUnknown(err) {
		return nil, fmt.Errorf("%w; the report may come all the same", err)
	}
	return job, err
}
