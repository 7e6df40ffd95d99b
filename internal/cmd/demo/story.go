package main

import "github.com/losant/terraform-provider-losant/internal/mockserver"

const opening = `Greenfield resells Losant to farms, and keeps its customers in Terraform. Below, real
Terraform and this provider manage them on a mock of Losant: nothing leaves this machine.

Building the provider; the first time takes a minute ...`

const ending = `All %d steps went as told. That took %.0f seconds, and nothing is left behind.
README.md tells how to use the provider with an instance of your own.`

// seeded is how many organizations there are before the story.
const seeded = 80

const (
	acme    = "Acme Agriculture" // One of the seeded.
	orchard = "Hillcrest Orchards"
	dairy   = "Red Barn Dairy"
	winery  = "Stony Creek Vineyards"
)

var all = []string{acme, orchard, dairy, winery}

var story = []step{
	{
		says:  "init installs the provider that was just built.",
		file:  "customers.tf",
		run:   "init",
		shows: "Installed losant/losant",
		exist: []string{acme},
	},
	{
		says:  "plan shows what it would make: three customers, on the plans that Greenfield sells.",
		run:   "plan -out=tfplan",
		shows: "Plan: 3 to add, 0 to change, 0 to destroy.",
		exist: []string{acme},
	},
	{
		says:   "apply makes them.",
		run:    "apply tfplan",
		shows:  "Apply complete! Resources: 3 added, 0 changed, 0 destroyed.",
		writes: []string{`POST {"name":"Hillcrest Orchards",`, `POST {"name":"Red Barn Dairy",`, `POST {"name":"Stony Creek Vineyards",`},
		exist:  all,
		holds: map[string][]string{
			orchard: {`"whitelistedEmailDomains":["hillcrest.example"]`, `"level":"info"`, `"referralId":"crm-2115"`},
			dairy:   {`"device":500,`, `"member":40,`, `"mfaMode":"adminRequired"`},
			winery:  {`"device":50,`, `"tags":[{"key":"managed-by","value":"terraform"},{"key":"plan","value":"acre"}]`},
		},
	},
	emptyPlan("The next plan is empty, and writes nothing."),
	{
		says: "Behind Terraform's back a limit, a description and a tag change. The plan shows just that.",
		before: func(mock *mockserver.Server) {
			id, org := find(mock, dairy)
			tags, _ := org["tags"].([]any)
			mock.EditOrganization(id, mockserver.Doc{
				"description": "Ask Jo before any change!",
				"limits":      mockserver.Doc{"device": 800},
				"tags":        append(tags, mockserver.Doc{"key": "discount", "value": "summer"}),
			})
		},
		run:   "plan -detailed-exitcode -out=tfplan",
		exit:  2,
		shows: "Plan: 0 to add, 1 to change, 0 to destroy.",
		diff: `
			~ resource "losant_organization" "dairy" {
			~ description = "Ask Jo before any change!" -> "Milk tanks and cow collars."
			~ limits = {
			~ "device" = 800 -> 500
			~ tags = {
			- "discount" = ["summer"] -> null
			~ tags_all = {
			- "discount" = ["summer"] -> null`,
		exist: all,
	},
	{
		says:  "apply puts the three back, and sends nothing else.",
		run:   "apply tfplan",
		shows: "Apply complete! Resources: 0 added, 1 changed, 0 destroyed.",
		writes: []string{`PATCH {"description":"Milk tanks and cow collars.","limits":{"device":500},` +
			`"tags":[{"key":"managed-by","value":"terraform"},{"key":"plan","value":"estate"},{"key":"region","value":"amer"}]}`},
		exist: all,
		holds: map[string][]string{dairy: {`"description":"Milk tanks and cow collars."`, `"device":500,`, `"member":40,`}},
	},
	emptyPlan("The plan is empty again."),
	{
		says: "People join: Jo has an account, Sam is invited, and Kim is to be the only one in the orchard's organization.",
		file: "people.tf",
		before: func(mock *mockserver.Server) {
			mock.AddAccount(mockserver.Doc{"email": "jo@redbarn.example", "twoFactorAuthEnabled": true})
			mock.AddAccount(mockserver.Doc{"email": "kim@hillcrest.example"})
		},
		run:   "apply -auto-approve",
		shows: "Apply complete! Resources: 3 added, 0 changed, 0 destroyed.",
		writes: []string{
			`POST {"email":"jo@redbarn.example","role":"admin"}`,
			`POST {"email":"kim@hillcrest.example","role":"admin"}`,
			`POST {"email":"sam@redbarn.example","role":"edit"}`,
		},
		exist: all,
	},
	{
		says: "Sam accepts the invitation behind Terraform's back. That is what was meant, so it is no change.",
		before: func(mock *mockserver.Server) {
			id, _ := find(mock, dairy)
			mock.AcceptInvitation(id, "sam@redbarn.example")
		},
		run:   "plan -detailed-exitcode",
		shows: "No changes.",
		exist: all,
	},
	{
		says: "Mallory gets into the orchard's organization as administrator. The plan names Mallory.",
		before: func(mock *mockserver.Server) {
			id, _ := find(mock, orchard)
			mock.AddMember(id, mockserver.Doc{"email": "mallory@nowhere.example", "role": "admin"})
		},
		run:   "plan -detailed-exitcode -out=tfplan",
		exit:  2,
		shows: "Plan: 0 to add, 1 to change, 0 to destroy.",
		diff: `
			~ resource "losant_organization_members" "orchard" {
			~ members = {
			- "mallory@nowhere.example" = {
			- role = "admin" -> null
			~ statuses = {
			- "kim@hillcrest.example" = "active"
			- "mallory@nowhere.example" = "active"`,
		exist: all,
	},
	{
		says:   "apply shows Mallory the door.",
		run:    "apply tfplan",
		shows:  "Apply complete! Resources: 0 added, 1 changed, 0 destroyed.",
		writes: []string{"DELETE"},
		exist:  all,
	},
	emptyPlan("The plan is empty once more."),
	{
		says:  "An import block adopts a customer of old, found by name. Only the managed-by tag is new.",
		file:  "takeover.tf",
		run:   "plan -detailed-exitcode -out=tfplan",
		exit:  2,
		shows: "Plan: 1 to import, 0 to add, 1 to change, 0 to destroy.",
		diff: `
			~ resource "losant_organization" "acme" {
			~ tags_all = {
			+ "managed-by" = ["terraform"]`,
		exist: all,
	},
	{
		says:   "apply imports it. What the configuration does not name, such as its limits, stays as found.",
		run:    "apply tfplan",
		shows:  "Apply complete! Resources: 1 imported, 0 added, 1 changed, 0 destroyed.",
		writes: []string{`PATCH {"tags":[{"key":"managed-by","value":"terraform"},{"key":"region","value":"emea"},{"key":"stage","value":"staging"}]}`},
		exist:  all,
		holds:  map[string][]string{acme: {`"application":10,`, `"member":25,`, `"description":"Agriculture customer of Acme."`}},
	},
	emptyPlan("The plan after the import is empty."),
	{
		says: "Acme Agriculture is in use: destroy is refused, and nothing at all is deleted.",
		before: func(mock *mockserver.Server) {
			id, _ := find(mock, acme)
			mock.SetSummary(id, mockserver.Doc{"appCount": 4, "dashCount": 1, "deviceCount": 120})
		},
		run:   "destroy -auto-approve",
		exit:  1,
		shows: "It contains 4 applications, 1 dashboard, 120 devices, which would be permanently deleted.",
		exist: all,
	},
	{
		says:  "allow_data_loss says that it is meant. Only Terraform needs to know: Losant is sent nothing.",
		file:  "farewell_override.tf",
		run:   "apply -auto-approve",
		shows: "Apply complete! Resources: 0 added, 1 changed, 0 destroyed.",
		diff: `
			~ resource "losant_organization" "acme" {
			+ allow_data_loss = true`,
		exist: all,
	},
	{
		says:    "destroy deletes the four, and none of the other organizations. Jo, the last administrator, goes with the dairy.",
		run:     "destroy -auto-approve",
		shows:   "Destroy complete! Resources: 7 destroyed.",
		writes:  []string{"DELETE", "DELETE", "DELETE", "DELETE", "DELETE", "DELETE"},
		refused: 1,
	},
}

func emptyPlan(says string) step {
	return step{says: says, run: "plan -detailed-exitcode", shows: "No changes.", exist: all}
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
