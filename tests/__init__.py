"""Tests of Citewell."""

import tempfile

# A socket's path may have about a hundred characters; Chromium and the soak's processes make theirs
# in the temporary folder, which lies in this project, however deep that is.
LONGEST_FOLDER = 40
if len(tempfile.gettempdir()) > LONGEST_FOLDER:
    tempfile.tempdir = "/tmp"
