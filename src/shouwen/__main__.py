"""`python -m shouwen` is the command `shouwen`."""

import sys

from shouwen.cli import main

sys.exit(main())
