package organization

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
)

// markdownBlock matches a line that begins a heading, a list, a quote, code or a
// table.
var markdownBlock = regexp.MustCompile("^ {0,3}(#{1,6} |[-*+] |\\d+[.)] |>|```|\\|)")

// warnOfBlockMarkdown warns of a new banner with Markdown that Losant does not format.
func warnOfBlockMarkdown(plan, prior *model, diags *diag.Diagnostics) {
	banner := bannerToAPI(plan.Banner)
	if banner == bannerToAPI(prior.Banner) {
		return
	}
	for i, line := range strings.Split(banner.Message, "\n") {
		if markdownBlock.MatchString(line) {
			diags.AddAttributeWarning(path.Root("banner").AtName("message"), "Banner of "+plan.displayName()+" has more than inline Markdown",
				fmt.Sprintf("Line %d of the message begins a heading, a list or another block. Losant formats only inline Markdown, such as links and bold text. "+
					"Write the message without blocks.", i+1))
			return
		}
	}
}
