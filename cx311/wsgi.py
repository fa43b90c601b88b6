import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cx311.settings")
application = get_wsgi_application()

# What is loaded by now stays for good: the collector need not walk through it again and again (a tenth of the time of a page).
gc.collect()
gc.freeze()
gc.set_threshold(50_000, 20, 20)
