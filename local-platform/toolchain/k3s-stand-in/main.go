// Command k3s stands in for k3s where its image can't be had: the same arguments, the same port and the same
// kubeconfig file, in front of the pinned etcd and Kubernetes programs. It serves `server --disable-agent` and nothing
// else, and says in its log that it is a stand-in.
package main

import (
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
)

const (
	dataFolder = "/var/lib/rancher/k3s/server"
	kubeconfig = "/etc/rancher/k3s/k3s.yaml"
	address    = "https://127.0.0.1:6443"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "k3s stand-in:", err)
		os.Exit(1)
	}
}

func run(arguments []string) error {
	fmt.Println("k3s stand-in: not k3s, but etcd and Kubernetes' own programs behind k3s's arguments")
	options, err := parse(arguments)
	if err != nil {
		return err
	}
	if err := makeFolders(); err != nil {
		return err
	}
	identities, err := newIdentities(options.names)
	if err != nil {
		return err
	}
	// First, as k3s does: who waits for the file then asks the API server whether it is ready.
	if err := identities.writeKubeconfig(kubeconfig, "system:admin", "system:masters"); err != nil {
		return err
	}
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGTERM, syscall.SIGINT)
	programs, err := startPrograms(options, identities)
	defer programs.stop()
	if err != nil {
		return err
	}
	select {
	case <-stop:
		return nil
	case name := <-programs.ended:
		return fmt.Errorf("%s ended", name)
	}
}

func makeFolders() error {
	// A program that finds no folder for temporary files ends; an image made from nothing has none.
	for _, folder := range []string{os.TempDir(), filepath.Dir(kubeconfig), filepath.Join(dataFolder, "tls")} {
		if err := os.MkdirAll(folder, 0o700); err != nil {
			return err
		}
	}
	return nil
}
