FROM standin/debian
RUN apt-get update -qq \
    && apt-get install -y -qq --no-install-recommends g++ gcc git libc6-dev make pkg-config \
    && rm -rf /var/lib/apt/lists/*
ADD go.tar /usr/local/go/
ADD modules.tar /usr/lib/standin/modules/
# The modules of this directory stand in for those of the proxy; no other can be had.
RUN printf 'GOPROXY=file:///usr/lib/standin/modules\nGOSUMDB=off\nGOTOOLCHAIN=local\n' > /usr/local/go/go.env
ENV GOTOOLCHAIN=local GOPATH=/go PATH=/go/bin:/usr/local/go/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
RUN mkdir -p /go/src /go/bin && chmod -R 1777 /go
# Compiled once, for each build of a function would do it again: the standard library's part of them.
RUN CGO_ENABLED=0 go build net/http encoding/json && go build net/http encoding/json
LABEL standin="golang, with Go from a wheel on Debian"
WORKDIR /go
CMD ["bash"]
