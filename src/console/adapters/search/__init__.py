"""Answer search: analysis and ranking, usable without the store or the screen."""

import os

# One question is too little for two cores: numpy's threads spin for each other and triple its price in CPU. Read when
# numpy is imported, which happens in this package only; a site's own choice stands.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
