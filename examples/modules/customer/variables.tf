variable "name" {
  type        = string
  description = "Name of the customer, and of the organization."
  nullable    = false

  validation {
    condition     = trimspace(var.name) == var.name && var.name != ""
    error_message = "The name \"${var.name}\" must not be empty, and must not begin or end with a space."
  }
}

variable "tier" {
  type        = string
  description = "What the customer has bought: a key of tiers. It becomes the tag tier."
  nullable    = false
}

variable "tiers" {
  type        = map(map(number))
  description = "The limits of each tier. Limits that a tier does not set keep their current values."
  nullable    = false

  default = {
    trial  = { application = 1, device = 10, member = 5, payload = 50000 }
    silver = { application = 2, device = 100, member = 10, payload = 500000 }
    gold   = { application = 10, device = 2000, member = 50, payload = 10000000 }
  }
}

variable "limits" {
  type        = map(string)
  description = "Limits of this customer that differ from the tier: numbers, by the name of the limit. Empty ones are left out."
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for limit in values(var.limits) : can(tonumber(limit)) || limit == ""])
    error_message = "These limits are not numbers: ${join(", ", [for name, limit in var.limits : "${name} = ${limit}" if !can(tonumber(limit)) && limit != ""])}."
  }
}

variable "description" {
  type        = string
  description = "Description of the organization. Members see it."
  default     = null
}

variable "referral_id" {
  type        = string
  description = "Number of the customer in another system, for example a CRM."
  default     = null
}

variable "crm" {
  type        = map(string)
  description = "Row of a CRM export that becomes tags: values by column. Several values are separated by semicolons. Empty values are left out, and characters other than letters, digits, _ and - in the name of a column become -."
  default     = {}
  nullable    = false
}

variable "tags" {
  type        = map(set(string))
  description = "More tags. They replace those of crm with the same key."
  default     = {}
  nullable    = false
}

variable "trial_end" {
  type        = string
  description = "End of a trial, as a date (the end of that day in UTC) or as an RFC 3339 timestamp. Payloads stop then. Remove it when the customer buys."
  default     = null

  validation {
    condition     = can(regex("^[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9:.]+(Z|[+-][0-9]{2}:[0-9]{2}))?$", coalesce(var.trial_end, "2000-01-01")))
    error_message = "The end of the trial is \"${coalesce(var.trial_end, "not set")}\", but must be a date such as 2035-06-30, or a timestamp such as 2035-06-30T12:00:00Z."
  }
}

variable "payloads_enabled" {
  type        = bool
  description = "Whether payloads are processed. Set it to false to suspend a customer."
  default     = true
  nullable    = false
}

variable "read_only" {
  type        = bool
  description = "Whether members are prevented from changing applications."
  default     = false
  nullable    = false
}

variable "banner" {
  type = object({
    level   = optional(string, "info")
    message = string
  })
  description = "Banner that all members see. The level is info, warning or critical."
  default     = null
}

variable "mfa_mode" {
  type        = string
  description = "Who needs multi-factor authentication or SSO: notRequired, adminRequired or required. If null, the current value is kept."
  default     = null
}

variable "allowed_invitation_domains" {
  type        = set(string)
  description = "E-mail domains that the customer's administrators may invite people from. If null, any domain is allowed."
  default     = null
}

variable "members" {
  type = list(object({
    email = string
    role  = string
  }))
  description = "Everybody in the organization: rows of a CSV file with the columns email and role. Anybody else is removed, except those in invitations and ignore. If null, the module does not manage members."
  default     = null
}

variable "invitations" {
  type = map(object({
    role              = string
    disallow_transfer = optional(bool, false)
    resend_expired    = optional(bool, true)
  }))
  description = "People who must accept an invitation even if they have an account, by e-mail address. After that, their role is not changed. If members is set, removing an entry also removes a person who has accepted. To keep the person, move the entry to members or ignore."
  default     = {}
  nullable    = false
}

variable "ignore" {
  type        = set(string)
  description = "E-mail addresses of people whom members neither adds nor removes, for example your support. *@reseller.example stands for everybody in that domain."
  default     = []
  nullable    = false
}

variable "protected" {
  type        = bool
  description = "Whether destroying the organization is refused. Defaults to true, and to false during a trial. To destroy a customer, set it to false, apply, and then destroy."
  default     = null
}

variable "allow_data_loss" {
  type        = set(string)
  description = "What may permanently delete data: destroy and data_ttl."
  default     = null
}
