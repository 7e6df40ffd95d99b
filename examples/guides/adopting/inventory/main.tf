terraform {
  required_providers {
    losant = {
      source  = "losant/losant"
      version = "~> 0.1"
    }
  }
}

data "losant_instance" "this" {}

data "losant_organizations" "all" {}

data "losant_organization_members" "all" {
  for_each = local.names

  organization_id = each.key
  include_invited = true
}

locals {
  names = { for org in data.losant_organizations.all.organizations : org.id => org.name }

  # Acme Farms becomes acme_farms. The ID is added if two names become the same, or
  # if nothing is left of a name.
  words  = { for id, name in local.names : id => trim(replace(lower(name), "/[^a-z0-9]+/", "_"), "_") }
  shared = { for id, word in local.words : word => id... }
  labels = { for id, word in local.words : id => join("_", compact([
    can(regex("^[a-z]", word)) ? "" : "org",
    word,
    word != "" && length(local.shared[word]) == 1 ? "" : id,
  ])) }

  # The limits of a new organization.
  defaults = merge(data.losant_instance.this.limits, { for name, limit in data.losant_instance.this.default_organization_limits : name => limit if limit != null })

  # The addresses, quoted for the Terraform language.
  people = { for id, all in data.losant_organization_members.all : id => [for person in all.members : {
    email   = replace(replace(jsonencode(person.email), "$${", "$$${"), "%%{", "%%%{")
    role    = person.role
    expired = person.status == "expired"
  }] }

  # losant_organization_members needs an administrator in each organization.
  administered = [for id, people in local.people : id if anytrue([for person in people : person.role == "admin" && !person.expired])]
  managed      = { for id in local.administered : id => local.labels[id] }

  # Expired invitations are ignored. As members, these people would be invited
  # again.
  members = { for id in local.administered : id => [for person in local.people[id] : "${person.email} = { role = \"${person.role}\" }" if !person.expired] }
  ignored = { for id in local.administered : id => [for person in local.people[id] : person.email if person.expired] }
}

# The outputs are long. With sensitive = true, apply does not print them.

# For step 2. Terraform 1.16.0 to 1.16.2 cannot generate configuration for an import
# block without a provider.
output "organization_imports" {
  sensitive = true
  value = join("\n", [for id, label in local.labels : <<-EOT
    import {
      to       = losant_organization.${label}
      id       = "${id}"
      provider = losant
    }
  EOT
  ])
}

# For the resource blocks. An import block with one must not have a provider.
output "imports" {
  sensitive = true
  value = join("\n", concat(
    [for id, label in local.labels : "import {\n  to = losant_organization.${label}\n  id = \"${id}\"\n}\n"],
    [for id, label in local.managed : "import {\n  to = losant_organization_members.${label}\n  id = \"${id}\"\n}\n"],
  ))
}

output "members" {
  sensitive = true
  value = join("\n", [for id, label in local.managed : <<-EOT
    resource "losant_organization_members" "${label}" {
      organization_id = losant_organization.${label}.id

      members = {
        ${join("\n    ", local.members[id])}
      }${length(local.ignored[id]) == 0 ? "" : "\n\n  ignore = [${join(", ", local.ignored[id])}]"}
    }
  EOT
  ])
}

# A script for sed, which deletes what every new organization has, and what is null.
output "shorten" {
  sensitive = true
  value = join("\n", concat(
    ["/^#/d", "/^  [a-z_]+ += null$/d", "/^  instance_id /d"],
    ["/^  (audit_log_enabled|read_only) += false$/d", "/^  payloads_enabled += true$/d", "/^  mfa_mode += \"notRequired\"$/d", "/^  icon_color += \"#057180\"$/d"],
    [for name, limit in local.defaults : "/^    ${name} += ${limit}$/d" if limit != null],
  ))
}

output "not_managed" {
  value = [for id, people in local.people : local.names[id] if length(people) > 0 && !contains(local.administered, id)]
}
