package member

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/losant/terraform-provider-losant/internal/losant"
	"github.com/losant/terraform-provider-losant/internal/membership"
)

// knownPeople are all members and invited people of an organization as of the last
// refresh, the ignored ones too. The private state keeps them, because an update
// removes and changes only people whom its plan could show.
type knownPeople []knownPerson

type knownPerson struct {
	Email  string `json:"email"`
	UserID string `json:"userId,omitempty"` // empty for an invitation
	Role   string `json:"role"`
}

const knownPeopleKey = "people"

// knownFrom returns the people of a roster.
func knownFrom(roster *membership.Roster) knownPeople {
	known := knownPeople{}
	for _, m := range roster.Members {
		known = append(known, knownPerson{m.Email, m.UserID, m.Role})
	}
	for _, i := range roster.Invitations {
		if roster.Invitation(i.Email) == i {
			known = append(known, knownPerson{i.Email, "", i.Role})
		}
	}
	return known
}

func (k knownPeople) encode() []byte {
	raw, _ := json.Marshal(k) //nolint:errchkjson // A list of texts is always JSON.
	return raw
}

// decodeKnown returns the people in the private state, or else those in the state.
func decodeKnown(raw []byte, state *membersModel, ids userIDs) knownPeople {
	var known knownPeople
	if json.Unmarshal(raw, &known) == nil && known != nil {
		return known
	}
	known = knownPeople{}
	for address, role := range state.roles() {
		known = append(known, knownPerson{address, ids.userID(address), role})
	}
	return known
}

// find returns a person by user ID, or else by address, or nil.
func (k knownPeople) find(address, userID string) *knownPerson {
	i := slices.IndexFunc(k, func(p knownPerson) bool { return userID != "" && p.UserID == userID })
	if i < 0 {
		i = slices.IndexFunc(k, func(p knownPerson) bool { return losant.SameEmail(p.Email, address) })
	}
	if i < 0 {
		return nil
	}
	return &k[i]
}

// split separates the steps that the plan could show from those for people who
// joined since, or whose role changed since.
func (k knownPeople) split(steps []step) (planned, unplanned []step) {
	for _, s := range steps {
		person := k.find(s.address, s.userID())
		switch {
		case s.kind == add, person != nil && person.Role == s.currentRole():
			planned = append(planned, s)
		default:
			unplanned = append(unplanned, s)
		}
	}
	return planned, unplanned
}

// after returns the people whom the next plan can show after an apply: those known
// before, and the listed ones with their planned roles.
func (k knownPeople) after(roster *membership.Roster, plan *membersModel, ids userIDs) knownPeople {
	roles := map[string]string{}
	for address, role := range plan.roles() {
		roles[strings.ToLower(address)] = role
	}
	after := knownPeople{}
	for _, person := range knownFrom(roster) {
		former := ids.address(person.UserID)
		switch before := k.find(person.Email, person.UserID); {
		case roles[strings.ToLower(person.Email)] != "":
			person.Role = roles[strings.ToLower(person.Email)]
		case former != "" && roles[former] != "":
			person.Role = roles[former]
		case before != nil:
			person.Role = before.Role
		default:
			continue // Joined since the plan.
		}
		after = append(after, person)
	}
	return after
}
