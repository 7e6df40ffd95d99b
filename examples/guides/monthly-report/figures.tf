# Customers near their limits, the worst first. Numbers have thousands separators.
locals {
  breached = data.losant_instance_usage.all.breached
  reached  = toset([for b in local.breached : b.organization_id if b.state == "reached"])
  near     = setsubtract([for b in local.breached : b.organization_id], local.reached)

  limits = [
    for b in slice(local.breached, 0, min(20, length(local.breached))) : {
      customer = b.name
      limit    = replace(b.key, "_", " ")
      reached  = b.state == "reached"
      percent  = floor(coalesce(b.ratio, 1) * 100 + 0.5)
      figures = [
        for n in b.key == "storage" ? [floor(b.used / 1048576), floor(b.limit / 1048576)] : [b.used, b.limit] :
        "${trimprefix(strrev(replace(strrev(tostring(n)), "/(\\d{3})/", "$1,")), ",")}${b.key == "storage" ? " MiB" : ""}"
      ]
    }
  ]
}

# What is sold of each product, beside what the instance has. If it has none, the bar
# has 200 %.
locals {
  sold = [
    for name, title in local.products : {
      title = title
      over  = data.losant_limit_allocation.all.limits[name].over_allocated
      figures = [
        for n in [data.losant_limit_allocation.all.limits[name].limit, data.losant_limit_allocation.all.limits[name].allocated, data.losant_instance_usage.all.totals[name].used] :
        trimprefix(strrev(replace(strrev(tostring(n)), "/(\\d{3})/", "$1,")), ",")
      ]
      percent = (
        data.losant_limit_allocation.all.limits[name].limit == 0 ? 200 :
        floor(data.losant_limit_allocation.all.limits[name].allocated * 100 / max(1, data.losant_limit_allocation.all.limits[name].limit) + 0.5)
      )
    }
    if coalesce(data.losant_limit_allocation.all.limits[name].limit, 0) > 0 || data.losant_limit_allocation.all.limits[name].over_allocated
  ]
}

# Trials that end within 30 days, the first one first, and customers whose payloads
# are not processed: their trial has ended, or somebody has stopped them.
locals {
  organizations = { for o in data.losant_organizations.all.organizations : o.id => o }

  trials = [
    for id in [
      for line in sort([for id, o in local.organizations : "${o.payloads_enabled_until} ${id}" if o.payloads_enabled_until != null]) :
      split(" ", line)[1]
    ] :
    { customer = local.organizations[id].name, ends = formatdate("D MMMM YYYY", local.organizations[id].payloads_enabled_until) }
    if timecmp(local.organizations[id].payloads_enabled_until, timeadd(local.today, "720h")) <= 0
  ]
  stopped = [for o in data.losant_organizations.all.organizations : o.name if !o.payloads_active]
}

# Customers that sent at least 20 % more payloads than in the month before.
locals {
  payloads = {
    for month, data in data.losant_historical_summaries.month :
    month => { for s in data.summaries : s.resource_id => coalesce(s.counts.payload, 0) }
  }
  growth = [
    for o in data.losant_organizations.all.organizations : {
      customer = o.name
      percent  = floor(local.payloads[local.last_month][o.id] * 100 / local.payloads[local.month_before][o.id] - 100 + 0.5)
    }
    if try(local.payloads[local.last_month][o.id] >= 1.2 * local.payloads[local.month_before][o.id] && local.payloads[local.month_before][o.id] > 0, false)
  ]
}
