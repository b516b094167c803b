set -eu
env | sort > about.txt
