import os
from types import SimpleNamespace

config = SimpleNamespace(DATA_DIR=os.environ["DATA"], mta=SimpleNamespace(smtp_host="smtp.example.net"))
