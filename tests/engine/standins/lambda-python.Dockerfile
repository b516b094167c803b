FROM standin/lambda
ARG SHORT
ADD var-lang-${SHORT}.tar /
COPY bootstrap-python /var/runtime/bootstrap
RUN /sbin/ldconfig && /var/lang/bin/python -m pip install --no-cache-dir --quiet awslambdaric
LABEL standin="public.ecr.aws/lambda/python, with this machine's CPython on Debian; dnf is apt-get"
