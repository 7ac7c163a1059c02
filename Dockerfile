# A small image that runs lambdanet as nobody: docker run --rm --volume "$PWD:/code:ro" lambdanet scan
FROM python:3.13-slim AS build
COPY requirements.txt /build/
RUN python -m venv /opt/checkov \
 && /opt/checkov/bin/pip install --quiet --no-cache-dir --require-hashes -r /build/requirements.txt \
 && /opt/checkov/bin/pip uninstall --quiet --yes pip

FROM python:3.13-slim
COPY --from=build /opt/checkov /opt/checkov
COPY checks /opt/lambdanet/checks
COPY policies /opt/lambdanet/policies
COPY LICENSE /opt/lambdanet/
# Nothing of the image can be written by the one who runs in it, and compiled files would be written.
ENV PATH=/opt/checkov/bin:$PATH HOME=/tmp PYTHONDONTWRITEBYTECODE=1 PYTHONUTF8=1
USER 65532:65532
WORKDIR /code
ENTRYPOINT ["python", "/opt/lambdanet/checks/lambdanet"]
CMD ["scan"]
