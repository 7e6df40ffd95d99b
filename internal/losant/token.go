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
	opCreateToken = newOperation("instanceApiTokens.post", http.MethodPost, fullAccess)
	opGetToken    = newOperation("instanceApiToken.get", http.MethodGet, readAccess)
	opUpdateToken = newOperation("instanceApiToken.patch", http.MethodPatch, fullAccess)
	opDeleteToken = newOperation("instanceApiToken.delete", http.MethodDelete, fullAccess)
)

// TokenService reads and changes the API tokens of an instance.
type TokenService struct {
	client    *Client
	creations creations[Token]
}

// Token is an API token of an instance. Only Create tells its secret. Dates keep the server's spelling.
type Token struct {
	ID             string   `json:"id"`
	Name           string   `json:"name"` // not unique
	Description    string   `json:"description"`
	Scopes         []string `json:"scope"`
	Status         string   `json:"status"`         // active or inactive
	ExpirationDate string   `json:"expirationDate"` // none: never
	CreationDate   string   `json:"creationDate"`
	LastUpdated    string   `json:"lastUpdated"`
	CreatorID      string   `json:"creatorId"`
	CreatorType    string   `json:"creatorType"` // apiToken, user or flow
	CreatorName    string   `json:"creatorName"`
}

// NewToken is a token with its secret, which Losant does not keep.
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

// TokenPatch changes a token. What is not set stays as it is; a description is cleared with "".
type TokenPatch struct {
	Name        Optional[string] `json:"name,omitzero"`
	Description Optional[string] `json:"description,omitzero"`
	Status      Optional[string] `json:"status,omitzero"`
}

// IsEmpty reports whether the patch changes nothing.
func (p TokenPatch) IsEmpty() bool { return p == TokenPatch{} }

func (t *Token) subject() (instanceID, id string) { return "", t.ID }

func (t *Token) check() error {
	if t.ID == "" {
		return errors.New("the API token has no id")
	}
	return nil
}

// check takes a token without its secret for unreadable, because it is good for nothing.
func (t *NewToken) check() error {
	if t.Secret == "" {
		return errors.New("the new API token has no secret")
	}
	return t.Token.check()
}

func (t *Token) birth() birth { return birth{t.ID, t.Name, t.CreationDate} }

func tokensPath(instanceID string) path { return instancePath(instanceID).word("tokens") }

// Get returns a token.
func (s *TokenService) Get(ctx context.Context, instanceID, id string) (*Token, error) {
	return send[Token](ctx, s.client, newCall(opGetToken, tokensPath(instanceID).id("API token", id), flags, nil))
}

// Create creates a token. The result is the only one that tells the secret.
//
// When it stays unknown whether a POST took effect, the secret is lost. Create looks for a token that is like the wanted one,
// was created since, and that no other call has returned; it deletes it and repeats the POST. Several are an error that names them,
// and so is one that cannot be deleted. An error that leaves the fate open says so.
func (s *TokenService) Create(ctx context.Context, instanceID string, post TokenPost) (*NewToken, error) {
	unlock, err := s.creations.lock(ctx, instanceID, post.Name)
	if err != nil {
		return nil, err
	}
	defer unlock()
	tokens := tokensPath(instanceID)
	risk := fmt.Sprintf("the API token %q may have been created in instance %s", post.Name, instanceID)
	var lost time.Time // since when a token may be there that nobody knows
	made, err := settled(ctx, s.client, opCreateToken, tokens, post, risk, func(began time.Time) (*NewToken, error) {
		lost = began
		return nil, s.discard(ctx, instanceID, post, began)
	})
	if err != nil {
		return nil, err
	}
	if _, err := s.creations.claim(&made.Token); err != nil {
		return nil, err
	}
	if !lost.IsZero() {
		// A POST may have taken effect after the looks. The wanted token is there, so a failure now is none.
		_ = s.discard(ctx, instanceID, post, lost)
	}
	return made, nil
}

// discard deletes the token that a POST of unknown fate may have created.
func (s *TokenService) discard(ctx context.Context, instanceID string, post TokenPost, began time.Time) error {
	q, err := newReading([]ReadOption{newestFirst()}).page(0)
	if err != nil {
		return err
	}
	lost, err := s.creations.find(ctx, tokensPath(instanceID), q, post.Name, began)
	if err != nil || lost == nil {
		return err
	}
	if !lost.is(post) {
		return fmt.Errorf("the API token %s was created in the meantime, but with other scopes or another expiration", lost.ID)
	}
	if err := s.Delete(ctx, instanceID, lost.ID); err != nil && !IsNotFound(err) {
		return fmt.Errorf("it is %s, whose secret is lost and which could not be deleted: %w", lost.ID, err)
	}
	return nil
}

// is reports whether a token can have come of a POST.
func (t *Token) is(post TokenPost) bool {
	wanted, errWanted := time.Parse(time.RFC3339, post.ExpirationDate)
	expires, errExpires := time.Parse(time.RFC3339, t.ExpirationDate)
	if (errWanted == nil) != (errExpires == nil) || expires.UnixMilli() != wanted.UnixMilli() {
		return false
	}
	return slices.Equal(slices.Sorted(slices.Values(t.Scopes)), slices.Sorted(slices.Values(post.Scopes)))
}

// Update changes what the patch sets and returns the whole token.
func (s *TokenService) Update(ctx context.Context, instanceID, id string, patch TokenPatch) (*Token, error) {
	return send[Token](ctx, s.client, newCall(opUpdateToken, tokensPath(instanceID).id("API token", id), flags, patch))
}

// Delete revokes a token at once. That there is none is an error like any other, but not when an earlier attempt of this
// call was lost.
func (s *TokenService) Delete(ctx context.Context, instanceID, id string) error {
	return s.client.remove(ctx, opDeleteToken, tokensPath(instanceID).id("API token", id))
}
