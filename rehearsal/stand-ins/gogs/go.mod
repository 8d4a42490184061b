module gogs-stand-in

go 1.21
