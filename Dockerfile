# The production image: web, worker and beat are the same image with another command. Runs as an ordinary user, writes to /data only.

FROM node:24-slim AS assets
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY assets assets
RUN npm run build

FROM python:3.13-slim AS packages
COPY requirements.txt .
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir --require-hashes -r requirements.txt

FROM python:3.13-slim
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 DJANGO_SETTINGS_MODULE=cx311.settings CX311_DATA=/data
RUN useradd --system --uid 10311 --home-dir /data cx311 && install -d -o cx311 -g cx311 -m 0700 /data
WORKDIR /app
COPY --from=packages /venv /venv
COPY . .
COPY --from=assets /build/static/build static/build
RUN CX311_DATA=/tmp/build python manage.py collectstatic --noinput --verbosity 0 \
    && CX311_DATA=/tmp/build python manage.py compile_translations \
    && rm -rf /tmp/build
USER cx311
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=20s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "--workers", "2", "--blocking-threads", "2", "--respawn-failed-workers", "--no-ws", "cx311.wsgi:application"]
