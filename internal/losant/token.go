package losant

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"net/http"
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
	creations creations[Token]
	lists     readCache[map[string]bool] // the ids of the list, by instance id
}

func newTokenService(c *Client) *TokenService {
	return &TokenService{client: c, creations: creations[Token]{
		client: c, noun: "API token", path: tokensPath, createOp: opCreateToken, listOp: opListTokens,
		idAndName: func(t *Token) (id, name string) { return t.ID, t.Name },
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

func tokensPath(instanceID string) path { return instancePath(instanceID).segment("tokens") }

func tokenPath(instanceID, id string) path { return tokensPath(instanceID).id("API token", id) }

// All yields the API tokens of an instance, the oldest first. It takes WithFilter, WithPageSize and WithTotal.
func (s *TokenService) All(ctx context.Context, instanceID string, opts ...ReadOption) iter.Seq2[*Token, error] {
	return paged[Token](ctx, s.client, opListTokens, tokensPath(instanceID), newReadOptions(append(opts, oldestFirst())))
}

// ConfirmAbsence returns nil if the list of API tokens does not contain a token. The list is read once, until this client
// changes it.
func (s *TokenService) ConfirmAbsence(ctx context.Context, instanceID, id string) error {
	return confirmAbsence(ctx, &s.lists, "API token", instanceID, id, func(ctx context.Context) iter.Seq2[*Token, error] {
		return s.All(ctx, instanceID)
	})
}

// Get returns a token.
func (s *TokenService) Get(ctx context.Context, instanceID, id string) (*Token, error) {
	return send[Token](ctx, s.client, newCall(opGetToken, tokenPath(instanceID, id), baseQuery, nil))
}

// Create creates a token. Only its result has the secret. Create reads the list of tokens first, once for all calls.
//
// If the outcome of a POST is unknown, the secret of the token is lost. Create looks for the new token as
// Organizations.Create does. It deactivates and deletes that token and repeats the POST. It also returns an error if
// the token cannot be deleted. An error that leaves the outcome open says so.
func (s *TokenService) Create(ctx context.Context, instanceID string, post TokenPost) (*NewToken, error) {
	defer s.lists.forget(instanceID)
	// A token is deleted only if it has neither a description nor an expiration that was not asked for.
	values := struct {
		TokenPost
		Description    string `json:"description"`
		ExpirationDate string `json:"expirationDate"`
	}{post, post.Description, post.ExpirationDate}
	return create(ctx, &s.creations, instanceID, creation[NewToken, Token]{
		name:   post.Name,
		post:   post,
		values: values,
		before: func(ctx context.Context) ([]*Token, error) { return s.creations.known(ctx, instanceID) },
		look:   func(ctx context.Context) ([]*Token, error) { return s.creations.list(ctx, instanceID) },
		result: func(ctx context.Context, lost *Token) (*NewToken, error) {
			return nil, s.retire(ctx, instanceID, lost.ID)
		},
		late: func(ctx context.Context, lost *Token) { _ = s.retire(ctx, instanceID, lost.ID) },
	})
}

// retire makes a token useless whose secret is lost: it deactivates the token, and deletes it.
func (s *TokenService) retire(ctx context.Context, instanceID, id string) error {
	_, deactivateErr := s.Update(ctx, instanceID, id, TokenPatch{Status: Set("inactive")})
	err := s.Delete(ctx, instanceID, id)
	switch {
	case err == nil || IsNotFound(err):
		return nil
	case deactivateErr != nil:
		return fmt.Errorf("the secret of API token %s is lost, and the token could be neither deactivated nor deleted: %w", id, err)
	}
	return fmt.Errorf("the secret of API token %s is lost, and the token is inactive but could not be deleted: %w", id, err)
}

// Update changes the fields that the patch sets, and returns the whole token.
func (s *TokenService) Update(ctx context.Context, instanceID, id string, patch TokenPatch) (*Token, error) {
	return send[Token](ctx, s.client, newCall(opUpdateToken, tokenPath(instanceID, id), baseQuery, patch))
}

// Delete deletes a token, which is invalid at once. It returns an error if there is none, unless an earlier attempt
// of this call may have deleted it.
func (s *TokenService) Delete(ctx context.Context, instanceID, id string) error {
	defer s.lists.forget(instanceID)
	return s.client.remove(ctx, opDeleteToken, tokenPath(instanceID, id), func(ctx context.Context) (bool, error) {
		_, err := s.Get(ctx, instanceID, id)
		return found(err)
	})
}
