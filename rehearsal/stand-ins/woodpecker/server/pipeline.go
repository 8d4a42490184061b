package main

import (
	"encoding/json"
	"fmt"
	"log"
	"net/url"
	"slices"
	"sort"
	"strings"

	"gopkg.in/yaml.v3"
	"woodpecker/wire"
)

// words is a text or a list of texts.
type words []string

func (w *words) UnmarshalYAML(node *yaml.Node) error {
	if node.Kind == yaml.ScalarNode {
		*w = words{node.Value}
		return nil
	}
	return node.Decode((*[]string)(w))
}

type condition struct {
	Event  words `yaml:"event"`
	Branch words `yaml:"branch"`
	Status words `yaml:"status"`
}

// conditions hold if one of them does, or if there are none.
type conditions []condition

func (c *conditions) UnmarshalYAML(node *yaml.Node) error {
	if node.Kind == yaml.MappingNode {
		*c = conditions{{}}
		return node.Decode(&(*c)[0])
	}
	return node.Decode((*[]condition)(c))
}

func (c conditions) hold(p *pipeline) bool {
	for _, one := range c {
		if (len(one.Event) == 0 || slices.Contains(one.Event, p.Event)) && (len(one.Branch) == 0 || slices.Contains(one.Branch, p.Branch)) {
			return true
		}
	}
	return len(c) == 0
}

type stepConfig struct {
	Name        string               `yaml:"name"`
	Image       string               `yaml:"image"`
	Commands    words                `yaml:"commands"`
	Environment map[string]yaml.Node `yaml:"environment"`
	Settings    map[string]yaml.Node `yaml:"settings"`
	When        conditions           `yaml:"when"`
	Pull        bool                 `yaml:"pull"`
}

type stepList []stepConfig

func (l *stepList) UnmarshalYAML(node *yaml.Node) error {
	if node.Kind == yaml.SequenceNode {
		return node.Decode((*[]stepConfig)(l))
	}
	for index := 0; index+1 < len(node.Content); index += 2 {
		var step stepConfig
		if err := node.Content[index+1].Decode(&step); err != nil {
			return err
		}
		step.Name = node.Content[index].Value
		*l = append(*l, step)
	}
	return nil
}

type workflowConfig struct {
	When      conditions        `yaml:"when"`
	Steps     stepList          `yaml:"steps"`
	Labels    map[string]string `yaml:"labels"`
	SkipClone bool              `yaml:"skip_clone"`
	Services  yaml.Node         `yaml:"services"`
	Matrix    yaml.Node         `yaml:"matrix"`
}

// start has a commit built. What comes from elsewhere waits until somebody approves it.
func (s *server) start(r *repo, p *pipeline, foreign bool) error {
	owner, err := s.store.user("WHERE id = $1", r.UserID)
	if err != nil {
		return err
	}
	files, err := s.configs(owner, r, p.Commit)
	if err != nil {
		return err
	}
	names := []string{}
	for name := range files {
		names = append(names, name)
	}
	sort.Strings(names)
	type ready struct {
		name     string
		labels   map[string]string
		workflow *wire.Workflow
	}
	all := []ready{}
	p.Status = "pending"
	if foreign {
		p.Status = "blocked"
	}
	for _, name := range names {
		var config workflowConfig
		err := yaml.Unmarshal([]byte(files[name]), &config)
		if err == nil && (config.Services.Kind != 0 || config.Matrix.Kind != 0) {
			err = fmt.Errorf("the stand-in knows neither services nor matrix")
		}
		if err != nil {
			p.Status = "error"
			p.Message += "\n" + name + ": " + err.Error()
			all = append(all, ready{name: name})
			continue
		}
		if !config.When.hold(p) {
			continue
		}
		labels := map[string]string{"repo": r.FullName, "platform": ""}
		for key, value := range config.Labels {
			labels[key] = value
		}
		workflow, err := s.compile(owner, r, p, &config)
		if err != nil {
			return err
		}
		all = append(all, ready{name, labels, workflow})
	}
	if len(all) == 0 {
		return nil
	}
	if err := s.store.addPipeline(p); err != nil {
		return err
	}
	for _, one := range all {
		if one.workflow != nil {
			for key, value := range map[string]string{"CI_PIPELINE_NUMBER": itoa(p.Number), "CI_WORKFLOW_NAME": one.name,
				"CI_PIPELINE_URL": fmt.Sprintf("%s/repos/%d/pipeline/%d", s.host, r.ID, p.Number)} {
				one.workflow.Env[key] = value
			}
			if _, err := s.store.addWorkflow(p.ID, one.name, one.labels, one.workflow); err != nil {
				return err
			}
		}
		if err := s.report(owner, r, p, one.name, p.Status); err != nil {
			log.Print("status: ", err)
		}
	}
	s.queue.wake()
	return nil
}

func (s *server) compile(owner *user, r *repo, p *pipeline, config *workflowConfig) (*wire.Workflow, error) {
	forge, _ := url.Parse(s.forgeURL)
	env := map[string]string{
		"CI": "woodpecker", "CI_REPO": r.FullName, "CI_REPO_OWNER": strings.Split(r.FullName, "/")[0], "CI_REPO_NAME": strings.Split(r.FullName, "/")[1],
		"CI_COMMIT_SHA": p.Commit, "CI_COMMIT_REF": p.Ref, "CI_COMMIT_BRANCH": p.Branch, "CI_COMMIT_MESSAGE": p.Message, "CI_COMMIT_AUTHOR": p.Author,
		"CI_PIPELINE_EVENT": p.Event, "CI_FORGE_URL": s.forgeURL, "CI_FORGE_TYPE": s.forge, "CI_SYSTEM_URL": s.host, "CI_SYSTEM_NAME": "woodpecker",
	}
	if p.Pull > 0 {
		env["CI_COMMIT_PULL_REQUEST"] = itoa(p.Pull)
	}
	workflow := &wire.Workflow{Repo: r.FullName, Commit: p.Commit, Ref: p.Ref, Minutes: 60, Env: env}
	if !config.SkipClone {
		workflow.Clone = r.Clone
		if r.Private || s.authenticate {
			token, err := s.tokenOf(owner)
			if err != nil {
				return nil, err
			}
			workflow.Netrc = fmt.Sprintf("machine %s login oauth2 password %s\n", forge.Hostname(), token)
		}
	}
	for _, step := range config.Steps {
		if !step.When.hold(p) {
			continue
		}
		out := wire.Step{Name: step.Name, Image: step.Image, Commands: step.Commands, Pull: step.Pull, Env: map[string]string{}}
		for _, when := range step.When {
			out.Failure = out.Failure || slices.Contains(when.Status, "failure")
		}
		for key, node := range step.Environment {
			out.Env[key] = s.value(r, p, node)
		}
		for key, node := range step.Settings {
			out.Env["PLUGIN_"+strings.ToUpper(strings.NewReplacer("-", "_", ".", "_").Replace(key))] = s.value(r, p, node)
		}
		workflow.Steps = append(workflow.Steps, out)
	}
	return workflow, nil
}

// value is a text, or a secret of the repository if the event may see it.
func (s *server) value(r *repo, p *pipeline, node yaml.Node) string {
	var from struct {
		Secret string `yaml:"from_secret"`
	}
	if node.Kind != yaml.MappingNode || node.Decode(&from) != nil || from.Secret == "" {
		if node.Kind == yaml.ScalarNode {
			return node.Value
		}
		var any any
		_ = node.Decode(&any)
		text, _ := json.Marshal(any)
		return string(text)
	}
	var value, events string
	if s.store.QueryRow(`SELECT value, events FROM secrets WHERE repo_id = $1 AND name = $2`, r.ID, from.Secret).Scan(&value, &events) != nil {
		return ""
	}
	if slices.Contains(strings.Split(events, ","), p.Event) {
		return value
	}
	return ""
}
