#!/bin/sh
# Before a scan of a pull request: takes what decides about its result from the branch that it goes to.
#
#     sh .lambdanet/scripts/from_protected_branch.sh BRANCH
#
# A file that the branch does not have is removed. Without a branch, as when that one is built itself, nothing is done.
set -eu
branch=${1#refs/heads/}
if [ -z "$branch" ]; then
  exit 0
fi
git fetch --quiet --depth 1 origin "refs/heads/$branch"
for file in .lambdanet.yaml .checkov.yaml .checkov.yml .checkov.baseline; do
  rm -rf "$file"
  if git cat-file -e "FETCH_HEAD:$file" 2> /dev/null; then
    git show "FETCH_HEAD:$file" > "$file"
  fi
done
