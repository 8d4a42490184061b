package main

import (
	"context"
	"encoding/json"
	"log"
	"strconv"
	"strings"
	"sync"
	"time"

	"woodpecker/wire"
)

func itoa(number int64) string { return strconv.FormatInt(number, 10) }

// queue hands out workflows that wait. It lives in the database; here is only who waits for the next one.
type queue struct {
	*server
	sync.Mutex
	news chan struct{}
}

func newQueue(s *server) *queue { return &queue{server: s, news: make(chan struct{})} }

// wake has everybody who waits look again.
func (q *queue) wake() {
	q.Lock()
	defer q.Unlock()
	close(q.news)
	q.news = make(chan struct{})
}

// watch puts back what an agent took and forgot.
func (q *queue) watch() {
	for range time.Tick(15 * time.Second) {
		result, err := q.store.Exec(`UPDATE workflows SET state = 'pending', agent_id = 0 WHERE state = 'running' AND seen < $1`,
			time.Now().Unix()-60)
		if err != nil {
			log.Print("queue: ", err)
		} else if count, _ := result.RowsAffected(); count > 0 {
			q.wake()
		}
	}
}

// matches tells whether an agent takes a workflow: it has every label that is asked for, and is asked for every label it insists on.
func matches(task, agent map[string]string) bool {
	for key, value := range task {
		if value == "" {
			continue
		}
		offered, ok := agent[key]
		if insisted, insists := agent["!"+key]; insists {
			offered, ok = insisted, true
		}
		if !ok || offered != "*" && offered != value {
			return false
		}
	}
	for key, value := range agent {
		if plain, insists := strings.CutPrefix(key, "!"); insists && task[plain] != value {
			return false
		}
	}
	return true
}

// next waits for a workflow that an agent may run; nil after a while.
func (q *queue) next(ctx context.Context, agent int64, labels map[string]string) (*wire.Workflow, error) {
	late := time.After(30 * time.Second)
	for {
		q.Lock()
		news := q.news
		q.Unlock()
		workflow, err := q.take(agent, labels)
		if workflow != nil || err != nil {
			return workflow, err
		}
		select {
		case <-news:
		case <-late:
			return nil, nil
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

func (q *queue) take(agent int64, labels map[string]string) (*wire.Workflow, error) {
	q.Lock()
	defer q.Unlock()
	rows, err := q.store.Query(`SELECT w.id, w.labels, w.payload FROM workflows w JOIN pipelines p ON p.id = w.pipeline_id
		WHERE w.state = 'pending' AND p.status IN ('pending', 'running', 'failure') ORDER BY w.id`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var id int64
		var wanted, payload string
		if err := rows.Scan(&id, &wanted, &payload); err != nil {
			return nil, err
		}
		task := map[string]string{}
		_ = json.Unmarshal([]byte(wanted), &task)
		if !matches(task, labels) {
			continue
		}
		workflow := &wire.Workflow{}
		if err := json.Unmarshal([]byte(payload), workflow); err != nil {
			return nil, err
		}
		workflow.ID = id
		_, err := q.store.Exec(`UPDATE workflows SET state = 'running', agent_id = $2, seen = $3 WHERE id = $1`, id, agent, time.Now().Unix())
		return workflow, err
	}
	return nil, rows.Err()
}

// settle notes how a workflow stands, and tells the forge.
func (q *queue) settle(id int64, state, problem string) error {
	var name string
	var pipelineID int64
	err := q.store.QueryRow(`UPDATE workflows SET state = $2, seen = $3, error = $4 WHERE id = $1 RETURNING name, pipeline_id`,
		id, state, time.Now().Unix(), problem).Scan(&name, &pipelineID)
	if err != nil {
		return err
	}
	found, err := q.store.pipelines("WHERE id = $1", pipelineID)
	if err != nil || len(found) == 0 {
		return err
	}
	p := found[0]
	flows, err := q.store.workflows(p.ID)
	if err != nil {
		return err
	}
	if _, err := q.store.Exec(`UPDATE pipelines SET status = $2 WHERE id = $1`, p.ID, together(flows)); err != nil {
		return err
	}
	r, err := q.store.repo("WHERE id = $1", p.RepoID)
	if err != nil {
		return err
	}
	owner, err := q.store.user("WHERE id = $1", r.UserID)
	if err != nil {
		return err
	}
	return q.report(owner, r, &p, name, state)
}

// together is how a pipeline stands whose workflows stand like this.
func together(flows []workflow) string {
	seen := map[string]bool{}
	for _, flow := range flows {
		seen[flow.State] = true
	}
	for _, state := range []string{"failure", "running", "pending"} {
		if seen[state] {
			return state
		}
	}
	return "success"
}
