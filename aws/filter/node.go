package filter

import "slices"

// node is a place in a message that a pattern asks about: the tree of all its
// selectors, so that one pass over a message answers all of them.
type node struct {
	clauses  []int
	keys     []keyEdge
	indexes  []indexEdge
	anyKey   *node
	anyIndex *node
	// under are the clauses here and below whose selector has no wildcard:
	// what a repeated key takes back, since the last of its values counts.
	under bitset
	// absent are the clauses that hold while nothing is found, here and below.
	absent bitset
}

type keyEdge struct {
	key string
	to  *node
}

type indexEdge struct {
	index int
	to    *node
}

// plant puts a clause where its selector points. A wildcard, [*] or .*, stands
// for the members of an array as well as for those of an object.
func (n *node) plant(steps []step, clause int) {
	if len(steps) == 0 {
		n.clauses = append(n.clauses, clause)
		return
	}
	var edges []**node
	switch s := steps[0]; {
	case s.wildcard:
		edges = []**node{&n.anyKey, &n.anyIndex}
	case s.isIndex:
		edges = []**node{n.atIndex(s.index)}
	default:
		edges = []**node{n.atKey(s.key)}
	}
	for _, to := range edges {
		if *to == nil {
			*to = &node{}
		}
		(*to).plant(steps[1:], clause)
	}
}

func (n *node) atKey(key string) **node {
	i := slices.IndexFunc(n.keys, func(e keyEdge) bool { return e.key == key })
	if i < 0 {
		n.keys = append(n.keys, keyEdge{key: key})
		i = len(n.keys) - 1
	}
	return &n.keys[i].to
}

func (n *node) atIndex(index int) **node {
	i := slices.IndexFunc(n.indexes, func(e indexEdge) bool { return e.index == index })
	if i < 0 {
		n.indexes = append(n.indexes, indexEdge{index: index})
		i = len(n.indexes) - 1
	}
	return &n.indexes[i].to
}

// settle folds the wildcards into the edges beside them, so that every value
// of a message belongs to one node at most, and counts what lies under each.
func (n *node) settle(clauses []clause) *node {
	if n == nil {
		return nil
	}
	out := &node{clauses: n.clauses, anyKey: n.anyKey.settle(clauses), anyIndex: n.anyIndex.settle(clauses)}
	for _, e := range n.keys {
		out.keys = append(out.keys, keyEdge{e.key, join(e.to, n.anyKey).settle(clauses)})
	}
	for _, e := range n.indexes {
		out.indexes = append(out.indexes, indexEdge{e.index, join(e.to, n.anyIndex).settle(clauses)})
	}
	for _, i := range out.clauses {
		if clauses[i].op == notExists {
			out.absent.set(i)
		}
		if !clauses[i].wildcard {
			out.under.set(i)
		}
	}
	for _, to := range out.children() {
		for w := range out.under {
			out.under[w] |= to.under[w]
			out.absent[w] |= to.absent[w]
		}
	}
	return out
}

func (n *node) children() []*node {
	var list []*node
	for _, e := range n.keys {
		list = append(list, e.to)
	}
	for _, e := range n.indexes {
		list = append(list, e.to)
	}
	for _, to := range []*node{n.anyKey, n.anyIndex} {
		if to != nil {
			list = append(list, to)
		}
	}
	return list
}

// join is a tree that answers for both.
func join(a, b *node) *node {
	if a == nil || b == nil {
		if a == nil {
			return b
		}
		return a
	}
	out := &node{
		clauses: slices.Concat(a.clauses, b.clauses),
		anyKey:  join(a.anyKey, b.anyKey), anyIndex: join(a.anyIndex, b.anyIndex),
	}
	for _, from := range []*node{a, b} {
		for _, e := range from.keys {
			to := out.atKey(e.key)
			*to = join(*to, e.to)
		}
		for _, e := range from.indexes {
			to := out.atIndex(e.index)
			*to = join(*to, e.to)
		}
	}
	return out
}

// key finds the node for a member of an object.
func (n *node) key(key string) *node {
	for i := range n.keys {
		if n.keys[i].key == key {
			return n.keys[i].to
		}
	}
	return n.anyKey
}

// index finds the node for a member of an array.
func (n *node) index(index int) *node {
	for i := range n.indexes {
		if n.indexes[i].index == index {
			return n.indexes[i].to
		}
	}
	return n.anyIndex
}
