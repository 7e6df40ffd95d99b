package main

import "github.com/losant/terraform-provider-losant/internal/mockserver"

const opening = `Greenfield resells Losant to farms and manages its customers with Terraform. This demo
runs real Terraform with this provider against a mock of Losant. Nothing leaves this machine.

The output of Terraform is shortened: unchanged and unknown values are left out. Each step
ends with the exit code (1 is an error, 2 a plan with changes) and the number of requests.

Building the provider. The first time takes a minute ...`

const ending = `All %d steps gave the expected result in %.0f seconds. Nothing is left behind.
README.md explains how to use the provider with your own instance.`

// seeded is the number of organizations that exist before the story.
const seeded = 80

const (
	acme    = "Acme Agriculture" // One of the seeded organizations.
	orchard = "Hillcrest Orchards"
	dairy   = "Red Barn Dairy"
	winery  = "Stony Creek Vineyards"
)

var all = []string{acme, orchard, dairy, winery}

var story = []step{
	{
		title:         "init installs the provider that was just built.",
		file:          "customers.tf",
		args:          "init",
		output:        "Installed losant/losant",
		organizations: []string{acme},
	},
	{
		title:         "plan shows three new customers, on the plans that Greenfield sells.",
		args:          "plan -out=tfplan",
		output:        "Plan: 3 to add, 0 to change, 0 to destroy.",
		organizations: []string{acme},
	},
	{
		title:         "apply creates them.",
		args:          "apply tfplan",
		output:        "Apply complete! Resources: 3 added, 0 changed, 0 destroyed.",
		writes:        []string{`POST {"name":"Hillcrest Orchards",`, `POST {"name":"Red Barn Dairy",`, `POST {"name":"Stony Creek Vineyards",`},
		organizations: all,
		content: map[string][]string{
			orchard: {`"whitelistedEmailDomains":["hillcrest.example"]`, `"level":"info"`, `"referralId":"crm-2115"`},
			dairy:   {`"device":500,`, `"member":40,`, `"mfaMode":"adminRequired"`},
			winery:  {`"device":50,`, `"tags":[{"key":"managed-by","value":"terraform"},{"key":"plan","value":"acre"}]`},
		},
	},
	emptyPlan("The next plan is empty and writes nothing."),
	{
		title: "A limit, a description and a tag change outside Terraform. The plan shows these changes and no others.",
		before: func(mock *mockserver.Server) {
			id, org := find(mock, dairy)
			tags, _ := org["tags"].([]any)
			mock.EditOrganization(id, mockserver.Doc{
				"description": "Ask Jo before any change!",
				"limits":      mockserver.Doc{"device": 800},
				"tags":        append(tags, mockserver.Doc{"key": "discount", "value": "summer"}),
			})
		},
		args:     "plan -detailed-exitcode -out=tfplan",
		exitCode: 2,
		output:   "Plan: 0 to add, 1 to change, 0 to destroy.",
		diff: `
			~ resource "losant_organization" "dairy" {
			~ description = "Ask Jo before any change!" -> "Milk tanks and cow collars."
			~ limits = {
			~ "device" = 800 -> 500
			~ tags = {
			- "discount" = ["summer"] -> null
			~ tags_all = {
			- "discount" = ["summer"] -> null`,
		organizations: all,
	},
	{
		title:  "apply restores the three values and sends nothing else.",
		args:   "apply tfplan",
		output: "Apply complete! Resources: 0 added, 1 changed, 0 destroyed.",
		writes: []string{`PATCH {"description":"Milk tanks and cow collars.","limits":{"device":500},` +
			`"tags":[{"key":"managed-by","value":"terraform"},{"key":"plan","value":"estate"},{"key":"region","value":"amer"}]}`},
		organizations: all,
		content:       map[string][]string{dairy: {`"description":"Milk tanks and cow collars."`, `"device":500,`, `"member":40,`}},
	},
	emptyPlan("The plan is empty again."),
	{
		title: "People join: Jo has an account, Sam is invited, and Kim becomes the only member of the orchard's organization.",
		file:  "people.tf",
		before: func(mock *mockserver.Server) {
			mock.AddAccount(mockserver.Doc{"email": "jo@redbarn.example", "twoFactorAuthEnabled": true})
			mock.AddAccount(mockserver.Doc{"email": "kim@hillcrest.example"})
		},
		args:   "apply -auto-approve",
		output: "Apply complete! Resources: 3 added, 0 changed, 0 destroyed.",
		writes: []string{
			`POST {"email":"jo@redbarn.example","role":"admin"}`,
			`POST {"email":"kim@hillcrest.example","role":"admin"}`,
			`POST {"email":"sam@redbarn.example","role":"edit"}`,
		},
		organizations: all,
	},
	{
		title: "Sam accepts the invitation. This is expected, so the plan stays empty.",
		before: func(mock *mockserver.Server) {
			id, _ := find(mock, dairy)
			mock.AcceptInvitation(id, "sam@redbarn.example")
		},
		args:          "plan -detailed-exitcode",
		output:        "No changes.",
		organizations: all,
	},
	{
		title: "Somebody makes Mallory an administrator of the orchard's organization. The plan names Mallory.",
		before: func(mock *mockserver.Server) {
			id, _ := find(mock, orchard)
			mock.AddMember(id, mockserver.Doc{"email": "mallory@nowhere.example", "role": "admin"})
		},
		args:     "plan -detailed-exitcode -out=tfplan",
		exitCode: 2,
		output:   "Plan: 0 to add, 1 to change, 0 to destroy.",
		diff: `
			~ resource "losant_organization_members" "orchard" {
			~ members = {
			- "mallory@nowhere.example" = {
			- role = "admin" -> null
			~ statuses = {
			- "kim@hillcrest.example" = "active"
			- "mallory@nowhere.example" = "active"`,
		organizations: all,
	},
	{
		title:         "apply removes Mallory.",
		args:          "apply tfplan",
		output:        "Apply complete! Resources: 0 added, 1 changed, 0 destroyed.",
		writes:        []string{"DELETE"},
		organizations: all,
	},
	emptyPlan("The plan is empty again."),
	{
		title:    "An import block adopts an existing customer by name. Only the managed-by tag is added.",
		file:     "import.tf",
		args:     "plan -detailed-exitcode -out=tfplan",
		exitCode: 2,
		output:   "Plan: 1 to import, 0 to add, 1 to change, 0 to destroy.",
		diff: `
			~ resource "losant_organization" "acme" {
			~ tags_all = {
			+ "managed-by" = ["terraform"]`,
		organizations: all,
	},
	{
		title:         "apply imports it. Attributes that are not set, such as the limits, keep their values.",
		args:          "apply tfplan",
		output:        "Apply complete! Resources: 1 imported, 0 added, 1 changed, 0 destroyed.",
		writes:        []string{`PATCH {"tags":[{"key":"managed-by","value":"terraform"},{"key":"region","value":"emea"},{"key":"stage","value":"staging"}]}`},
		organizations: all,
		content:       map[string][]string{acme: {`"application":10,`, `"member":25,`, `"description":"Agriculture customer of Acme."`}},
	},
	emptyPlan("The plan after the import is empty."),
	{
		title: "Acme Agriculture is in use, so destroy is refused. Nothing is deleted.",
		before: func(mock *mockserver.Server) {
			id, _ := find(mock, acme)
			mock.SetSummary(id, mockserver.Doc{"appCount": 4, "dashCount": 1, "deviceCount": 120})
		},
		args:          "destroy -auto-approve",
		exitCode:      1,
		output:        "It contains 4 applications, 1 dashboard, 120 devices, which would be permanently deleted.",
		organizations: all,
	},
	{
		title:  "allow_data_loss permits the destroy. Terraform stores it in the state and sends nothing to Losant.",
		file:   "allow_data_loss_override.tf",
		args:   "apply -auto-approve",
		output: "Apply complete! Resources: 0 added, 1 changed, 0 destroyed.",
		diff: `
			~ resource "losant_organization" "acme" {
			+ allow_data_loss = true`,
		organizations: all,
	},
	{
		title:   "destroy deletes the four organizations and no others. A last administrator does not block it.",
		args:    "destroy -auto-approve",
		output:  "Destroy complete! Resources: 7 destroyed.",
		writes:  []string{"DELETE", "DELETE", "DELETE", "DELETE", "DELETE", "DELETE"},
		refused: 1,
	},
}

func emptyPlan(title string) step {
	return step{title: title, args: "plan -detailed-exitcode", output: "No changes.", organizations: all}
}

// find returns the organization with a name.
func find(mock *mockserver.Server, name string) (id string, org mockserver.Doc) {
	for _, org := range mock.Organizations() {
		if org["name"] == name {
			id, _ := org["id"].(string)
			return id, org
		}
	}
	return "", nil
}
