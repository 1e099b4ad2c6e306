#!/bin/sh
# Runs this example with the real Terraform CLI against an emulator of its own. Called by `make demo` with the folder of the built binaries.
# Everything it writes is in .demo beside this file, and removed at the end; after a failure the logs stay there.
set -eu

bin=$1
here=$(cd "$(dirname "$0")" && pwd)
work="$here/.demo"

if [ "${2-}" != inside ]; then
	rm -rf "$work"
	mkdir -p "$work/home" "$work/example"
	"$bin/snowstage-emulator" run --schema ANALYTICS.RAW --pipe ANALYTICS.RAW.ORDERS=@landing/in/ --load-time 2s -- sh "$0" "$bin" inside
	rm -rf "$work"
	exit
fi

# From here on inside `snowstage-emulator run`: SNOWFLAKE_* name the emulator and nothing else.

cp -R "$here/main.tf" "$here/data" "$work/example/"
cd "$work/example"

platform="$(go env GOOS)_$(go env GOARCH)"
mirror="$work/mirror/registry.terraform.io/snowstage/snowstage/0.1.0/$platform"
mkdir -p "$mirror"
cp "$bin/terraform-provider-snowstage" "$mirror/"
cat >"$work/terraform.rc" <<RC
provider_installation {
  filesystem_mirror { path = "$work/mirror" }
}
RC

export HOME="$work/home" TF_CLI_CONFIG_FILE="$work/terraform.rc" TF_IN_AUTOMATION=1 TF_INPUT=0 CHECKPOINT_DISABLE=1
export TF_VAR_host="$SNOWFLAKE_HOST:$SNOWFLAKE_PORT"

say() { printf '\n\033[1m%s\033[0m\n' "$*"; }

# run LOG COMMAND...: the command's output goes to a log, which is shown if it fails.
run() {
	log="$work/$1.log"
	shift
	if "$@" >"$log" 2>&1; then return 0; fi
	cat "$log" >&2
	echo "demo: failed: $* (logs in $work)" >&2
	exit 1
}

# plan_exits CODE LOG ARGS...: 0 is an empty plan, 2 one with changes.
plan_exits() {
	expected=$1 log="$work/$2.log"
	shift 2
	code=0
	terraform plan -no-color -detailed-exitcode "$@" >"$log" 2>&1 || code=$?
	if [ "$code" -eq "$expected" ]; then return 0; fi
	cat "$log" >&2
	echo "demo: terraform plan ended with $code instead of $expected (logs in $work)" >&2
	exit 1
}

created_on() { terraform state show -no-color snowstage_stage.landing | sed -n 's/^ *created_on *= *"\(.*\)"/\1/p'; }

say '1. terraform init, plan, apply'
run init terraform init -no-color
plan_exits 2 plan -out=first.tfplan
run apply terraform apply -no-color first.tfplan
grep -E '^(Plan|Apply complete)' "$work/plan.log" "$work/apply.log" -h
first=$(created_on)

say '2. two files went up; the stage lists them:'
terraform output -no-color files

say '3. one came back, and has a URL for whoever signs in:'
terraform output -no-color -raw orders_url
terraform output -no-color -raw orders >"$work/orders.downloaded.csv"
cmp data/orders.csv "$work/orders.downloaded.csv"
printf '\norders.csv is the same, byte for byte\n'

say '4. the second plan:'
plan_exits 0 second-plan
grep '^No changes' "$work/second-plan.log"

say '5. no presigned URL and no key in the state:'
if grep -i -E 'X-Amz-Signature|PRIVATE KEY' terraform.tfstate; then
	echo 'demo: a secret is in the state' >&2
	exit 1
fi
echo 'none found'

say '6. another comment is a change in place: the stage stays, with its files.'
export TF_VAR_comment='Files from partners, second edition'
plan_exits 2 alter-plan -out=alter.tfplan
grep -E 'will be updated in-place|comment .*->' "$work/alter-plan.log"
run alter terraform apply -no-color alter.tfplan
if [ "$(created_on)" != "$first" ]; then
	echo 'demo: the stage was replaced' >&2
	exit 1
fi
plan_exits 0 third-plan
terraform output -no-color files

say '7. another stage in its place would lose the files, so there is no such plan:'
plan_exits 1 refused-plan -replace=snowstage_stage.landing
# The whole error, to the end of what to do about it.
sed -n '/^Error: /,$p' "$work/refused-plan.log" >"$work/refusal"
cat "$work/refusal"
told=$(tr '\n' ' ' <"$work/refusal")
case $told in
*'internal stage that holds 2 files'*'What to do: '*) ;;
*)
	echo 'demo: the plan was refused in other words' >&2
	exit 1
	;;
esac

say '8. with force_destroy = true applied first there is one, and it says what it does:'
export TF_VAR_force_destroy=true
run allow terraform apply -no-color -auto-approve
plan_exits 2 replace-plan -replace=snowstage_stage.landing -out=replace.tfplan
grep -E 'snowstage_stage.landing will be replaced' "$work/replace-plan.log"
run replace terraform apply -no-color replace.tfplan
if [ "$(created_on)" = "$first" ]; then
	echo 'demo: the stage was not replaced' >&2
	exit 1
fi
echo "the new stage was empty, so the files were put there again:"
terraform output -no-color files
plan_exits 0 fourth-plan
export TF_VAR_force_destroy=false
run forbid terraform apply -no-color -auto-approve

say '9. Snowpipe loads the files:'
if terraform version | sed -n '1s/^[A-Za-z]* v//p' | awk -F'[.]' '{ exit !($1 > 1 || $2 >= 14) }' && ! terraform version | grep -q '^OpenTofu'; then
	cp "$here/load/load.tf" .
	run load terraform apply -no-color -auto-approve
	grep -E 'files (loaded|sent)' "$work/load.log"
	plan_exits 0 fifth-plan
else
	echo "left out, for actions need Terraform 1.14: $(terraform version | head -1)"
fi

say '10. a changed file is one upload:'
echo '4,Doris' >>data/customers.csv
plan_exits 2 change-plan -out=change.tfplan
grep -E 'snowstage_stage_file.* will be|^Plan' "$work/change-plan.log"
run change terraform apply -no-color change.tfplan
plan_exits 0 sixth-plan

say '11. terraform destroy: the files first, so that the stage is empty and may go'
run destroy terraform destroy -no-color -auto-approve
grep '^Destroy complete' "$work/destroy.log"

say 'Seen: plan, apply, upload, list, download, an empty second plan, a change in place, a refused replacement, an allowed one, a changed file and a destroy - with no Snowflake account.'
