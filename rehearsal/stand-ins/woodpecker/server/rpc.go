package main

import (
	"encoding/json"
	"log"
	"net/http"
	"time"

	"woodpecker/wire"
)

// serveAgents answers agents, over HTTP/2 in the clear.
func (s *server) serveAgents() error {
	protocols := new(http.Protocols)
	protocols.SetUnencryptedHTTP2(true)
	mux := http.NewServeMux()
	mux.HandleFunc("POST /proto.WoodpeckerAuth/Auth", wire.Handle(s.auth))
	for name, call := range map[string]func(r *http.Request, agent int64, in wire.Message) (wire.Message, error){
		"RegisterAgent": s.registerAgent, "Next": s.next, "Extend": s.extend, "Init": s.initWorkflow, "Log": s.log, "Done": s.done,
	} {
		mux.HandleFunc("POST /proto.Woodpecker/"+name, wire.Handle(func(r *http.Request, in wire.Message) (wire.Message, error) {
			token := r.Header.Get("Token")
			agent := signedID(token)
			if !same(token, s.sign("agent", agent, env("WOODPECKER_GRPC_SECRET")+s.agentSecret)) {
				return wire.Message{}, &wire.Error{Code: wire.Unauthenticated, Message: "access token is invalid"}
			}
			_, _ = s.store.Exec(`UPDATE agents SET last_contact = $2 WHERE id = $1`, agent, time.Now().Unix())
			return call(r, agent, in)
		}))
	}
	return (&http.Server{Addr: s.grpcAddr, Handler: mux, Protocols: protocols, ReadHeaderTimeout: time.Minute}).ListenAndServe()
}

// auth lets an agent in that knows the secret, and gives it a number if it has none.
func (s *server) auth(_ *http.Request, in wire.Message) (wire.Message, error) {
	if s.agentSecret == "" || !same(in.Token, s.agentSecret) {
		return wire.Message{}, &wire.Error{Code: wire.Unauthenticated, Message: "individual agent not found by token: sql: no rows in result set"}
	}
	var id int64
	if s.store.QueryRow(`SELECT id FROM agents WHERE id = $1`, in.AgentID).Scan(&id) != nil {
		err := s.store.QueryRow(`INSERT INTO agents (name, labels, capacity, last_contact) VALUES ('', '{}', 0, $1) RETURNING id`,
			time.Now().Unix()).Scan(&id)
		if err != nil {
			return wire.Message{}, err
		}
	}
	return wire.Message{AgentID: id, Token: s.sign("agent", id, env("WOODPECKER_GRPC_SECRET")+s.agentSecret)}, nil
}

func (s *server) registerAgent(_ *http.Request, agent int64, in wire.Message) (wire.Message, error) {
	labels, _ := json.Marshal(in.Labels)
	_, err := s.store.Exec(`UPDATE agents SET name = $2, labels = $3, capacity = $4 WHERE id = $1`, agent, in.Name, string(labels), in.Capacity)
	return wire.Message{AgentID: agent}, err
}

func (s *server) next(r *http.Request, agent int64, in wire.Message) (wire.Message, error) {
	workflow, err := s.queue.next(r.Context(), agent, in.Labels)
	return wire.Message{Workflow: workflow}, err
}

func (s *server) extend(_ *http.Request, agent int64, in wire.Message) (wire.Message, error) {
	_, err := s.store.Exec(`UPDATE workflows SET seen = $3 WHERE id = $1 AND agent_id = $2`, in.ID, agent, time.Now().Unix())
	return wire.Message{}, err
}

func (s *server) initWorkflow(_ *http.Request, _ int64, in wire.Message) (wire.Message, error) {
	return wire.Message{}, s.settled(in.ID, "running", "")
}

func (s *server) log(_ *http.Request, _ int64, in wire.Message) (wire.Message, error) {
	_, err := s.store.Exec(`INSERT INTO logs (workflow_id, step, data) VALUES ($1, $2, $3)`, in.ID, in.Step, in.Log)
	return wire.Message{}, err
}

func (s *server) done(_ *http.Request, _ int64, in wire.Message) (wire.Message, error) {
	return wire.Message{}, s.settled(in.ID, in.State, in.Log)
}

// settled is settle, for agents who can't help it if the forge is away.
func (s *server) settled(id int64, state, problem string) error {
	err := s.queue.settle(id, state, problem)
	if err != nil {
		log.Printf("workflow %d is %s: %v", id, state, err)
	}
	return nil
}
