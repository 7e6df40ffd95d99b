# What other people and a faulty server do.
set -eu
control="$LOSANT_API_URL/_control"
id=$(curl -fsS "$control/organizations" -d '{"name": "Created by hand"}' | cut -d '"' -f 4)
curl -fsS -X PATCH "$control/organizations/$id" -d '{"description": "Edited by hand"}'
curl -fsS -X PATCH "$control/organizations/$id/summary" -d '{"deviceCount": 99}'
curl -fsS "$control/organizations/$id/invitations" -d '{"email": "jane@acmefarms.example", "role": "view"}'
curl -fsS -X POST "$control/organizations/$id/invitations/jane@acmefarms.example/accept"
curl -fsS "$control/faults" -d '{"method": "PATCH", "status": 503, "times": 2}'
curl -fsS "$control/requests"
