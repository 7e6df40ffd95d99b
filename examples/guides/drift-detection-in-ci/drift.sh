#!/bin/sh
# Plans, and writes what differs to report.md. Ends with 0 when nothing differs,
# with 2 when something does, and with 1 when the plan failed.
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
  head -c 900000 plan.txt # More than 1 MiB is no job summary.
  printf '\n```\n\n</details>\n'
} > report.md

exit $code
