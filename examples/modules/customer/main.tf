locals {
  # A CSV file has "" where nothing is set.
  own_limits = { for name, limit in var.limits : name => tonumber(limit) if try(length(limit), 0) > 0 }
  limits     = tomap(merge(try(var.tiers[var.tier], {}), local.own_limits))
  is_trial   = try(length(var.trial_end), 0) > 0
  trial_end  = local.is_trial ? (length(var.trial_end) == 10 ? "${var.trial_end}T23:59:59Z" : var.trial_end) : null
  has_banner = try(length(var.banner.message), 0) > 0

  # Two columns can become the same key. Then the tag has the values of both.
  crm_values = {
    for column, text in var.crm :
    replace(trimspace(column), "/[^A-Za-z0-9_-]+/", "-") => [for value in split(";", text) : substr(trimspace(value), 0, 255)]...
    if text != null
  }
  crm_tags = { for key, values in local.crm_values : key => compact(flatten(values)) if length(compact(flatten(values))) > 0 }
  tags     = merge({ tier = [var.tier] }, local.crm_tags, var.tags)

  # The roles of each person, by address. A repeated row has several roles.
  roles       = { for person in(var.members == null ? [] : var.members) : lower(trimspace(coalesce(person.email, " "))) => person.role... }
  members     = { for email, roles in local.roles : email => { role = roles[0] } }
  invitations = { for email, invitation in var.invitations : lower(trimspace(email)) => invitation }
  ignore      = setunion(var.ignore, keys(local.invitations))

  # What is wrong with the people. The lists are addresses.
  repeated = [for email, roles in local.roles : email if length(roles) > 1]
  in_both  = setintersection(keys(local.members), keys(local.invitations))
  no_role  = [for email, person in merge(local.invitations, local.members) : email if !contains(["admin", "edit", "collaborate", "view", "none"], coalesce(person.role, "?"))]
  people   = length(setunion(keys(local.members), keys(local.invitations)))
}

resource "losant_organization" "this" {
  name        = var.name
  description = var.description == "" ? null : var.description
  referral_id = var.referral_id == "" ? null : var.referral_id
  limits      = local.limits
  tags        = local.tags

  # Without payloads_enabled = true, payloads would stay off after a trial.
  payloads_enabled           = var.payloads_enabled
  payloads_enabled_until     = var.payloads_enabled ? local.trial_end : null
  read_only                  = var.read_only
  banner                     = local.has_banner ? merge(var.banner, { level = coalesce(var.banner.level, "info") }) : null
  mfa_mode                   = var.mfa_mode == "" ? null : var.mfa_mode
  allowed_invitation_domains = var.allowed_invitation_domains

  on_equal_name       = "refuse"
  deletion_protection = var.protected == null ? !local.is_trial : var.protected
  allow_data_loss     = var.allow_data_loss

  # Unlike validation, preconditions can name the customer.
  lifecycle {
    precondition {
      condition     = contains(keys(var.tiers), var.tier)
      error_message = "The tier of ${var.name} is \"${var.tier}\". The tiers are ${join(", ", keys(var.tiers))}."
    }
    precondition {
      condition     = length(local.repeated) == 0
      error_message = "Members of ${var.name} that occur several times: ${join(", ", local.repeated)}. Letter case and spaces make no difference."
    }
    precondition {
      condition     = !contains(keys(local.members), "")
      error_message = "A member of ${var.name} has no e-mail address."
    }
    precondition {
      condition     = length(local.no_role) == 0
      error_message = "People of ${var.name} without a role: ${join(", ", local.no_role)}. A role is admin, edit, collaborate, view or none."
    }
    precondition {
      condition     = var.members == null ? true : contains(values(local.members)[*].role, "admin")
      error_message = "No member of ${var.name} has the role admin. To not manage members, leave members out."
    }
    precondition {
      condition     = length(local.in_both) == 0
      error_message = "People of ${var.name} in members and in invitations: ${join(", ", local.in_both)}. List each person in one of them."
    }
    precondition {
      condition     = try(local.people <= local.limits.member, true)
      error_message = "${var.name} has ${local.people} members and invitations, but the limit of members is ${try(local.limits.member, "not set")}. Remove somebody, or set another tier or limits.member."
    }
  }
}

resource "losant_organization_members" "this" {
  count = var.members == null ? 0 : 1

  organization_id = losant_organization.this.id
  members         = local.members
  ignore          = length(local.ignore) == 0 ? null : local.ignore
}

resource "losant_organization_invitation" "this" {
  for_each = local.invitations

  organization_id   = losant_organization.this.id
  email             = each.key
  role              = each.value.role
  disallow_transfer = each.value.disallow_transfer
  resend_expired    = each.value.resend_expired
}
