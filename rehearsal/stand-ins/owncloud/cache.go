package main

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net"
	"strings"
	"time"
)

// cache is Redis behind a Unix socket, where locks of files are.
type cache struct{ socket string }

func (c config) redis() string {
	redis, _ := c["redis"].(map[string]any)
	return config(redis).text("host")
}

func (c *cache) ask(words ...string) (string, error) {
	connection, err := net.DialTimeout("unix", c.socket, 5*time.Second)
	if err != nil {
		return "", err
	}
	defer connection.Close()
	_ = connection.SetDeadline(time.Now().Add(5 * time.Second))
	request := fmt.Sprintf("*%d\r\n", len(words))
	for _, word := range words {
		request += fmt.Sprintf("$%d\r\n%s\r\n", len(word), word)
	}
	if _, err := connection.Write([]byte(request)); err != nil {
		return "", err
	}
	line, err := bufio.NewReader(connection).ReadString('\n')
	return strings.TrimSpace(line), err
}

func (c *cache) ping() error {
	answer, err := c.ask("PING")
	if err == nil && answer != "+PONG" {
		err = fmt.Errorf("%s", answer)
	}
	return err
}

// lock keeps a file to one writer; whoever dies with it loses it after an hour.
func (c *cache) lock(file string) (func(), error) {
	sum := sha256.Sum256([]byte(file))
	key := "files/" + hex.EncodeToString(sum[:])
	answer, err := c.ask("SET", key, "1", "NX", "EX", "3600")
	if err == nil && answer != "+OK" {
		err = fmt.Errorf("%s is locked", file)
	}
	return func() { _, _ = c.ask("DEL", key) }, err
}
