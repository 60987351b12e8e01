# The stable image: one static program and nothing else. The build context is the folder that `deploy/docker/build` fills.
FROM scratch
COPY flotilla /flotilla
USER 65532:65532
ENTRYPOINT ["/flotilla"]
CMD ["operator"]
