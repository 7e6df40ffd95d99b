package main

import "github.com/losant/terraform-provider-losant/internal/mockserver"

const opening = `Greenfield resells Losant to farms, and manages its customers with Terraform. In this
demo, real Terraform and this provider manage them on a mock server on this machine.

Each step shows what is new in the configuration, the command, and the important part of
its output. Its last line has the exit code (0: success, 1: error, 2: the plan has
changes), and how many requests read from Losant and wrote to it. With STEP=1, the demo
waits for Enter after each step.

Building the provider. The first build takes a minute ...`

const ending = `All %d steps succeeded in %.0f seconds. The demo has removed its files.

You have seen plans that show every change outside Terraform and nothing else, who made
it, people, an import, a destroy that was refused, and a page about all customers.
README.md shows how to use the provider with your own instance. docs/guides has the next
steps: adopt what exists, report drift every day, write a page every month.`

// seeded is the number of organizations before the first step.
const seeded = 80

const (
	acme    = "Acme Agriculture" // one of the seeded organizations
	orchard = "Hillcrest Orchards"
	dairy   = "Red Barn Dairy"
	winery  = "Stony Creek Vineyards"
)

var all = []string{acme, orchard, dairy, winery}

var story = []step{
	{
		title:  "init installs the provider that was just built.",
		file:   "customers.tf",
		blocks: []string{`provider "losant" {`, "locals {", `resource "losant_organization" "dairy" {`},
		args:   "init",
		shows:  "Installed losant/losant",
		exist:  []string{acme},
	},
	{
		title: "plan shows three new customers, with the limits of the plans that Greenfield sells.",
		args:  "plan -out=tfplan",
		shows: "Plan: 3 to add, 0 to change, 0 to destroy.",
		exist: []string{acme},
	},
	{
		title:  "apply creates them.",
		args:   "apply tfplan",
		shows:  "Apply complete! Resources: 3 added, 0 changed, 0 destroyed.",
		writes: []string{`POST {"name":"Hillcrest Orchards",`, `POST {"name":"Red Barn Dairy",`, `POST {"name":"Stony Creek Vineyards",`},
		exist:  all,
		contain: map[string][]string{
			orchard: {`"whitelistedEmailDomains":["hillcrest.example"]`, `"level":"info"`, `"referralId":"crm-2115"`},
			dairy:   {`"device":500,`, `"member":40,`, `"mfaMode":"adminRequired"`},
			winery:  {`"device":50,`, `"tags":[{"key":"managed-by","value":"terraform"},{"key":"plan","value":"acre"}]`},
		},
	},
	emptyPlan("The next plan is empty and sends no changes."),
	{
		title: "Max changes a limit, the description and a tag in Losant. The plan shows it, and names Max.",
		before: func(mock *mockserver.Server) {
			mock.AuditAs("max@greenfield.example")
			id, org := find(mock, dairy)
			tags, _ := org["tags"].([]any)
			mock.EditOrganization(id, mockserver.Doc{
				"description": "Ask Jo before any change!",
				"limits":      mockserver.Doc{"device": 800},
				"tags":        append(tags, mockserver.Doc{"key": "discount", "value": "summer"}),
			})
		},
		args:  "plan -detailed-exitcode -out=tfplan",
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
		title: "apply restores the three, and sends nothing else.",
		args:  "apply tfplan",
		shows: "Apply complete! Resources: 0 added, 1 changed, 0 destroyed.",
		writes: []string{`PATCH {"description":"Milk tanks and cow collars.","limits":{"device":500},` +
			`"tags":[{"key":"managed-by","value":"terraform"},{"key":"plan","value":"estate"},{"key":"region","value":"amer"}]}`},
		exist:   all,
		contain: map[string][]string{dairy: {`"description":"Milk tanks and cow collars."`, `"device":500,`, `"member":40,`}},
	},
	emptyPlan("The plan is empty again."),
	{
		title: "Add people: Jo has an account, Sam is invited, and Kim becomes the only member of the orchard.",
		file:  "people.tf",
		before: func(mock *mockserver.Server) {
			mock.AddAccount(mockserver.Doc{"email": "jo@redbarn.example", "twoFactorAuthEnabled": true})
			mock.AddAccount(mockserver.Doc{"email": "kim@hillcrest.example"})
		},
		args:  "apply -auto-approve",
		shows: "Apply complete! Resources: 3 added, 0 changed, 0 destroyed.",
		writes: []string{
			`POST {"email":"jo@redbarn.example","role":"admin"}`,
			`POST {"email":"kim@hillcrest.example","role":"admin"}`,
			`POST {"email":"sam@redbarn.example","role":"edit"}`,
		},
		exist: all,
	},
	{
		title: "Sam accepts the invitation. This is not drift, so the plan is empty.",
		before: func(mock *mockserver.Server) {
			id, _ := find(mock, dairy)
			mock.AcceptInvitation(id, "sam@redbarn.example")
		},
		args:  "plan -detailed-exitcode",
		shows: "No changes.",
		exist: all,
	},
	{
		title: "Max makes Mallory an administrator of the orchard. losant-drift shows it as a table.",
		before: func(mock *mockserver.Server) {
			id, _ := find(mock, orchard)
			mock.AddMember(id, mockserver.Doc{"email": "mallory@nowhere.example", "role": "admin"})
		},
		script: "terraform plan -json -out=tfplan > plan.log\nterraform show -json tfplan | losant-drift -log plan.log",
		exit:   2,
		shows:  "| Hillcrest Orchards | `members[\"mallory@nowhere.example\"].role` | not set | `admin` | max@greenfield.example |",
		exist:  all,
	},
	{
		title:  "apply removes Mallory.",
		args:   "apply tfplan",
		shows:  "Apply complete! Resources: 0 added, 1 changed, 0 destroyed.",
		writes: []string{"DELETE"},
		exist:  all,
	},
	emptyPlan("The plan is empty again."),
	{
		title: "An import block adopts an existing customer by name. Only the managed-by tag is new.",
		file:  "takeover.tf",
		args:  "plan -detailed-exitcode -out=tfplan",
		exit:  2,
		shows: "Plan: 1 to import, 0 to add, 1 to change, 0 to destroy.",
		diff: `
			~ resource "losant_organization" "acme" {
			~ tags_all = {
			+ "managed-by" = ["terraform"]`,
		exist: all,
	},
	{
		title:   "apply imports it. What the configuration does not set, such as the limits, does not change.",
		args:    "apply tfplan",
		shows:   "Apply complete! Resources: 1 imported, 0 added, 1 changed, 0 destroyed.",
		writes:  []string{`PATCH {"tags":[{"key":"managed-by","value":"terraform"},{"key":"region","value":"emea"},{"key":"stage","value":"staging"}]}`},
		exist:   all,
		contain: map[string][]string{acme: {`"application":10,`, `"member":25,`, `"description":"Agriculture customer of Acme."`}},
	},
	emptyPlan("The plan after the import is empty."),
	{
		title: "Acme Agriculture contains devices, so destroy is refused and deletes nothing.",
		before: func(mock *mockserver.Server) {
			id, _ := find(mock, acme)
			mock.SetSummary(id, mockserver.Doc{"appCount": 4, "dashCount": 1, "deviceCount": 120})
		},
		args:  "destroy -auto-approve",
		exit:  1,
		shows: "It contains 4 applications, 1 dashboard and 120 devices, which would be permanently deleted.",
		exist: all,
	},
	{
		title: "allow_data_loss permits it. Only the state changes: no request is sent to Losant.",
		file:  "farewell_override.tf",
		args:  "apply -auto-approve",
		shows: "Apply complete! Resources: 0 added, 1 changed, 0 destroyed.",
		diff: `
			~ resource "losant_organization" "acme" {
			+ allow_data_loss = ["destroy"]`,
		exist: all,
	},
	{
		title:   "destroy deletes the four customers and no other organization.",
		args:    "destroy -auto-approve",
		shows:   "Destroy complete! Resources: 7 destroyed.",
		writes:  []string{"DELETE", "DELETE", "DELETE", "DELETE", "DELETE", "DELETE"},
		refused: 1,
	},
	{
		title:  "Which customers are near their limits? Terraform alone writes the page.",
		file:   "report/main.tf",
		blocks: []string{`data "losant_instance_usage" "all" {`, `output "page" {`},
		script: "terraform -chdir=report init > report.log\n" +
			"terraform -chdir=report apply -auto-approve >> report.log\n" +
			"terraform -chdir=report output -raw page",
		shows: "79 customers, ",
	},
}

func emptyPlan(title string) step {
	return step{title: title, args: "plan -detailed-exitcode", shows: "No changes.", exist: all}
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
