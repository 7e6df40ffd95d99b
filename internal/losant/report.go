package losant

import (
	"context"
	"fmt"
	"net/http"
)

var opGenerateReport = newOperation("instance.generateReport", http.MethodPost, readAccess)

// ReportRequest requests a usage report, which Losant sends to an e-mail address, to a URL, or to both. No field is
// required. The server sets defaults for fields that are not sent.
type ReportRequest struct {
	Email           string `json:"email,omitempty"`
	CallbackURL     string `json:"callbackUrl,omitempty"`
	ResourceGroupBy string `json:"resourceGroupBy,omitempty"` // application or organization
	DateGroupBy     string `json:"dateGroupBy,omitempty"`     // day or month
	IncludeSandbox  *bool  `json:"includeSandbox,omitempty"`
	Start           string `json:"start,omitempty"` // RFC 3339
	End             string `json:"end,omitempty"`
}

// Job is work that the server has accepted.
type Job struct {
	ID string `json:"jobId"`
}

// GenerateReport requests a usage report, and returns before the report is ready. A request without a response is not
// retried, because the report may still be generated. The error says so. The server generates one report of an
// instance at a time.
func (s *InstanceService) GenerateReport(ctx context.Context, instanceID string, report ReportRequest) (*Job, error) {
	job, err := send[Job](ctx, s.client, newCall(opGenerateReport, instancePath(instanceID).segment("generateReport"), baseQuery, report))
	if outcomeUnknown(err) {
		return nil, fmt.Errorf("%w; the report may still be generated", err)
	}
	return job, err
}
