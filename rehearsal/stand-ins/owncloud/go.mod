module owncloud

go 1.25.0

require (
	github.com/lib/pq v1.12.3
	golang.org/x/crypto v0.54.0
	golang.org/x/net v0.57.0
)
