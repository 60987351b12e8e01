# The development image: the same program with a shell beside it.
FROM debian:bookworm-slim
COPY flotilla /usr/local/bin/flotilla
COPY groups.txt /usr/share/flotilla/groups.txt
CMD ["sh"]
