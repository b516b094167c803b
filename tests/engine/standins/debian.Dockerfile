FROM scratch
ADD debian.tar machine.tar /
LABEL standin="Debian, as small as can be"
CMD ["bash"]
