package main

import (
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/serializer/json"
)

func jsonCodec(types *runtime.Scheme) runtime.Encoder {
	return json.NewSerializerWithOptions(json.DefaultMetaFactory, types, types, json.SerializerOptions{})
}
