#!/bin/sh
# Puts TeaStore on a cluster, or takes it away again.
#
#   deploy/teastore/teastore.sh up      waits until all seven Deployments are available
#   deploy/teastore/teastore.sh down
#
# KUBECONFIG names the cluster, NAMESPACE the namespace (default), KUBECTL the client (kubectl), TIMEOUT the patience (10m).
set -eu

here=$(dirname "$0")
kubectl=${KUBECTL:-kubectl}
namespace=${NAMESPACE:-default}

case "${1:-}" in
up)
    "$kubectl" apply --namespace "$namespace" --filename "$here/teastore.yaml"
    "$kubectl" wait --namespace "$namespace" --for=condition=Available deployment --selector app=teastore \
        --timeout "${TIMEOUT:-10m}"
    ;;
down)
    "$kubectl" delete --namespace "$namespace" --ignore-not-found --filename "$here/teastore.yaml"
    ;;
*)
    echo "usage: $0 up|down" >&2
    exit 2
    ;;
esac
