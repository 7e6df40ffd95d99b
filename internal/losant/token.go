package losant

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"
)

// The operations on API tokens of instances.
var (
	opListTokens  = newOperation("instanceApiTokens.get", http.MethodGet, readAccess)
	opCreateToken = newOperation("instanceApiTokens.post", http.MethodPost, fullAccess).withSecret()
	opGetToken    = newOperation("instanceApiToken.get", http.MethodGet, readAccess)
	opUpdateToken = newOperation("instanceApiToken.patch", http.MethodPatch, fullAccess)
	opDeleteToken = newOperation("instanceApiToken.delete", http.MethodDelete, fullAccess)
)

// TokenService reads and changes the API tokens of an instance.
type TokenService struct {
	client    *Client
	creations creations
}

func newTokenService(c *Client) *TokenService {
	return &TokenService{client: c, creations: creations{
		client: c, noun: "API token", path: tokensPath, createOp: opCreateToken, listOp: opListTokens,
	}}
}

// Token is an API token of an instance. Only Create returns its secret. Dates are in the server's format.
type Token struct {
	ID             string   `json:"id"`
	Name           string   `json:"name"` // not unique
	Description    string   `json:"description"`
	Scopes         []string `json:"scope"`
	Status         string   `json:"status"`         // active or inactive
	ExpirationDate string   `json:"expirationDate"` // empty: never
	CreationDate   string   `json:"creationDate"`
	LastUpdated    string   `json:"lastUpdated"`
	CreatorID      string   `json:"creatorId"`
	CreatorType    string   `json:"creatorType"` // apiToken, user or flow
	CreatorName    string   `json:"creatorName"`
}

// NewToken is a token with its secret. Losant does not store the secret.
type NewToken struct {
	Token
	Secret string `json:"token"`
}

// TokenPost is a new token. Only Name is required. Scopes and ExpirationDate cannot be changed later.
type TokenPost struct {
	Name           string   `json:"name"`
	Description    string   `json:"description,omitempty"`
	Scopes         []string `json:"scope,omitempty"`
	ExpirationDate string   `json:"expirationDate,omitempty"`
	Status         string   `json:"status,omitempty"`
}

// TokenPatch changes a token. Fields that are not set keep their values. The description is cleared with "".
type TokenPatch struct {
	Name        Optional[string] `json:"name,omitzero"`
	Description Optional[string] `json:"description,omitzero"`
	Status      Optional[string] `json:"status,omitzero"`
}

// IsEmpty reports whether the patch changes nothing.
func (p TokenPatch) IsEmpty() bool { return p == TokenPatch{} }

func (t *Token) identity() (instanceID, id string) { return "", t.ID }

func (t *Token) validate() error {
	if t.ID == "" {
		return errors.New("the API token has no id")
	}
	return nil
}

// complete requires the scopes too. Without them, a plan would replace the token.
func (t *Token) complete() error {
	switch {
	case t.Name == "":
		return errors.New("the API token has no name")
	case t.Status == "":
		return errors.New("the API token has no status")
	case t.Scopes == nil:
		return errors.New("the API token has no scope")
	}
	return nil
}

// validate refuses a token without its secret, because it is useless.
func (t *NewToken) validate() error {
	if t.Secret == "" {
		return errors.New("the new API token has no secret")
	}
	return t.Token.validate()
}

func (t *Token) creationInfo() creationInfo { return creationInfo{t.ID, t.Name, t.CreationDate} }

func tokensPath(instanceID string) path { return instancePath(instanceID).segment("tokens") }

func tokenPath(instanceID, id string) path { return tokensPath(instanceID).id("API token", id) }

// Get returns a token.
func (s *TokenService) Get(ctx context.Context, instanceID, id string) (*Token, error) {
	return send[Token](ctx, s.client, newCall(opGetToken, tokenPath(instanceID, id), baseQuery, nil))
}

// Create creates a token. Only its result has the secret.
//
// If the outcome of a POST is unknown, the secret of the token is lost. Create looks for a token that equals the
// wanted one, was created since, and that no other call has returned. It deletes that token and repeats the POST. It
// returns an error if there are several, or if the token cannot be deleted. An error that leaves the outcome open
// says so.
func (s *TokenService) Create(ctx context.Context, instanceID string, post TokenPost) (*NewToken, error) {
	var lostSince time.Time // when the first token whose secret is lost may have been created
	return create(ctx, &s.creations, instanceID, creation[NewToken]{
		name: post.Name,
		post: post,
		find: func(startedAt time.Time) (*NewToken, error) {
			lostSince = startedAt
			return nil, s.deleteLost(ctx, instanceID, post, startedAt)
		},
		finish: func(*NewToken) {
			if !lostSince.IsZero() {
				// A POST may have taken effect after find. The wanted token exists, so an error does not matter.
				_ = s.deleteLost(ctx, instanceID, post, lostSince)
			}
		},
	})
}

// deleteLost deletes the token that a POST with an unknown outcome may have created since startedAt.
func (s *TokenService) deleteLost(ctx context.Context, instanceID string, post TokenPost, startedAt time.Time) error {
	lost, err := findCreated[Token](ctx, &s.creations, instanceID, post.Name, startedAt)
	if err != nil || lost == nil {
		return err
	}
	if !lost.matches(post) {
		return fmt.Errorf("API token %s was created in the meantime, but with other scopes or another expiration", lost.ID)
	}
	if err := s.Delete(ctx, instanceID, lost.ID); err != nil && !IsNotFound(err) {
		return fmt.Errorf("the secret of API token %s is lost, and the token could not be deleted: %w", lost.ID, err)
	}
	return nil
}

// matches reports whether a POST can have created the token.
func (t *Token) matches(post TokenPost) bool {
	wanted, errWanted := time.Parse(time.RFC3339, post.ExpirationDate)
	expires, errExpires := time.Parse(time.RFC3339, t.ExpirationDate)
	if (errWanted == nil) != (errExpires == nil) || expires.UnixMilli() != wanted.UnixMilli() {
		return false
	}
	return slices.Equal(slices.Sorted(slices.Values(t.Scopes)), slices.Sorted(slices.Values(post.Scopes)))
}

// Update changes the fields that the patch sets, and returns the whole token.
func (s *TokenService) Update(ctx context.Context, instanceID, id string, patch TokenPatch) (*Token, error) {
	return send[Token](ctx, s.client, newCall(opUpdateToken, tokenPath(instanceID, id), baseQuery, patch))
}

// Delete deletes a token, which is invalid at once. It returns an error if there is none, unless an earlier attempt
// of this call may have deleted it.
func (s *TokenService) Delete(ctx context.Context, instanceID, id string) error {
	return s.client.remove(ctx, opDeleteToken, tokenPath(instanceID, id))
}
