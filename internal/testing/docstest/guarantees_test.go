package docstest_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// guaranteedBy lists the tests of each line of the guide, by what stands in its
// column "when".
var guaranteedBy = makeGuarantees([]guarantee{
	{"the response to a creation is lost", []string{"TestCreateNeedsNoClocks", "TestCreateIsExactlyOnceForEveryStatus", "TestLostResponseCreatesNoSecondOrganization"}},
	{"nothing was created", []string{"TestCreateIsExactlyOnce"}},
	{"it is not clear which object was created", []string{"TestCreateIsExactlyOnce", "TestLostResponseWithAnotherOrganizationOfTheName"}},
	{"the response to the creation of an API token is lost", []string{"TestTokenCreateIsExactlyOnce", "TestLostResponseCreatesOneTokenWithItsSecret"}},
	{"an organization was created, but cannot be read", []string{"TestCreateKeepsTheOrganizationIfItCannotBeReadBack"}},
	{"an organization of the same name exists, or is new in the same plan", []string{"TestCreateWarnsOfEqualName", "TestPlanReportsAnEqualName", "TestRepeatedNameOfNewOrganizations"}},
	{"Ctrl-C, SIGTERM, or a CI system cancels the job", []string{"TestStopDuringSlowCreation", "TestCreationIsFinishedAfterStop", "TestNothingBeginsAfterStop", "TestStoppedTerraform"}},
	{"Ctrl-C twice", []string{"TestKilledProvider"}},
	{"an operation reaches its time limit in `timeouts`", []string{"TestCreationIsFinishedAfterStop", "TestPostIsSettledAfterContextEnds"}},
	{"Terraform is killed", []string{"TestProviderEndsWithTerraform"}},
	{"Losant throttles requests", []string{"TestThrottle", "TestRateAdaptsToServer"}},
	{"a request fails with 5xx, or gets no response", []string{"TestOutageEndsSoon", "TestOperationsSurviveFaults"}},
	{"Losant fails for longer", []string{"TestOutageEndsSoon", "TestOutageOfRequestsInTurnEndsSoon", "TestBreakerCloses", "TestOneFailingOperationIsNoOutage"}},
	{"Losant fails one kind of request, or the requests about one object", []string{"TestFailingPartFailsAlone", "TestFailingOperationEndsSoon", "TestFailingCreationsEndSoon"}},
	{"Losant fails the audit log or the list of accounts, which a plan can do without", []string{"TestBestEffortDelaysForSeconds", "TestPlanWithoutTheListOfAccounts"}},
	{"a proxy responds instead of Losant", []string{"TestNotFoundWithoutProofKeepsTheState", "TestCreateIsExactlyOnceForEveryStatus"}},
	{"Losant accepts a change, but stores another value", []string{"TestServerThatStoresAnotherValueIsWarnedAbout", "TestUnstoredChangeIsNoticed", "TestRoleThatLosantDidNotChange"}},
	{"Losant says that an object does not exist", []string{"TestNotFoundWithoutProofKeepsTheState", "TestProofThatAPersonHasLeft"}},
	{"a run finds more than 10 organizations deleted, and more deleted than existing ones", []string{"TestMassAbsenceStopsTheRun", "TestInvalidAllowMassAbsence"}},
	{"a list lacks items that its total counts", []string{"TestIncompletePages", "TestIncompleteListsAreErrors"}},
	{"Losant does not confirm a deletion", []string{"TestDeletionsAreConfirmed", "TestUnconfirmedDestroyKeepsTheState"}},
	{"somebody joins an organization after the plan", []string{"TestMembersUpdateDoesOnlyWhatItsPlanShowed"}},
	{"somebody adds a tag, a domain in `allowed_invitation_domains` or a report of the instance after the plan", []string{"TestApplyKeepsWhatSomebodyAddedAfterThePlan", "TestSettingsKeepReportsThatSomebodyAddedAfterThePlan"}},
	{"somebody relaxes `mfa_mode` of an organization after the plan, which relaxes it less", []string{"TestRelaxedModeThatBecameStricterIsRefused"}},
	{"somebody else changes the role of a person after the plan", []string{"TestMembersUpdateDoesOnlyWhatItsPlanShowed", "TestRoleChangedSinceThePlan"}},
	{"a person moves from one resource to another in one run", []string{"TestMovedPersonStays", "TestMovedPersonStaysInAParallelApply"}},
	{"two resources manage the same person, the same limit, or the same setting of the instance", []string{"TestTwoResourcesOfOnePerson", "TestLimitsOfTwoResources", "TestSettingsOfTwoResources"}},
	{"two resources manage the same organization, API token, notification rule or custom node", []string{"TestObjectOfTwoResourcesIsKept"}},
	{"a `losant_organization_members` removes a person whom another resource manages, or an organization has two of them", []string{"TestSetRemovesSomebodyWhomAnotherResourceManages", "TestTwoSetsOfOneOrganization"}},
	{"two workspaces change different limits of one organization", []string{"TestWorkspacesSendOnlyTheirLimits"}},
	{"somebody raises `data_ttl` after the plan, or after the state was refreshed", []string{"TestRaiseThatBecameALoweringIsRefused", "TestRaiseFromAnOldStateIsRefused", "TestPermittedRaiseThatBecameALoweringWarns"}},
	{"an organization that is not empty would be destroyed or replaced", []string{"TestDestroyIsRefusedIfDataWouldBeLost", "TestReplaceOfFullOrganizationFailsInThePlan", "TestPeopleStayIfTheOrganizationIsFilledAfterThePlan"}},
})

type guarantee struct {
	when  string
	tests []string
}

func makeGuarantees(rows []guarantee) map[string][]string {
	all := map[string][]string{}
	for _, row := range rows {
		all[row.when] = row.tests
	}
	return all
}

// Each line of the guide has tests.
func TestEveryGuaranteeHasTests(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile(filepath.Join(root, "templates/guides/guarantees.md"))
	if err != nil {
		t.Fatal(err)
	}
	tests := testNames(t)
	found := map[string]bool{}
	for line := range strings.Lines(string(page)) {
		cells := strings.Split(line, " | ")
		when, isRow := strings.CutPrefix(cells[0], "| ")
		if !isRow || when == "when" || strings.HasPrefix(when, "---") {
			continue
		}
		found[when] = true
		if len(guaranteedBy[when]) == 0 {
			t.Errorf("no test for %q", when)
		}
	}
	for when, names := range guaranteedBy {
		if !found[when] {
			t.Errorf("the page has no line %q", when)
		}
		for _, name := range names {
			if !tests[name] {
				t.Errorf("%q: there is no %s", when, name)
			}
		}
	}
}

// testNames returns the names of all tests.
func testNames(t *testing.T) map[string]bool {
	t.Helper()
	function := regexp.MustCompile(`(?m)^func (Test\w+)\(`)
	names := map[string]bool{}
	for _, file := range filesBelow(t, "internal", func(name string) bool { return strings.HasSuffix(name, "_test.go") }) {
		content, err := os.ReadFile(filepath.Join(root, file))
		if err != nil {
			t.Fatal(err)
		}
		for _, match := range function.FindAllStringSubmatch(string(content), -1) {
			names[match[1]] = true
		}
	}
	return names
}
