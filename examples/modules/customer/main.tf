locals {
  limits = merge(try(var.tiers[var.tier], {}), var.limits)

  # Two columns can become the same key. Then the tag has the values of both.
  crm_values = {
    for column, text in var.crm :
    replace(trimspace(column), "/[^A-Za-z0-9_-]+/", "-") => [for value in split(";", text) : substr(trimspace(value), 0, 255)]...
    if text != null
  }
  crm_tags = { for key, values in local.crm_values : key => compact(flatten(values)) if length(compact(flatten(values))) > 0 }
  tags     = merge({ tier = [var.tier] }, local.crm_tags, var.tags)

  # A CSV file has "" where nothing is set.
  is_trial  = var.trial_end != null && var.trial_end != ""
  trial_end = local.is_trial ? (length(var.trial_end) == 10 ? "${var.trial_end}T23:59:59Z" : var.trial_end) : null

  members     = { for person in(var.members == null ? [] : var.members) : lower(trimspace(person.email)) => { role = person.role } }
  invitations = { for email, invitation in var.invitations : lower(trimspace(email)) => invitation }
  ignore      = setunion(var.ignore, keys(local.invitations))
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
  banner                     = var.banner
  mfa_mode                   = var.mfa_mode
  allowed_invitation_domains = var.allowed_invitation_domains

  on_equal_name       = "refuse"
  deletion_protection = var.protected == null ? !local.is_trial : var.protected
  allow_data_loss     = var.allow_data_loss

  lifecycle {
    precondition {
      condition     = contains(keys(var.tiers), var.tier)
      error_message = "There is no tier \"${var.tier}\". The tiers are ${join(", ", keys(var.tiers))}."
    }
    precondition {
      condition     = length(setintersection(keys(local.members), keys(local.invitations))) == 0
      error_message = "In members and in invitations: ${join(", ", setintersection(keys(local.members), keys(local.invitations)))}. List each person in one of them."
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
