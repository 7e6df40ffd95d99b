package protocol

import (
	"context"
	"reflect"
	"strings"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/vmihailenco/msgpack/v5"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/limits"
)

// Terraform 1.14 and later ask the provider for the configuration of an imported
// object, if the provider announces that it can. The framework 1.19 has the method
// but does not announce it. Its result contains each value of the state.

// usualValues holds, by resource type, the values that a new object gets if the
// attributes are not set. A configuration without them keeps them.
var usualValues = map[string]map[string]any{
	"losant_instance_api_token": {"status": "active"},
	"losant_instance_notification_rule": {
		"enabled": true,
		"rule":    map[string]any{"threshold_type": "percentOfLimit", "max_frequency": "billingCycle"},
		"email":   map[string]any{"send_to_owner": "none", "send_to_target": "none"},
	},
	"losant_organization": {
		"audit_log_enabled": false, "icon_color": "#057180", "mfa_mode": "notRequired", "payloads_enabled": true, "read_only": false,
	},
}

// GetMetadata announces GenerateResourceConfig.
func (s *server) GetMetadata(ctx context.Context, req *tfprotov6.GetMetadataRequest) (*tfprotov6.GetMetadataResponse, error) {
	resp, err := s.frameworkServer.GetMetadata(ctx, req)
	if err == nil {
		announce(&resp.ServerCapabilities)
	}
	return resp, err
}

// GetProviderSchema announces GenerateResourceConfig.
func (s *server) GetProviderSchema(ctx context.Context, req *tfprotov6.GetProviderSchemaRequest) (*tfprotov6.GetProviderSchemaResponse, error) {
	resp, err := s.frameworkServer.GetProviderSchema(ctx, req)
	if err == nil {
		announce(&resp.ServerCapabilities)
	}
	return resp, err
}

func announce(capabilities **tfprotov6.ServerCapabilities) {
	announced := tfprotov6.ServerCapabilities{}
	if *capabilities != nil {
		announced = **capabilities
	}
	announced.GenerateResourceConfig = true
	*capabilities = &announced
}

// GenerateResourceConfig returns the framework's configuration without the values
// that need not be set. The plan of the imported object stays empty.
func (s *server) GenerateResourceConfig(ctx context.Context, req *tfprotov6.GenerateResourceConfigRequest) (*tfprotov6.GenerateResourceConfigResponse, error) {
	resp, err := forgetting(ctx, s.stopper, req, s.frameworkServer.GenerateResourceConfig)
	if err != nil {
		return resp, err
	}
	state, isState := decode(req.State)
	config, isConfig := decode(resp.Config)
	if !isState || !isConfig {
		return resp, nil
	}
	shorten(ctx, s.data(), req.TypeName, config, state)
	if encoded, err := msgpack.Marshal(config); err == nil {
		resp.Config = &tfprotov6.DynamicValue{MsgPack: encoded}
	}
	return resp, nil
}

// shorten makes values of a configuration null. It changes none to another value.
func shorten(ctx context.Context, data *base.ProviderData, typeName string, config, state map[string]any) {
	leaveOut(config, usualValues[typeName])
	instanceID, _ := state["instance_id"].(string)
	if data != nil && data.DefaultInstanceID.ValueString() == instanceID {
		config["instance_id"] = nil
	}
	switch typeName {
	case "losant_organization":
		configured, _ := config["limits"].(map[string]any)
		if !limits.LeaveOutDefaults(ctx, data, instanceID, configured) {
			config["limits"] = nil
		}
	case "losant_organization_limits":
		configured, _ := config["limits"].(map[string]any)
		limits.LeaveOutDefaults(ctx, data, instanceID, configured)
	case "losant_organization_member", "losant_instance_member":
		// Either identifies the person. The other one follows from it, but only an
		// address that is part of the id may change without a replacement.
		if id, _ := state["id"].(string); strings.Contains(id, "@") {
			config["user_id"] = nil
		}
	}
}

// leaveOut makes the values null that equal the usual ones.
func leaveOut(config, usual map[string]any) {
	for name, value := range usual {
		if nested, isObject := value.(map[string]any); isObject {
			if object, exists := config[name].(map[string]any); exists {
				leaveOut(object, nested)
			}
		} else if reflect.DeepEqual(config[name], value) {
			config[name] = nil
		}
	}
}
