#!/bin/sh
# Runs a plan and writes the differences to report.md. The exit code is 0 for an
# empty plan, 2 for differences, and 1 if the plan failed.
code=0
terraform plan -input=false -lock=false -no-color -detailed-exitcode > plan.txt 2>&1 || code=$?

case $code in
0) title="No drift" ;;
2) title="Drift" ;;
*) title="The plan failed" ;;
esac

{
  printf '# %s\n\n' "$title"
  sed -n -E 's/^  # (.*) (will|must) be (.*)$/- `\1` \2 be \3/p' plan.txt
  printf '\n<details open>\n<summary>What Terraform says</summary>\n\n```text\n'
  head -c 900000 plan.txt # A job summary can have at most 1 MiB.
  printf '\n```\n\n</details>\n'
} > report.md

exit $code
