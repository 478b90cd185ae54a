package main

import (
	"fmt"
	"slices"
	"strings"
)

// Options are what k3s's arguments come to where there is no agent and no packaged component.
type Options struct {
	names             []string
	serviceRange      string
	apiServer         map[string]string
	controllerManager map[string]string
	scheduler         map[string]string
}

// What a server without agent is told to leave out; here it was never in.
var leftOut = []string{
	"--disable-agent", "--disable-cloud-controller", "--disable-helm-controller", "--disable-kube-proxy",
	"--disable-network-policy",
}

// What has one value that this stand-in can serve.
var fixed = map[string]string{"--flannel-backend": "none", "--egress-selector-mode": "disabled"}

// Components of k3s are named to be disabled, and a name that k3s doesn't know is a mistake.
var components = []string{"coredns", "servicelb", "traefik", "local-storage", "metrics-server", "runtimes"}

func parse(arguments []string) (Options, error) {
	options := Options{
		names:             []string{"localhost", "kubernetes", "kubernetes.default", "kubernetes.default.svc", "127.0.0.1"},
		serviceRange:      "10.43.0.0/16",
		apiServer:         map[string]string{},
		controllerManager: map[string]string{},
		scheduler:         map[string]string{},
	}
	if len(arguments) == 0 || arguments[0] != "server" {
		return options, fmt.Errorf("only 'server --disable-agent' is served, not %q", strings.Join(arguments, " "))
	}
	for _, argument := range arguments[1:] {
		if err := options.take(argument); err != nil {
			return options, err
		}
	}
	if !slices.Contains(arguments, "--disable-agent") {
		return options, fmt.Errorf("there is no agent in this stand-in: --disable-agent is missing")
	}
	return options, nil
}

func (options *Options) take(argument string) error {
	name, value, hasValue := strings.Cut(argument, "=")
	switch {
	case slices.Contains(leftOut, argument):
		return nil
	case !hasValue:
		return fmt.Errorf("flag provided but not defined: %s", argument)
	case fixed[name] != "":
		if value != fixed[name] {
			return fmt.Errorf("%s: only %q is served", argument, fixed[name])
		}
		return nil
	}
	switch name {
	case "--disable":
		for _, component := range strings.Split(value, ",") {
			if !slices.Contains(components, component) {
				return fmt.Errorf("%s: no such component: %q", argument, component)
			}
		}
	case "--tls-san":
		options.names = append(options.names, strings.Split(value, ",")...)
	case "--service-cidr":
		options.serviceRange = value
	case "--kube-apiserver-arg":
		set(options.apiServer, value)
	case "--kube-controller-manager-arg":
		set(options.controllerManager, value)
	case "--kube-scheduler-arg":
		set(options.scheduler, value)
	default:
		return fmt.Errorf("flag provided but not defined: %s", name)
	}
	return nil
}

// An argument for a program overrides what k3s gives it.
func set(arguments map[string]string, argument string) {
	name, value, hasValue := strings.Cut(argument, "=")
	if !hasValue {
		value = "true"
	}
	arguments[name] = value
}
