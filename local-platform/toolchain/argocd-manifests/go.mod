module gitops-karpenter-platform/toolchain/argocd-manifests

go 1.27.0

// The release that the cluster pins; only its folder manifests is used, nothing of it is compiled.
require github.com/argoproj/argo-cd/v3 v3.5.7
