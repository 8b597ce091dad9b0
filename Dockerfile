# An image with ptrlint and git for CI:  docker build -t ptrlint . && docker run --rm -v "$PWD:/src" ptrlint check
# Built from Debian's packages, so that it gets Debian's updates.
FROM debian:12-slim AS build
# hadolint ignore=DL3008
RUN apt-get update \
 && apt-get install -y --no-install-recommends gcc make pkg-config libc6-dev libyaml-dev libjansson-dev libxxhash-dev libidn2-dev \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /build
COPY . .
RUN make clean && make && make install DESTDIR=/out PREFIX=/usr

FROM debian:12-slim
# hadolint ignore=DL3008
RUN apt-get update \
 && apt-get install -y --no-install-recommends git libyaml-0-2 libjansson4 libidn2-0 libssl3 \
 && rm -rf /var/lib/apt/lists/* \
 && git config --system --add safe.directory '*'
COPY --from=build /out/usr /usr
# Nothing that is checked needs more rights than these; a mounted tree keeps its owner with  --user "$(id -u):$(id -g)".
USER nobody
WORKDIR /src
ENTRYPOINT ["ptrlint"]
