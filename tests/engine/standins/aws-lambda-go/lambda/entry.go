// Package lambda stands in for the one of AWS: it asks the Runtime API for events and answers them
// with what the handler returns. It knows handlers that take a context and any value.
package lambda

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"reflect"
)

// Start serves events until the Runtime API goes away.
func Start(handler interface{}) {
	runtime := "http://" + os.Getenv("AWS_LAMBDA_RUNTIME_API") + "/2018-06-01/runtime/invocation/"
	for {
		event, err := http.Get(runtime + "next")
		if err != nil {
			os.Exit(1)
		}
		body, _ := io.ReadAll(event.Body)
		event.Body.Close()
		answer, err := call(handler, body)
		if err != nil {
			answer, _ = json.Marshal(map[string]string{"errorMessage": err.Error()})
			send(runtime+event.Header.Get("Lambda-Runtime-Aws-Request-Id")+"/error", answer)
			continue
		}
		send(runtime+event.Header.Get("Lambda-Runtime-Aws-Request-Id")+"/response", answer)
	}
}

func call(handler interface{}, body []byte) ([]byte, error) {
	function := reflect.ValueOf(handler)
	arguments := []reflect.Value{reflect.ValueOf(context.Background())}
	if function.Type().NumIn() > 1 {
		event := reflect.New(function.Type().In(1))
		if err := json.Unmarshal(body, event.Interface()); err != nil {
			return nil, err
		}
		arguments = append(arguments, event.Elem())
	}
	results := function.Call(arguments)
	if err, failed := results[1].Interface().(error); failed {
		return nil, err
	}
	return json.Marshal(results[0].Interface())
}

func send(address string, body []byte) {
	answered, err := http.Post(address, "application/json", bytes.NewReader(body))
	if err != nil {
		os.Exit(1)
	}
	answered.Body.Close()
}
