package chart

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
)

// extra is what an option needs and go-echarts has no field for.
type extra map[string]any

// addition is an extra and its place in the option: "series.0.data.2".
type addition struct {
	path string
	more extra
}

// finishJSON is the one place where things go into an option that go-echarts'
// types do not know: numbers that its omitempty drops, keys newer than it, and
// our own (text, unit, names) for the formatters of the bundle. It also takes
// out the empty parts that go-echarts writes for what was never set. The
// result is compact, has sorted keys, and can stand in a <script> element,
// since encoding/json writes < as \u003c.
func finishJSON(typed map[string]any, more []addition) ([]byte, error) {
	first, err := json.Marshal(typed)
	if err != nil {
		return nil, err
	}
	dec := json.NewDecoder(bytes.NewReader(first))
	dec.UseNumber() // digits stay as they are
	var option any
	if err := dec.Decode(&option); err != nil {
		return nil, err
	}
	option = prune(option)
	for _, a := range more {
		var path []string
		if a.path != "" {
			path = strings.Split(a.path, ".")
		}
		if option, err = put(option, path, a.more); err != nil {
			return nil, fmt.Errorf("option at %s: %w", a.path, err)
		}
	}
	return json.Marshal(option)
}

// put merges more into the object at path, making objects on the way.
func put(at any, path []string, more extra) (any, error) {
	if len(path) == 0 {
		if at == nil {
			at = map[string]any{}
		}
		m, ok := at.(map[string]any)
		if !ok {
			return nil, fmt.Errorf("cannot add to %T", at)
		}
		return merge(m, more), nil
	}
	key := path[0]
	if list, ok := at.([]any); ok {
		i, err := strconv.Atoi(key)
		if err != nil || i < 0 || i >= len(list) {
			return nil, fmt.Errorf("no element %s", key)
		}
		v, err := put(list[i], path[1:], more)
		list[i] = v
		return list, err
	}
	if at == nil {
		at = map[string]any{}
	}
	m, ok := at.(map[string]any)
	if !ok {
		return nil, fmt.Errorf("cannot add to %T", at)
	}
	v, err := put(m[key], path[1:], more)
	m[key] = v
	return m, err
}

func merge(m map[string]any, more extra) map[string]any {
	for k, v := range more {
		sub, isMap := v.(extra)
		if !isMap {
			m[k] = v
			continue
		}
		old, _ := m[k].(map[string]any)
		if old == nil {
			old = map[string]any{}
		}
		m[k] = merge(old, sub)
	}
	return m
}

// prune takes nulls and empty objects out of objects; elements of lists keep
// their places.
func prune(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for k, x := range v {
			x = prune(x)
			if m, ok := x.(map[string]any); x == nil || ok && len(m) == 0 {
				delete(v, k)
				continue
			}
			v[k] = x
		}
	case []any:
		for i := range v {
			v[i] = prune(v[i])
		}
	}
	return v
}
