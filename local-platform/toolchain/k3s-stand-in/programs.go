package main

import (
	"bufio"
	"fmt"
	"io"
	"maps"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"syscall"
	"time"
)

const (
	programFolder = "/bin/aux"
	etcdClient    = "http://127.0.0.1:2379"
	etcdPeer      = "http://127.0.0.1:2380"
	grace         = 2 * time.Second
)

// Programs run in the order of their start and are stopped from the last to the first, since each waits for those
// before it.
type Programs struct {
	running []*exec.Cmd
	gone    []chan struct{}
	ended   chan string
}

func startPrograms(options Options, identities Identities) (*Programs, error) {
	programs := &Programs{ended: make(chan string, 8)}
	for name, user := range map[string]string{
		"controller.kubeconfig": "system:kube-controller-manager", "scheduler.kubeconfig": "system:kube-scheduler",
	} {
		if err := identities.writeKubeconfig(file(name), user); err != nil {
			return programs, err
		}
	}
	err := programs.start("etcd", map[string]string{
		"name": "k3s-stand-in", "data-dir": filepath.Join(dataFolder, "db"), "log-level": "warn",
		"listen-client-urls": etcdClient, "advertise-client-urls": etcdClient,
		"listen-peer-urls": etcdPeer, "initial-advertise-peer-urls": etcdPeer,
		"initial-cluster": "k3s-stand-in=" + etcdPeer, "unsafe-no-fsync": "true",
	}, nil)
	if err != nil {
		return programs, err
	}
	// k3s's own choices, which arguments override.
	err = programs.start("kube-apiserver", map[string]string{
		"etcd-servers": etcdClient, "bind-address": "0.0.0.0", "secure-port": "6443", "advertise-address": "127.0.0.1",
		"cert-dir": filepath.Join(dataFolder, "tls", "temporary-certs"), "allow-privileged": "true",
		"authorization-mode": "Node,RBAC", "enable-admission-plugins": "NodeRestriction", "anonymous-auth": "false",
		"profiling": "false", "tls-cert-file": file("server.crt"), "tls-private-key-file": file("server.key"),
		"client-ca-file": file("client-ca.crt"), "service-cluster-ip-range": options.serviceRange,
		"service-account-key-file": file("service.key"), "service-account-signing-key-file": file("service.key"),
		"service-account-issuer": "https://kubernetes.default.svc.cluster.local",
		"api-audiences":          "https://kubernetes.default.svc.cluster.local,k3s",
	}, options.apiServer)
	if err != nil {
		return programs, err
	}
	client, err := identities.client("system:admin", "system:masters")
	if err != nil {
		return programs, err
	}
	if err := programs.awaitReady(client); err != nil {
		return programs, err
	}
	err = programs.start("kube-controller-manager", map[string]string{
		"kubeconfig": file("controller.kubeconfig"), "authentication-kubeconfig": file("controller.kubeconfig"),
		"authorization-kubeconfig": file("controller.kubeconfig"), "bind-address": "127.0.0.1", "leader-elect": "false",
		"profiling": "false", "use-service-account-credentials": "true", "root-ca-file": file("server-ca.crt"),
		"service-account-private-key-file": file("service.key"),
		"allocate-node-cidrs":              "true", "cluster-cidr": "10.42.0.0/16",
		"cert-dir": filepath.Join(dataFolder, "tls", "kube-controller-manager"),
	}, options.controllerManager)
	if err != nil {
		return programs, err
	}
	return programs, programs.start("kube-scheduler", map[string]string{
		"kubeconfig": file("scheduler.kubeconfig"), "authentication-kubeconfig": file("scheduler.kubeconfig"),
		"authorization-kubeconfig": file("scheduler.kubeconfig"), "bind-address": "127.0.0.1", "leader-elect": "false",
		"profiling": "false", "cert-dir": filepath.Join(dataFolder, "tls", "kube-scheduler"),
	}, options.scheduler)
}

func (programs *Programs) start(name string, arguments, overriding map[string]string) error {
	maps.Copy(arguments, overriding)
	command := exec.Command(filepath.Join(programFolder, name))
	for _, each := range slices.Sorted(maps.Keys(arguments)) {
		command.Args = append(command.Args, "--"+each+"="+arguments[each])
	}
	command.Env = []string{"HOME=" + dataFolder, "TMPDIR=" + os.TempDir()}
	output, err := command.StdoutPipe()
	if err != nil {
		return err
	}
	command.Stderr = command.Stdout
	if err := command.Start(); err != nil {
		return fmt.Errorf("%s does not start: %w", name, err)
	}
	gone := make(chan struct{})
	programs.running = append(programs.running, command)
	programs.gone = append(programs.gone, gone)
	go func() {
		copyLines(name, output)
		_ = command.Wait()
		close(gone)
		programs.ended <- name
	}()
	return nil
}

func copyLines(name string, output io.Reader) {
	lines := bufio.NewReader(output)
	for {
		line, err := lines.ReadString('\n')
		if line != "" {
			fmt.Printf("%s: %s", name, line)
		}
		if err != nil {
			return
		}
	}
}

// The controllers end if they find no API server that knows their rights.
func (programs *Programs) awaitReady(client *http.Client) error {
	for {
		select {
		case name := <-programs.ended:
			return fmt.Errorf("%s ended", name)
		case <-time.After(50 * time.Millisecond):
			if isReady(client) {
				return nil
			}
		}
	}
}

func (programs *Programs) stop() {
	for index := len(programs.running) - 1; index >= 0; index-- {
		_ = programs.running[index].Process.Signal(syscall.SIGTERM)
		select {
		case <-programs.gone[index]:
		case <-time.After(grace):
			_ = programs.running[index].Process.Kill()
		}
	}
}

func isReady(client *http.Client) bool {
	response, err := client.Get(address + "/readyz")
	if err != nil {
		return false
	}
	_ = response.Body.Close()
	return response.StatusCode == http.StatusOK
}
