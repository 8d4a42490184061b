package main

import "testing"

func TestRoutes(t *testing.T) { (&server{}).routes() }
