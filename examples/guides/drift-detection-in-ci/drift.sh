#!/bin/sh
# Runs a plan and writes what differs to report.md. The exit code is 0 if nothing
# differs, 2 if something differs, and 1 if the plan failed.
code=0
if terraform plan -input=false -lock=false -json -out=tfplan > plan.log; then
  terraform show -json tfplan | losant-drift -log plan.log > report.md || code=$?
else
  losant-drift -log plan.log /dev/null > report.md || code=$?
fi

if [ "$code" -eq 2 ]; then
  {
    printf '\n<details>\n<summary>What Terraform says</summary>\n\n```text\n'
    terraform show -no-color tfplan | head -c 700000 # A job summary can have at most 1 MiB.
    printf '\n```\n\n</details>\n'
  } >> report.md
fi

exit $code
