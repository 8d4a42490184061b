package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"slices"
	"strings"
	"time"

	"gopkg.in/yaml.v3"
)

type details struct {
	Build struct {
		Number                                                   int64
		Event, After, Ref, Target, Author_login, Message, Status string
	}
	Repository struct {
		Slug         string
		Git_http_url string
		Private      bool
	}
	Stage   stage
	Config  string
	Secrets map[string]string
	Pull    int64
	System  struct{ Proto, Host, Link, Version string }
	Netrc   struct{ Machine, Login, Password string }
}

type stage struct {
	ID     int64  `json:"id"`
	Name   string `json:"name"`
	Status string `json:"status"`
	Error  string `json:"error"`
	Steps  []step `json:"steps"`
}

type step struct {
	ID     int64  `json:"id"`
	Number int64  `json:"number"`
	Name   string `json:"name"`
	Status string `json:"status"`
	Exit   int64  `json:"exit_code"`
}

type words []string

func (w *words) UnmarshalYAML(node *yaml.Node) error {
	if node.Kind == yaml.ScalarNode {
		*w = words{node.Value}
		return nil
	}
	return node.Decode((*[]string)(w))
}

type stepConfig struct {
	Name        string               `yaml:"name"`
	Image       string               `yaml:"image"`
	Pull        string               `yaml:"pull"`
	Commands    words                `yaml:"commands"`
	Environment map[string]yaml.Node `yaml:"environment"`
	Settings    map[string]yaml.Node `yaml:"settings"`
	When        struct {
		Event  words `yaml:"event"`
		Branch words `yaml:"branch"`
		Status words `yaml:"status"`
	} `yaml:"when"`
}

type pipeline struct {
	Kind  string `yaml:"kind"`
	Name  string `yaml:"name"`
	Clone struct {
		Disable bool `yaml:"disable"`
	} `yaml:"clone"`
	Steps    []stepConfig `yaml:"steps"`
	Services yaml.Node    `yaml:"services"`
}

// find is the pipeline of a stage.
func (d *details) find() (*pipeline, error) {
	decoder := yaml.NewDecoder(strings.NewReader(d.Config))
	for {
		var one pipeline
		if err := decoder.Decode(&one); err != nil {
			return nil, fmt.Errorf("no pipeline %s: %w", d.Stage.Name, err)
		}
		if one.Name == "" {
			one.Name = "default"
		}
		if one.Kind == "pipeline" && one.Name == d.Stage.Name {
			if one.Services.Kind != 0 {
				return nil, errors.New("the stand-in knows no services")
			}
			return &one, nil
		}
	}
}

func (r *runner) execute(ctx context.Context, id int64) {
	var d details
	if err := r.call(ctx, "GET", fmt.Sprintf("/rpc/v2/stage/%d", id), nil, &d); err != nil {
		log.Print("cannot get the details: ", err)
		return
	}
	d.Stage.Status = "running"
	d.Stage.Steps = nil
	pipeline, err := d.find()
	if err == nil && !r.serves(d.Repository.Slug) {
		err = errors.New("this runner doesn't build the repository " + d.Repository.Slug)
	}
	if err == nil {
		for index, one := range pipeline.Steps {
			d.Stage.Steps = append(d.Stage.Steps, step{Number: int64(index + 1), Name: one.Name, Status: "pending"})
		}
		r.tell("PUT", fmt.Sprintf("/rpc/v2/stage/%d", id), d.Stage, &d.Stage)
		err = r.steps(ctx, &d, pipeline)
	}
	d.Stage.Status, d.Stage.Error = "success", ""
	if err != nil {
		d.Stage.Status, d.Stage.Error = "error", err.Error()
	}
	for _, one := range d.Stage.Steps {
		if one.Status == "failure" {
			d.Stage.Status = "failure"
		}
	}
	log.Printf("stage %d of %s: %s %s", id, d.Repository.Slug, d.Stage.Status, d.Stage.Error)
	r.tell("PUT", fmt.Sprintf("/rpc/v2/stage/%d", id), d.Stage, nil)
}

// steps runs the steps of a stage, each in a container, all with one directory and one network.
func (r *runner) steps(ctx context.Context, d *details, p *pipeline) error {
	ctx, cancel := context.WithTimeout(ctx, time.Hour)
	defer cancel()
	base := fmt.Sprintf("drone-%d", d.Stage.ID)
	defer r.docker.remove("/networks/"+base, "/volumes/"+base+"?force=1")
	if err := r.docker.call(ctx, "POST", "/networks/create", map[string]any{"Name": base, "Driver": "bridge"}, nil); err != nil {
		return err
	}
	var files []byte
	if !p.Clone.Disable {
		var err error
		if files, err = r.clone(ctx, d); err != nil {
			return fmt.Errorf("clone: %w", err)
		}
	}
	failed := false
	for index, one := range p.Steps {
		state := &d.Stage.Steps[index]
		state.Status = "skipped"
		wanted := !failed || slices.Contains(one.When.Status, "failure")
		if failed && wanted || !failed && (len(one.When.Status) == 0 || slices.Contains(one.When.Status, "success")) {
			wanted = (len(one.When.Event) == 0 || slices.Contains(one.When.Event, d.Build.Event)) &&
				(len(one.When.Branch) == 0 || slices.Contains(one.When.Branch, d.Build.Target))
		} else {
			wanted = false
		}
		if wanted {
			code, text, err := r.contain(ctx, d, &one, fmt.Sprintf("%s-%d", base, index), base, files, failed)
			files = nil
			if err != nil {
				code, text = 255, text+err.Error()+"\n"
			}
			state.Status, state.Exit = "success", code
			if code != 0 {
				state.Status, failed = "failure", true
			}
			r.tell("POST", fmt.Sprintf("/rpc/v2/step/%d/logs/upload", state.ID), text, nil)
		}
		r.tell("PUT", fmt.Sprintf("/rpc/v2/step/%d", state.ID), *state, nil)
	}
	return nil
}

// clone fetches the files of the commit from the forge, without their history.
func (r *runner) clone(ctx context.Context, d *details) ([]byte, error) {
	address := strings.TrimSuffix(d.Repository.Git_http_url, ".git") + "/archive/" + d.Build.After + ".tar.gz"
	request, err := http.NewRequestWithContext(ctx, "GET", address, nil)
	if err != nil {
		return nil, err
	}
	request.SetBasicAuth(d.Netrc.Login, d.Netrc.Password)
	answer, err := r.http.Do(request)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return nil, errors.New(address + ": " + answer.Status)
	}
	plain, err := gzip.NewReader(answer.Body)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	in, to := tar.NewReader(plain), tar.NewWriter(&out)
	for {
		head, err := in.Next()
		if err == io.EOF {
			return out.Bytes(), to.Close()
		}
		if err != nil {
			return nil, err
		}
		// The forge puts all into a directory with the repository's name.
		_, name, _ := strings.Cut(head.Name, "/")
		if name == "" || head.Typeflag == tar.TypeXGlobalHeader {
			continue
		}
		head.Name = "src/" + name
		if err := to.WriteHeader(head); err != nil {
			return nil, err
		}
		if _, err := io.Copy(to, in); err != nil {
			return nil, err
		}
	}
}

func (r *runner) contain(ctx context.Context, d *details, s *stepConfig, name, base string, files []byte, failed bool) (int64, string, error) {
	if err := r.docker.fetch(ctx, s.Image, s.Pull); err != nil {
		return 0, "", err
	}
	status := "success"
	if failed {
		status = "failure"
	}
	owner, repo, _ := strings.Cut(d.Repository.Slug, "/")
	env := map[string]string{
		"CI": "true", "DRONE": "true", "DRONE_REPO": d.Repository.Slug, "DRONE_REPO_OWNER": owner, "DRONE_REPO_NAME": repo,
		"DRONE_COMMIT": d.Build.After, "DRONE_COMMIT_SHA": d.Build.After, "DRONE_COMMIT_REF": d.Build.Ref, "DRONE_COMMIT_BRANCH": d.Build.Target,
		"DRONE_BRANCH": d.Build.Target, "DRONE_COMMIT_AUTHOR": d.Build.Author_login, "DRONE_COMMIT_MESSAGE": d.Build.Message,
		"DRONE_BUILD_NUMBER": fmt.Sprint(d.Build.Number), "DRONE_BUILD_EVENT": d.Build.Event, "DRONE_BUILD_STATUS": status,
		"DRONE_BUILD_LINK": fmt.Sprintf("%s/%s/%d", d.System.Link, d.Repository.Slug, d.Build.Number), "DRONE_STAGE_NAME": d.Stage.Name,
		"DRONE_STEP_NAME": s.Name, "DRONE_SYSTEM_HOST": d.System.Host, "DRONE_SYSTEM_PROTO": d.System.Proto, "DRONE_WORKSPACE": "/drone/src",
	}
	if d.Pull > 0 {
		env["DRONE_PULL_REQUEST"] = fmt.Sprint(d.Pull)
	}
	for key, node := range s.Environment {
		env[key] = d.value(node)
	}
	for key, node := range s.Settings {
		env["PLUGIN_"+strings.ToUpper(strings.NewReplacer("-", "_", ".", "_").Replace(key))] = d.value(node)
	}
	c := container{Image: s.Image, WorkingDir: "/drone/src", HostConfig: map[string]any{"NetworkMode": base, "Binds": []string{base + ":/drone"}}}
	if len(s.Commands) > 0 {
		script := "set -e\n"
		for _, line := range s.Commands {
			script += "echo + '" + strings.ReplaceAll(line, "'", `'\''`) + "'\n" + line + "\n"
		}
		env["DRONE_SCRIPT"] = script
		c.Entrypoint, c.Cmd = []string{"/bin/sh", "-c"}, []string{`echo "$DRONE_SCRIPT" | /bin/sh`}
	}
	for key, value := range env {
		c.Env = append(c.Env, key+"="+value)
	}
	if err := r.docker.create(ctx, name, c); err != nil {
		return 0, "", err
	}
	defer r.docker.remove("/containers/" + name + "?force=1")
	if files != nil {
		if err := r.docker.call(ctx, "PUT", "/containers/"+name+"/archive?path=/drone", io.Reader(bytes.NewReader(files)), nil); err != nil {
			return 0, "", err
		}
	}
	return r.docker.run(ctx, name)
}

// value is a text, or a secret that this build may see.
func (d *details) value(node yaml.Node) string {
	var from struct {
		Secret string `yaml:"from_secret"`
	}
	if node.Kind == yaml.MappingNode && node.Decode(&from) == nil && from.Secret != "" {
		return d.Secrets[from.Secret]
	}
	return node.Value
}
