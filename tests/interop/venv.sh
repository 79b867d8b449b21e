# For scripts that source it, at the root of the repository.

# make_venv VENV FOLDER: makes a Python environment of the requirements in FOLDER, unless it is made of these.
make_venv() {
    local venv=$1 requirements=$2/requirements.txt
    cmp --quiet "$requirements" "$venv/made-of" && return
    rm -rf "$venv"
    python3 -m venv "$venv" &&
        "$venv/bin/pip" install --quiet --disable-pip-version-check --requirement "$requirements" &&
        cp "$requirements" "$venv/made-of"
}
