FROM standin/debian
ARG SHORT
ADD usr-local-${SHORT}.tar /
RUN ldconfig
ENV PATH=/usr/local/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8
LABEL standin="python:slim, with this machine's CPython on Debian"
CMD ["python3"]
