locals {
  summary = join(" ", [
    "${length(local.organizations)} customers.",
    "Limit reached: ${length(local.reached)}. Close to a limit: ${length(local.near)}.",
    "Trials that end within 30 days: ${length(local.trials)}.",
    "Sold more than there is: ${anytrue(local.sold[*].over) ? lower(join(", ", [for s in local.sold : s.title if s.over])) : "nothing"}.",
  ])

  # The charts contain no names, so nothing in them has to be escaped.
  charts = {
    customers = join("\n", [
      "```mermaid",
      "%%%{init: {\"themeVariables\": {\"pie1\": \"#057180\", \"pie2\": \"#e08a00\", \"pie3\": \"#c0392b\"}}}%%",
      "pie showData",
      "  title Customers",
      "  \"below 80 % of every limit\" : ${length(local.organizations) - length(local.near) - length(local.reached)}",
      "  \"close to a limit\" : ${length(local.near)}",
      "  \"limit reached\" : ${length(local.reached)}",
      "```",
    ])
    sold = length(local.sold) == 0 ? "The instance has none of the products, or no limits for them." : join("\n", [
      "```mermaid",
      "%%%{init: {\"themeVariables\": {\"xyChart\": {\"plotColorPalette\": \"#057180, #c0392b\"}}}}%%",
      "xychart-beta",
      "  title \"Sold, in percent of what the instance has (line: 100 %)\"",
      "  x-axis ${jsonencode(local.sold[*].title)}",
      "  y-axis \"percent\" 0 --> ${max(120, local.sold[*].percent...)}",
      "  bar ${jsonencode(local.sold[*].percent)}",
      "  line ${jsonencode([for s in local.sold : 100])}",
      "```",
    ])
  }
}

# Names can contain characters that Markdown or HTML would interpret, addresses that
# Markdown would turn into links, and characters that reverse the text.
locals {
  names    = toset(concat([data.losant_instance.this.name], data.losant_organizations.all.organizations[*].name, local.breached[*].name))
  visible  = { for name in local.names : name => trimspace(replace(replace(name, "/[\\s\\pZ]+/", " "), "/[^ \\pL\\pM\\pN\\pP\\pS]/", "�")) }
  escaped  = { for name, text in local.visible : name => replace(text, "/([\\\\`*_\\[\\]<>|~&#])/", "\\$1") }
  markdown = { for name, text in local.escaped : name => replace(replace(text, "://", ":\\//"), "www.", "www\\.") }
  html     = { for name, text in local.visible : name => replace(replace(replace(text, "&", "&amp;"), "<", "&lt;"), ">", "&gt;") }

  values = {
    name    = data.losant_instance.this.name
    month   = formatdate("MMMM YYYY", "${local.last_month}-01T00:00:00Z")
    summary = local.summary
    charts  = local.charts
    limits  = local.limits
    sold    = local.sold
    trials  = local.trials
    stopped = local.stopped
    growth  = local.growth
    details = replace(data.losant_instance_usage.all.report, "/^# .*\\n/", "")
  }
}

# The pages are not secret, but an apply would print them.
output "report" {
  value     = templatefile("${path.module}/report.md.tftpl", merge(local.values, { text = local.markdown }))
  sensitive = true
}

output "email" {
  value     = templatefile("${path.module}/email.html.tftpl", merge(local.values, { text = local.html }))
  sensitive = true
}
