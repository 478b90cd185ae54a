module gitops-karpenter-platform/toolchain/k3s-stand-in

go 1.27.0
