// A registry in memory that has the referrers API, on a free port of the
// loopback. Says on standard error "listening on HOST:PORT", then what it is
// asked.
//
// usage: registry [-address HOST:PORT] [-referrers=false] [-tls FOLDER]
package main

import (
	"flag"
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/google/go-containerregistry/pkg/registry"
)

func main() {
	address := flag.String("address", "127.0.0.1:0", "where to listen")
	referrers := flag.Bool("referrers", true, "with the referrers API")
	folder := flag.String("tls", "", "folder with server.pem and server.key")
	flag.Parse()

	listener, err := net.Listen("tcp", *address)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Fprintf(os.Stderr, "listening on %s\n", listener.Addr())
	server := &http.Server{
		Handler: registry.New(registry.WithReferrersSupport(*referrers),
			registry.Logger(log.New(os.Stderr, "", 0))),
		ReadHeaderTimeout: time.Minute,
	}
	if *folder == "" {
		err = server.Serve(listener)
	} else {
		err = server.ServeTLS(listener, filepath.Join(*folder, "server.pem"),
			filepath.Join(*folder, "server.key"))
	}
	log.Fatal(err)
}
